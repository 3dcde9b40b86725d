import { errors } from '@elastic/elasticsearch'
import type { Client, estypes } from '@elastic/elasticsearch'
import { hashId } from '../../domain/ids.js'
import type { IndexEntry, VacancyDocument, VacancyIndex } from '../../ports/vacancy-index.js'
import { guarded } from './errors.js'
import type { IndexBody } from './index-body.js'

const SCAN_SIZE = 1000

type Fields = Readonly<Record<string, readonly unknown[]>>

const entryOf = ({ _id: id, _version: version, fields }: estypes.SearchHit): IndexEntry => {
  const first = (name: string): unknown => (fields as Fields)[name]?.[0]
  return {
    id: id as string,
    version: version as number,
    seq: { partition: first('partition') as number, offset: first('offset') as number },
    kind: first('kind') as IndexEntry['kind'],
  }
}

const documentOf = ({ vacancy, search }: IndexBody): VacancyDocument => ({
  vacancy,
  ...(search !== undefined && { search }),
})

/** No such document is an answer; no such index is not. */
const ifAbsent = (error: unknown): Partial<estypes.GetGetResult<IndexBody>> => {
  if (error instanceof errors.ResponseError && (error.body as { found?: boolean } | undefined)?.found === false)
    return {}
  throw error
}

/** Reads of the vacancy index that are no searches. `target`: an alias or an index. */
export const openIndexReads = (client: Client, target: string) => {
  const scanned = (after: string, size: number): Promise<IndexEntry[]> =>
    guarded('scanning the index', async () => {
      const { hits } = await client.search({
        index: target,
        size,
        sort: [{ id: 'asc' }],
        // The order is total and an id never changes: no point in time is needed.
        search_after: [after],
        _source: false,
        version: true,
        docvalue_fields: ['kind', 'partition', 'offset'],
        track_total_hits: false,
      })
      return hits.hits.map(entryOf)
    })

  async function* scan({ after = '', size = SCAN_SIZE } = {}): AsyncGenerator<IndexEntry[]> {
    let entries = await scanned(after, size)
    while (entries.length > 0) {
      yield entries
      entries = await scanned(entries.at(-1)?.id ?? '', size)
    }
  }

  return {
    scan,
    get: (id: string): ReturnType<VacancyIndex['get']> =>
      guarded('reading the index', async () => {
        const { _source: body, _version: version } = await client.get<IndexBody>({ index: target, id }).catch(ifAbsent)
        if (body === undefined || version === undefined) return undefined
        return { document: documentOf(body), seq: { partition: body.partition, offset: body.offset }, version }
      }),
    at: (page: string): Promise<string | undefined> =>
      guarded('looking for a page', async () => {
        const { hits } = await client.search({
          index: target,
          size: 1,
          query: { term: { pages: hashId(page) } },
          sort: [{ closed: 'asc' }, { id: 'asc' }],
          _source: false,
          track_total_hits: false,
        })
        return hits.hits[0]?._id
      }),
    count: (): ReturnType<VacancyIndex['count']> =>
      guarded('counting vacancies', async () => {
        const { aggregations } = await client.search<unknown, { states: estypes.AggregationsStringTermsAggregate }>({
          index: target,
          size: 0,
          aggs: { states: { terms: { field: 'state' } } },
          track_total_hits: false,
        })
        const buckets = aggregations?.states.buckets as { key: string; doc_count: number }[]
        const counts = buckets.map(({ key, doc_count: count }) => [key, count] as const)
        return { open: 0, unverified: 0, closed: 0, ...Object.fromEntries(counts) }
      }),
    refresh: (): Promise<void> =>
      guarded('refreshing the index', async () => {
        await client.indices.refresh({ index: target })
      }),
  }
}
