import { createHash } from 'node:crypto'
import { errors } from '@elastic/elasticsearch'
import type { Client, estypes } from '@elastic/elasticsearch'
import { hasConsequence, JobdataError } from '../../domain/errors.js'
import { ABSENT, encodeDocument, versionConflict } from '../../ports/records.js'
import type { PutOptions, Records, Stored } from '../../ports/records.js'
import { failureError, guarded } from './errors.js'

const MOST_BULK_BYTES = 16 * 1_048_576
const PAGE = 1000

/** A write is sent once: sent again it would meet its own first sending and take it for somebody else's. */
const ONCE = { maxRetries: 0 }

/** One document as Elasticsearch keeps it. */
interface Source {
  readonly collection: string
  readonly id: string
  /** JSON as text: it comes back byte by byte, whatever its fields are called and however deep it goes. */
  readonly value: string
}

/** What an answer tells of a document. */
interface Kept {
  readonly _source?: Source
  readonly _seq_no?: number
  readonly _primary_term?: number
}

const MAPPINGS: estypes.MappingTypeMapping = {
  dynamic: 'strict',
  properties: {
    collection: { type: 'keyword' },
    id: { type: 'keyword' },
    value: { type: 'object', enabled: false },
  },
}

/** One shard: its write numbers order all writes. A copy as soon as there is a second node for it. */
const SETTINGS: estypes.IndicesIndexSettings = { number_of_shards: 1, auto_expand_replicas: '0-1' }

/** Name of the index that holds all collections; another mapping gets another number. */
export const recordsIndex = (namespace?: string): string =>
  `${namespace === undefined ? '' : `${namespace}-`}jobdata-records-v1`

/** `_id` takes 512 bytes, as many as an id alone may have. */
const keyOf = (collection: string, id: string): string =>
  createHash('sha256').update(`${collection}\0${id}`).digest('base64url')

/** Comes never back: the shard numbers every write, deletions too. */
const versionOf = ({ _seq_no: seqNo = 0, _primary_term: term = 0 }: Omit<Kept, '_source'>): string => `${seqNo}.${term}`

/** What Elasticsearch compares before it writes. */
const condition = (version: string): { if_seq_no: number; if_primary_term: number } => {
  const [seqNo = 0, term = 0] = version.split('.').map(Number)
  return { if_seq_no: seqNo, if_primary_term: term }
}

const storedOf = <T>(kept: Kept): Stored<T> => {
  const { _source: source } = kept
  if (source === undefined) {
    throw new JobdataError(
      'the index of the records holds a document without source: it was not made by this service',
      {
        consequence: 'fatal',
        code: 'records-foreign',
      },
    )
  }
  return { id: source.id, version: versionOf(kept), value: JSON.parse(source.value) as T }
}

/** Undefined where the server says that there is no such document; a missing index is an error. */
const ifFound = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked
  } catch (error) {
    const isMissing = error instanceof errors.ResponseError && error.statusCode === 404
    if (isMissing && (error.body as { error?: unknown }).error === undefined) return undefined
    throw error
  }
}

/** Entries in their order, cut where a request would grow too large. */
const byBytes = (entries: readonly Source[]): Source[][] => {
  const requests: Source[][] = []
  let room = 0
  for (const entry of entries) {
    const bytes = Buffer.byteLength(entry.value)
    if (bytes > room) {
      requests.push([])
      room = MOST_BULK_BYTES
    }
    requests.at(-1)?.push(entry)
    room -= bytes
  }
  return requests
}

class ElasticRecords implements Records {
  private readonly client: Client
  private readonly index: string

  constructor(client: Client, index: string) {
    this.client = client
    this.index = index
  }

  async get<T>(collection: string, id: string): Promise<Stored<T> | undefined> {
    const kept = await this.read(collection, id)
    return kept && storedOf<T>(kept)
  }

  async put(collection: string, id: string, value: unknown, { ifVersion }: PutOptions = {}): Promise<string> {
    const document: Source = { collection, id, value: encodeDocument(collection, id, value) }
    const request = { index: this.index, id: keyOf(collection, id), document }
    const written = await this.race(collection, id, () => {
      if (ifVersion === ABSENT) return this.client.create(request, ONCE)
      return this.client.index({ ...request, ...(ifVersion !== undefined && condition(ifVersion)) }, ONCE)
    })
    return versionOf(written)
  }

  async putMany(collection: string, entries: readonly { id: string; value: unknown }[]): Promise<void> {
    const ready = entries.map(({ id, value }) => ({ collection, id, value: encodeDocument(collection, id, value) }))
    for (const some of byBytes(ready)) await this.bulk(collection, some)
  }

  async delete(collection: string, id: string, { ifVersion }: PutOptions = {}): Promise<boolean> {
    if (ifVersion === ABSENT) {
      if (await this.read(collection, id)) throw versionConflict(collection, id)
      return false
    }
    const request = {
      index: this.index,
      id: keyOf(collection, id),
      ...(ifVersion !== undefined && condition(ifVersion)),
    }
    const deleted = await this.race(collection, id, () => ifFound(this.client.delete(request, ONCE)))
    return deleted?.result === 'deleted'
  }

