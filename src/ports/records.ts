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
  /** Several writes of one collection in one durable step, each unconditional. All or an error. */
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
