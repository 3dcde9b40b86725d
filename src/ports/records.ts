import { JobdataError } from '../domain/errors.js'

const MOST_ID_BYTES = 512
const MOST_VALUE_BYTES = 8 * 1_048_576

/** A small document with its version. */
export interface Stored<T> {
  readonly id: string
  readonly value: T
  /** Opaque; changes at each write. */
  readonly version: string
}

export interface PutOptions {
  /** Write only if the stored version is this one; `absent`: only if there is none. Without it the write is unconditional. */
  readonly ifVersion?: string
}

/**
 * Small documents with optimistic concurrency: leases, due table, ledger, picks, saved searches.
 * One reads one's own writes, in `get` and in `list`. A lost race throws `JobdataError` with consequence `conflict`.
 * Collections are made at first use; ids are at most 512 bytes, values at most 8 MiB of JSON.
 */
export interface Records {
  get<T>(collection: string, id: string): Promise<Stored<T> | undefined>
  /** Returns the new version. Throws `conflict` when `ifVersion` does not hold, `no-space` when the disk is full. */
  put(collection: string, id: string, value: unknown, options?: PutOptions): Promise<string>
  /**
   * Several writes of one collection, each unconditional; of one id the last stands. All are durable when it resolves.
   * Nothing is written when one of them is refused (`bad-request`). After another error some may be written, each of
   * them whole: say all of them again.
   */
  putMany(collection: string, entries: readonly { id: string; value: unknown }[]): Promise<void>
  /** True when there was one. */
  delete(collection: string, id: string, options?: PutOptions): Promise<boolean>
  /** In order of id (by its UTF-8 bytes); `after` excludes itself; `limit` default 1,000. */
  list<T>(
    collection: string,
    options?: { prefix?: string; after?: string; limit?: number },
  ): Promise<readonly Stored<T>[]>
  close(): Promise<void>
}

/** `ifVersion` value: there must be no such document. */
export const ABSENT = 'absent'

const refused = (message: string): JobdataError =>
  new JobdataError(`${message}: make it smaller`, { consequence: 'bad-request', code: 'document-too-large' })

/** A document's JSON. Throws `bad-request` when its id or value is larger than records take. */
export const encodeDocument = (collection: string, id: string, value: unknown): string => {
  if (id === '' || Buffer.byteLength(id) > MOST_ID_BYTES)
    throw refused(`an id in ${collection} has 1 to ${MOST_ID_BYTES} bytes`)
  const text = JSON.stringify(value)
  if (Buffer.byteLength(text) > MOST_VALUE_BYTES) throw refused(`document ${collection}/${id} is over 8 MiB`)
  return text
}

/** What a lost race throws. */
export const versionConflict = (collection: string, id: string): JobdataError =>
  new JobdataError(`${collection}/${id} was written by somebody else: read it again`, {
    consequence: 'conflict',
    code: 'version-conflict',
  })
