import type { Client, estypes } from '@elastic/elasticsearch'
import { hasConsequence, JobdataError } from '../../domain/errors.js'
import { asAtFirst, invalidCursor, readCursor, writeCursor } from '../../ports/query-cursor.js'
import type { SearchResult, VacancyQuery } from '../../ports/vacancy-index.js'
import { guarded } from './errors.js'
import { readFacets } from './facet-query.js'
import type { FacetAggregate } from './facet-query.js'
import { anchorBody, isRanked, searchBody } from './search-body.js'
import { Cursor } from './search-cursor.js'
import { toHit } from './search-hits.js'
import type { FoundHit } from './search-hits.js'

type Answer = estypes.SearchResponse<FoundHit['_source'], Record<string, FacetAggregate>>

/** How long a point in time outlives the page that was read last. */
const KEEP_ALIVE = '5m'
/** Hits whose places are looked up anew: one of them may be gone meanwhile. */
const ANCHORS = 3
const DOING = 'searching vacancies'

const pageOf = ({ hits, aggregations = {}, pit_id: pit }: Answer, query: VacancyQuery): SearchResult => {
  const shown = hits.hits.slice(0, query.size) as FoundHit[]
  const last = shown.at(-1)
  const total = hits.total as estypes.SearchTotalHits
  const isLast = hits.hits.length <= query.size
  return {
    total: { value: total.value, relation: total.relation === 'eq' ? 'exact' : 'at-least' },
    hits: shown.map((hit) => toHit(hit, query)),
    facets: readFacets(query.facets, aggregations),
    ...(!isLast && {
      cursor: writeCursor<Cursor>(query, {
        ids: shown.slice(-ANCHORS).map(({ _id: id }) => id ?? ''),
        after: (last?.sort ?? []) as Cursor['after'],
        ...(pit !== undefined && { pit }),
      }),
    }),
  }
}

/** Neither a point in time that expired nor one of an index that was dropped is there any more. */
const GONE: ReadonlySet<string> = new Set([
  'elasticsearch-search-context-missing',
  'elasticsearch-index-not-found',
  'elasticsearch-no-shard-available-action',
])

const isGone = (error: unknown): boolean => error instanceof JobdataError && GONE.has(error.code)

/**
 * Searches the index. The first page costs one request. Further pages are of one point in time; when it is gone (somebody
 * read a page for long, the index was swapped), another one is opened, and the pages go on behind the last hit's place
 * as it is there: scores move with the index, their order hardly.
 */
export const openIndexSearch = (client: Client, target: string) => {
  const ask = (body: estypes.SearchRequest): Promise<Answer> =>
    guarded(DOING, () =>
      client.search<FoundHit['_source'], Record<string, FacetAggregate>>({
        ...body,
        // Less than everything would be told as everything.
        ...(body.pit === undefined && { index: target, allow_partial_search_results: false }),
      }),
    )

  const inTime = (id: string): Pick<estypes.SearchRequest, 'pit'> => ({ pit: { id, keep_alive: KEEP_ALIVE } })

  const goOn = (query: VacancyQuery, pit: string, after: Cursor['after']): Promise<Answer> =>
    ask({ ...searchBody(query), ...inTime(pit), search_after: after })

  /** Where the page before ended, as scores are now: the place of its last hit that is still there. */
  const placeOf = async (query: VacancyQuery, pit: string, { ids, after }: Cursor): Promise<Cursor['after']> => {
    if (!isRanked(query)) return after
    const { hits } = await ask({ ...anchorBody(query, ids), ...inTime(pit) })
    const last = hits.hits.toSorted((a, b) => ids.indexOf(a._id ?? '') - ids.indexOf(b._id ?? '')).at(-1)
    return (last?.sort as Cursor['after'] | undefined) ?? after
  }

  const goOnAnew = async (query: VacancyQuery, cursor: Cursor): Promise<Answer> => {
    const { id: pit } = await guarded(DOING, () =>
      client.openPointInTime({ index: target, keep_alive: KEEP_ALIVE, allow_partial_search_results: false }),
    )
    return goOn(query, pit, await placeOf(query, pit, cursor))
  }

  const nextAnswer = async (query: VacancyQuery, cursor: Cursor): Promise<Answer> => {
    if (cursor.pit !== undefined) {
      try {
        return await goOn(query, cursor.pit, cursor.after)
      } catch (error) {
        if (!isGone(error)) throw error
      }
    }
    return goOnAnew(query, cursor)
  }

  const nextPage = async (query: VacancyQuery, cursor: Cursor): Promise<Answer> => {
    try {
      return await nextAnswer(query, cursor)
    } catch (error) {
      // The server takes neither its point in time nor its place: it was not made here.
      throw hasConsequence(error, 'poison') ? invalidCursor(error) : error
    }
  }

  /** It would expire by itself. */
  const forget = async (pit: string): Promise<void> => {
    await client.closePointInTime({ id: pit }).catch(() => undefined)
  }

  return async (query: VacancyQuery): Promise<SearchResult> => {
    const cursor = readCursor(query, Cursor)
    const asked = asAtFirst(query, cursor)
    const answer = await (cursor === undefined ? ask(searchBody(asked)) : nextPage(asked, cursor))
    const page = pageOf(answer, asked)
    if (page.cursor === undefined && answer.pit_id !== undefined) await forget(answer.pit_id)
    return page
  }
}