  async list<T>(
    collection: string,
    { prefix = '', after = '', limit = PAGE }: { prefix?: string; after?: string; limit?: number } = {},
  ): Promise<readonly Stored<T>[]> {
    await this.refresh(collection)
    const listed: Stored<T>[] = []
    while (listed.length < limit) {
      const size = Math.min(PAGE, limit - listed.length)
      const page = await this.page(collection, prefix, listed.at(-1)?.id ?? after, size)
      listed.push(...page.map((kept) => storedOf<T>(kept)))
      if (page.length < size) break
    }
    return listed
  }

  /** The client is closed by who opened it. */
  async close(): Promise<void> {
    await Promise.resolve()
  }

  private read(collection: string, id: string): Promise<Kept | undefined> {
    return guarded(`reading ${collection}/${id}`, () =>
      ifFound(this.client.get<Source>({ index: this.index, id: keyOf(collection, id) })),
    )
  }

  /** A write that another's may come before. */
  private async race<T>(collection: string, id: string, write: () => Promise<T>): Promise<T> {
    try {
      return await guarded(`writing ${collection}/${id}`, write)
    } catch (error) {
      throw hasConsequence(error, 'conflict') ? versionConflict(collection, id) : error
    }
  }

  private async bulk(collection: string, entries: readonly Source[]): Promise<void> {
    const doing = `writing ${entries.length} of ${collection}`
    const operations = entries.flatMap((entry) => [{ index: { _id: keyOf(collection, entry.id) } }, entry])
    const { items } = await guarded(doing, () => this.client.bulk({ index: this.index, operations }))
    for (const { index } of items) {
      const { status = 0, error } = index ?? {}
      if (error) throw failureError(doing, { status, type: error.type, reason: error.reason ?? error.type })
    }
  }

  /** Makes what anybody wrote before this call visible to searches, on every copy. Costs little where nothing was written. */
  private async refresh(collection: string): Promise<void> {
    const doing = `listing ${collection}`
    const { _shards: shards } = await guarded(doing, () => this.client.indices.refresh({ index: this.index }))
    if (shards === undefined || shards.failed === 0) return
    throw new JobdataError(`${doing}: a copy of the records could not be refreshed; try again`, {
      consequence: 'retryable',
      code: 'records-not-refreshed',
    })
  }

  private async page(collection: string, prefix: string, after: string, size: number): Promise<readonly Kept[]> {
    const filter: estypes.QueryDslQueryContainer[] = [{ term: { collection } }]
    if (prefix !== '') filter.push({ prefix: { id: prefix } })
    const { hits } = await guarded(`listing ${collection}`, () =>
      this.client.search<Source>({
        index: this.index,
        size,
        query: { bool: { filter } },
        sort: [{ id: 'asc' }],
        search_after: [after],
        seq_no_primary_term: true,
        track_total_hits: false,
        allow_partial_search_results: false,
      }),
    )
    return hits.hits
  }
}

const ensureIndex = async (client: Client, index: string): Promise<void> => {
  try {
    await guarded(`making index ${index}`, () =>
      client.indices.create({ index, mappings: MAPPINGS, settings: SETTINGS }),
    )
  } catch (error) {
    // It was there, or another member of the set was faster.
    const isThere = error instanceof JobdataError && error.code === 'elasticsearch-resource-already-exists'
    if (!isThere) throw error
  }
  // Another member may have made it this very moment: its shard answers a little later, and "yellow" it is at once.
  await guarded(`waiting for index ${index}`, () => client.cluster.health({ index, wait_for_active_shards: 1 }))
}

export interface ElasticRecordsOptions {
  readonly client: Client
  /** Put before the name of the index. */
  readonly namespace?: string
}

/**
 * Opens the records on Elasticsearch: one index for all collections, made when it is not there.
 *
 * What holds, with copies on several nodes and many processes:
 * - A write is acknowledged when it is on the disk of every copy in sync. Whichever copy is asked then, `get` shows it;
 *   `list` first refreshes all copies, so that it shows what anybody wrote before the call. No write waits for a refresh.
 * - Of several writers with one version exactly one wins, and a version never comes back.
 * - `list` goes page by page: what is written while it reads may be in it or not.
 * - While the network parts the cluster, `get` may answer from a node that does not know yet that it is left behind.
 *   A write by what it said is then a `conflict`, never a loss.
 * - After `retryable` of `put` or `delete` nobody knows whether the write was done: read before deciding anew.
 *
 * @throws JobdataError `retryable` while the server is away or overloaded, `no-space` when its disks are full, `config`
 * when it refuses; `conflict` and `bad-request` as the port says
 */
export const openElasticRecords = async ({ client, namespace }: ElasticRecordsOptions): Promise<Records> => {
  const index = recordsIndex(namespace)
  await ensureIndex(client, index)
  return new ElasticRecords(client, index)
}
