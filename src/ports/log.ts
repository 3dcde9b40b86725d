import type { Topic } from '../domain/topics.js'

/** A record to be published. `value: null` is a tombstone. Values are JSON. */
export interface NewRecord {
  readonly key: string | null
  readonly value: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A record read back. */
export interface LogRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  /** Parsed JSON; `null` for a tombstone; `undefined` when the bytes are not JSON (then see `text`). */
  readonly value: unknown
  /** The value's bytes as text, for dead letters; null for a tombstone. */
  readonly text: string | null
  readonly headers: Readonly<Record<string, string>>
  /** Epoch milliseconds when the log took it. */
  readonly timestamp: number
}

/** Records of one partition in offset order; offsets may have gaps (compaction). */
export interface Batch {
  readonly topic: string
  readonly partition: number
  readonly records: readonly LogRecord[]
  /** Offset that the next record of the partition will get: lag is this minus the last offset minus 1. */
  readonly end: number
}

export interface BatchContext {
  /** Aborts when the subscription stops or loses the partition: finish or give up soon. */
  readonly signal: AbortSignal
  /** Call in long batches, so that the group does not think the member dead. */
  heartbeat(): Promise<void>
}

export interface SubscribeOptions {
  /** Consumer group: each partition goes to one member at a time; its committed offset is remembered. */
  readonly group: string
  readonly topics: readonly Topic[]
  /** Where a group without a committed offset starts. Default `beginning`. */
  readonly from?: 'beginning' | 'end'
  /** Most records a batch. Default 500. */
  readonly maxRecords?: number
  /**
   * Called with one batch at a time. When it resolves, the batch's offsets are committed; when it rejects,
   * nothing is, and the same records come again (the edge pauses a moment first).
   */
  readonly onBatch: (batch: Batch, context: BatchContext) => Promise<void>
}

export interface Subscription {
  /** Backpressure: no new batch until `resume`. The one under way finishes. */
  pause(): void
  resume(): void
  /** Records not yet committed, summed over this member's partitions. */
  lag(): Promise<number>
  /** Lets the batch under way finish, commits it, leaves the group. */
  stop(): Promise<void>
}

export interface TopicEnd {
  readonly partition: number
  /** First offset still there. */
  readonly start: number
  /** Offset of the next record. */
  readonly end: number
}

/**
 * Topics: an append-only, partitioned, keyed log, at least once.
 * Records with one key go to one partition in order of publishing. Errors: `JobdataError` with consequence
 * `retryable` (try again), `no-space` (nothing was written; wait for space), `poison` (this record is too large), `fatal`.
 */
export interface Log {
  /** Creates missing topics; reports (throws `config`) when an existing one has other partitions. */
  ensureTopics(topics: readonly Topic[]): Promise<void>
  /** Resolves when every record is durable, with its place, in the order given. All or an error; a repeat may double. */
  publish(topic: Topic, records: readonly NewRecord[]): Promise<readonly { partition: number; offset: number }[]>
  subscribe(options: SubscribeOptions): Promise<Subscription>
  /** Reads a topic (all partitions, or one) from an offset up to the end as it is at the call, in offset order within a partition. */
  read(topic: Topic, options?: { partition?: number; from?: number; batch?: number }): AsyncIterable<Batch>
  ends(topic: Topic): Promise<readonly TopicEnd[]>
  /** Committed offset (next to read) per partition of a group; absent when none. */
  committed(group: string, topic: Topic): Promise<ReadonlyMap<number, number>>
  /** Drops superseded and expired records as the topic's contract says; the servers do it themselves. Returns how many went. */
  compact(now: number): Promise<number>
  close(): Promise<void>
}

/** The `value` of a record whose bytes say `text`. */
export const parseValue = (text: LogRecord['text']): unknown => {
  if (text === null) return null
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
