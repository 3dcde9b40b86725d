import { createHash } from 'node:crypto'
import type { Client } from '@elastic/elasticsearch'
import { vacancyMapping } from '../../../config/mappings.js'
import { hasConsequence, JobdataError } from '../../domain/errors.js'
import { guarded } from './errors.js'
import { indexNames } from './index-names.js'
import type { IndexNames } from './index-names.js'
import { synonymRules } from './synonyms.js'

export interface IndexAdminOptions {
  readonly client: Client
  readonly namespace?: string
  /** The text of `config/synonyms.txt`. */
  readonly synonyms: string
}

/** What an index was made with, in its mapping's `_meta`. */
export interface IndexMeta {
  /** Hash of `config/mappings.ts`. */
  readonly mapping: string
  /** Hash of `config/synonyms.txt`. */
  readonly synonyms: string
}

/** The numbered indices of one set and the aliases they stand behind. Errors as the log's, and `config`. */
export interface IndexAdmin {
  readonly names: IndexNames
  /** What this program would make an index with. */
  readonly wanted: IndexMeta
  /** Name of the index that is searched; undefined when there is none. */
  live(): Promise<string | undefined>
  /** Numbered indices, oldest first, live or not. */
  all(): Promise<readonly string[]>
  /** What an index was made with. */
  metaOf(name: string): Promise<Partial<IndexMeta>>
  /** Makes an empty index with the next free number, behind no alias, and returns its name. */
  createNext(): Promise<string>
  /** Makes the first index with both aliases when there is none; returns the name of the live one. Safe in a race. */
  ensureLive(): Promise<string>
  /** Puts both aliases on `to` in one step; returns the index that was live before. */
  swap(to: string): Promise<string | undefined>
  /** Deletes a numbered index; refuses (`config`) the live one. */
  drop(name: string): Promise<void>
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16)

const FIRST = 1

/** Administers the vacancy indices: for the service's start, and for what builds a new index beside the live one. */
export const openIndexAdmin = ({ client, namespace, synonyms }: IndexAdminOptions): IndexAdmin => {
  const names = indexNames(namespace)
  const wanted: IndexMeta = { mapping: hashOf(vacancyMapping([])), synonyms: hashOf(synonyms) }

  const putTemplate = async (): Promise<void> => {
    const { settings, mappings } = vacancyMapping(await synonymRules(client, synonyms))
    await guarded('putting the index template', () =>
      client.indices.putIndexTemplate({
        name: names.template,
        index_patterns: [names.pattern],
        template: { settings, mappings: { ...mappings, _meta: { ...wanted } } },
      }),
    )
  }

  const holders = async (alias: string): Promise<string[]> => {
    const found = await guarded('looking for the live index', () =>
      client.indices.getAlias({ name: alias, expand_wildcards: 'all' }, { ignore: [404] }),
    )
    return Object.keys(found).filter((name) => names.numberOf(name) !== undefined)
  }

  const all = async (): Promise<string[]> => {
    const found = await guarded('listing indices', () =>
      client.indices.get({ index: names.pattern, features: ['aliases'], allow_no_indices: true }),
    )
    const numbered = Object.keys(found).filter((name) => names.numberOf(name) !== undefined)
    return numbered.sort((a, b) => (names.numberOf(a) ?? 0) - (names.numberOf(b) ?? 0))
  }

  const live = async (): Promise<string | undefined> => (await holders(names.read))[0]

  const create = async (name: string, aliases: readonly string[] = []): Promise<void> => {
    await putTemplate()
    await guarded(`making index ${name}`, () =>
      client.indices.create({ index: name, aliases: Object.fromEntries(aliases.map((alias) => [alias, {}])) }),
    )
  }

  const createNext = async (): Promise<string> => {
    const last = (await all()).at(-1)
    const name = names.nth(last === undefined ? FIRST : (names.numberOf(last) ?? 0) + 1)
    await create(name)
    return name
  }

  const swap = async (to: string): Promise<string | undefined> => {
    const before = await live()
    const remove = async (alias: string) =>
      (await holders(alias)).filter((index) => index !== to).map((index) => ({ remove: { index, alias } }))
    const actions = [
      ...(await remove(names.read)),
      ...(await remove(names.write)),
      { add: { index: to, alias: names.read } },
      { add: { index: to, alias: names.write } },
    ]
    await guarded(`making ${to} the live index`, () => client.indices.updateAliases({ actions }))
    return before
  }

  const createFirst = async (): Promise<void> => {
    try {
      await create(names.nth(FIRST), [names.read, names.write])
    } catch (error) {
      // Another member of the set was faster.
      if (!hasConsequence(error, 'poison') || error.code !== 'elasticsearch-resource-already-exists') throw error
    }
  }

  const ensureLive = async (): Promise<string> => {
    const known = await live()
    if (known !== undefined) return known
    // Beside older ones an empty index would pass for all there is.
    if ((await all()).length === 0) await createFirst()
    const made = await live()
    if (made !== undefined) return made
    throw new JobdataError(
      `there are indices ${names.pattern}, but none is live (alias ${names.read}): run \`jobdata reindex\``,
      { consequence: 'config', code: 'index-not-live' },
    )
  }

  return {
    names,
    wanted,
    live,
    all,
    createNext,
    ensureLive,
    swap,
    async metaOf(name) {
      const found = await guarded(`reading the mapping of ${name}`, () => client.indices.getMapping({ index: name }))
      return found[name]?.mappings._meta ?? {}
    },
    async drop(name) {
      if (name === (await live()))
        throw new JobdataError(`${name} is the live index: nothing was deleted`, {
          consequence: 'config',
          code: 'index-is-live',
        })
      await guarded(`deleting index ${name}`, () => client.indices.delete({ index: name }))
    },
  }
}
