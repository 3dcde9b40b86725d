import type { Client } from '@elastic/elasticsearch'
import type { Completion } from './completion-terms.js'
import { completionOf, folded } from './completion-terms.js'
import { guarded } from './errors.js'

/** Letters; nobody types more before choosing. */
const LONGEST_PREFIX = 100

/** Every letter and digit as it is, anything else by itself, whatever it means in an expression. */
const literally = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, String.raw`\$&`)

/** The query of completions: what begins with a folded prefix among vacancies that search finds. */
export const completionBody = (prefix: string, size: number) => ({
  size: 0,
  track_total_hits: false,
  query: { bool: { filter: [{ term: { closed: false } }, { prefix: { completions: prefix } }] } },
  aggs: {
    terms: {
      terms: {
        field: 'completions',
        include: `${literally(prefix)}.*`,
        size,
        order: [{ _count: 'desc' as const }, { _key: 'asc' as const }],
      },
    },
  },
})

interface Counted {
  readonly terms: { readonly buckets: readonly { readonly key: string; readonly doc_count: number }[] }
}

/** Completes prefixes. `target`: an alias or an index. */
export const openIndexCompletion =
  (client: Client, target: string) =>
  async (typed: string, size: number): Promise<Completion[]> => {
    const prefix = folded(typed).slice(0, LONGEST_PREFIX)
    if (prefix === '' || size === 0) return []
    const { aggregations } = await guarded('completing a prefix', () =>
      client.search<unknown, Counted>({ index: target, ...completionBody(prefix, size) }),
    )
    return (aggregations?.terms.buckets ?? []).map(({ key, doc_count: count }) => ({ ...completionOf(key), count }))
  }
