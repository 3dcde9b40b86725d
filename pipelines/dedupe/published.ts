import { hashId } from '../../src/domain/ids.js'
import type { LiveVacancy, Vacancy } from '../../src/domain/vacancy.js'
import type { Composed } from './vacancy.js'

/** Fields that say how a record came to be, not what it says. */
const NOT_CONTENT = new Set(['updatedAt', 'owner', 'changed', 'contentHash'])

interface Said {
  readonly kind: Vacancy['kind']
  readonly hash: string
  readonly owner: number
  /** Hash of each top-level field, to tell what changed. */
  readonly fields: ReadonlyMap<string, string>
}

const fieldHashes = (vacancy: Vacancy): Map<string, string> =>
  new Map(
    Object.entries(vacancy)
      .filter(([name]) => !NOT_CONTENT.has(name))
      .map(([name, value]) => [name, hashId(JSON.stringify(value)).slice(0, 8)]),
  )

const contentOf = (vacancy: Vacancy): string => {
  if (vacancy.kind === 'vacancy') return vacancy.contentHash
  return vacancy.kind === 'merged' ? `merged ${vacancy.mergedInto}` : 'removed'
}

const said = (vacancy: Vacancy): Said => ({
  kind: vacancy.kind,
  hash: contentOf(vacancy),
  owner: vacancy.owner,
  fields: vacancy.kind === 'vacancy' ? fieldHashes(vacancy) : new Map(),
})

const changedFields = (before: Said | undefined, now: ReadonlyMap<string, string>): string[] => {
  if (before?.kind !== 'vacancy') return []
  const names = new Set([...before.fields.keys(), ...now.keys()])
  return [...names].filter((name) => before.fields.get(name) !== now.get(name)).sort()
}

/** What `vacancies.v1` last said of each id. */
export class Published {
  private readonly last = new Map<string, Said>()

  /** A record read back from the topic. */
  heard(id: string, vacancy: Vacancy | null): void {
    if (vacancy === null) this.last.delete(id)
    else this.last.set(id, said(vacancy))
  }

  has(id: string): boolean {
    return this.last.has(id)
  }

  /** Whether the id is a forward, which outlives its postings. */
  isForward(id: string): boolean {
    return this.last.get(id)?.kind === 'merged'
  }

  ids(): string[] {
    return [...this.last.keys()]
  }

  /** The record to publish when this differs from what was said; undefined when it does not. */
  differing(vacancy: Composed | (Vacancy & { kind: 'merged' })): Vacancy | undefined {
    const before = this.last.get(vacancy.id)
    const now = said(vacancy)
    // A record of a later owner than ours would mean that we are not the owner any more: ours is overruled, not theirs.
    if (before?.hash === now.hash && before.kind === now.kind) return undefined
    this.last.set(vacancy.id, now)
    return vacancy.kind === 'vacancy' ? withChanges(vacancy, changedFields(before, now.fields)) : vacancy
  }

  forget(id: string): void {
    this.last.delete(id)
  }
}

const withChanges = (vacancy: LiveVacancy, changed: string[]): LiveVacancy => ({ ...vacancy, changed })
