import type { Indices } from '../../src/operate/reindex/reindex.js'
import type { IndexWrite, IndexWriteResult, VacancyIndex } from '../../src/ports/vacancy-index.js'

/** Of an index that only keeps: nothing can be searched. */
export type KeepingIndex = Pick<VacancyIndex, 'write' | 'scan' | 'get' | 'count' | 'refresh'> & {
  readonly documents: Map<string, IndexWrite>
}

const stateOf = ({ document }: IndexWrite) => document?.search?.state

/** An index in memory: a write wins by its version, a purge is remembered. */
export const keepingIndex = (): KeepingIndex => {
  const documents = new Map<string, IndexWrite>()
  const write = (one: IndexWrite): IndexWriteResult => {
    const before = documents.get(one.id)
    if (before && before.version > one.version) return { result: 'stale' }
    documents.set(one.id, structuredClone(one))
    return { result: 'applied' }
  }
  const standing = (): IndexWrite[] =>
    [...documents.values()].filter(({ document }) => document !== null).sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    documents,
    write: async (writes) => writes.map(write),
    async *scan() {
      const entries = standing().map(({ id, version, seq, document }) => ({
        ...{ id, version, seq },
        kind: document?.vacancy.kind ?? 'vacancy',
      }))
      if (entries.length > 0) yield entries
    },
    async get(id) {
      const found = documents.get(id)
      if (!found?.document) return undefined
      return { document: found.document, seq: found.seq, version: found.version }
    },
    async count() {
      const states = standing().map(stateOf)
      const of = (state: string): number => states.filter((one) => one === state).length
      return { open: of('open'), unverified: of('unverified'), closed: of('closed') }
    },
    refresh: async () => undefined,
  }
}

/** Numbered indices in memory; the first is live. */
export const keepingIndices = () => {
  const wanted = { mapping: 'm1', synonyms: 's1' }
  const all = new Map([['v-1', keepingIndex()]])
  const metas = new Map([['v-1', { ...wanted }]])
  let live = 'v-1'
  let number = 1
  const of = (name: string): KeepingIndex => {
    const found = all.get(name)
    if (!found) throw new Error(`no index ${name}`)
    return found
  }
  const indices: Indices = {
    wanted,
    live: async () => live,
    all: async () => [...all.keys()],
    metaOf: async (name) => metas.get(name) ?? {},
    async createNext() {
      const name = `v-${++number}`
      all.set(name, keepingIndex())
      metas.set(name, { ...wanted })
      return name
    },
    async swap(to) {
      of(to)
      live = to
    },
    async drop(name) {
      if (name === live) throw new Error(`${name} is live`)
      all.delete(name)
    },
    open: (name) => of(name) as unknown as VacancyIndex,
  }
  return { indices, wanted, of, live: () => of(live), liveName: () => live, names: () => [...all.keys()] }
}
