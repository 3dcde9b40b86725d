import type { Topic } from '../domain/topics.js'
import type { LogRecord } from './log.js'

/**
 * What a stage says of one message.
 * `forward`: publish this (several are possible); `drop`: rightly goes no further, counted by reason;
 * `reject`: can never pass, goes to dead letters with its code.
 */
export type Outcome =
  | { readonly kind: 'forward'; readonly topic: Topic; readonly key: string; readonly value: unknown }
  | { readonly kind: 'drop'; readonly reason: string }
  | { readonly kind: 'reject'; readonly of: LogRecord; readonly code: string; readonly message: string }

/**
 * One transform between topics. The runtime validates each value against its topic's schema first (a misfit is rejected
 * without calling the stage), publishes all outcomes, then calls `remember`, then commits.
 * A throw with consequence `poison` rejects the message, anything else retries the whole batch with back-off:
 * a stage must bear to see a message again.
 */
export interface Stage {
  /** A verb; the consumer group and the metrics' label. */
  readonly name: string
  readonly inputs: readonly Topic[]
  /**
   * For a stage with one active member: topics that only it writes and does not read. What another wrote into them after
   * this member took over, a former one that stood still and woke up, is given to `transform` all the same.
   */
  readonly overrules?: readonly Topic[]
  /** Most records a batch. */
  readonly maxRecords?: number
  /** Called once before the first message: rebuild state from the log, publish what differs. */
  start?(context: StageContext): Promise<void>
  /** Outcomes of a batch; each message gets at least one, in any order. Message values are parsed (or null: tombstone). */
  transform(messages: readonly Message[], context: StageContext): Promise<readonly Outcome[]> | readonly Outcome[]
  /** After the outcomes are durable and before the offset is committed. */
  remember?(messages: readonly Message[]): Promise<void> | void
  stop?(): Promise<void>
}

/** A record whose value passed its topic's schema. */
export interface Message extends LogRecord {
  readonly source: Topic
  /** From the dead letters, by an operator's word: its place and time are those of the first time, so it comes late. */
  readonly replayed?: boolean
}

export interface StageContext {
  readonly signal: AbortSignal
  heartbeat(): Promise<void>
  /** Publishes ahead of the outcomes (a stage's start, long work in slices); durable when it resolves. */
  publish(topic: Topic, records: readonly { key: string; value: unknown }[]): Promise<void>
}

/** Header of every record that the owner of a stage publishes: its number. */
export const OWNER_HEADER = 'owner'

export const forward = (topic: Topic, key: string, value: unknown): Outcome => ({ kind: 'forward', topic, key, value })
export const drop = (reason: string): Outcome => ({ kind: 'drop', reason })
export const reject = (of: LogRecord, code: string, message: string): Outcome => ({ kind: 'reject', of, code, message })
