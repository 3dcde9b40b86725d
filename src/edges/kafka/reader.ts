import KafkaBatch from 'kafkajs/src/consumer/batch.js'
import type { PartitionOfFetch } from 'kafkajs/src/consumer/batch.js'
import type { KafkaMessage } from 'kafkajs'
import type { Topic } from '../../domain/topics.js'
import type { Batch, Log } from '../../ports/log.js'
import type { Direct } from './direct.js'
import { isOutOfRange } from './errors.js'
import type { Names } from './names.js'
import type { Offsets } from './offsets.js'
import { sliced, toRecord } from './record.js'

const READ_COMMITTED = 1
const FIRST_FETCH_BYTES = 1_048_576
/** Batches without a record take 61 bytes each: this is a million of them in a row. */
const MOST_FETCH_BYTES = 64 * 1_048_576

/** Where a reader is in a partition. */
interface Position {
  readonly topic: Topic
  readonly partition: number
  /** Offset to read next. */
  readonly next: number
  /** Offset to stop before. */
  readonly end: number
  readonly fetchBytes: number
}

interface Fetched {
  readonly messages: readonly KafkaMessage[]
  /** Offset after all that was fetched, gaps and control records too; undefined when no batch held a record. */
  readonly next: number | undefined
}

const afterLast = ({ rawMessages }: KafkaBatch): number | undefined => {
  const last = rawMessages.at(-1)
  if (last === undefined) return undefined
  const { firstOffset, lastOffsetDelta } = last.batchContext
  return Number(firstOffset) + lastOffsetDelta + 1
}

/** Fetches straight from the leader, in no group: nothing to join, to wait for, or to leave behind. */
const fetchFrom = (
  direct: Direct,
  name: string,
  { topic, partition, next, end, fetchBytes }: Position,
): Promise<Fetched> =>
  direct.run(`reading ${topic.name}`, async (cluster) => {
    await cluster.addTargetTopic(name)
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(name, [partition]))
    if (nodeId === undefined) throw new Error(`${name}/${partition} has no leader`)
    const broker = await cluster.findBroker({ nodeId })
    const { responses } = (await broker.fetch({
      isolationLevel: READ_COMMITTED,
      maxWaitTime: 500,
      minBytes: 1,
      maxBytes: fetchBytes,
      topics: [{ topic: name, partitions: [{ partition, fetchOffset: String(next), maxBytes: fetchBytes }] }],
    })) as { responses: readonly { partitions: readonly PartitionOfFetch[] }[] }
    const answer = responses[0]?.partitions[0]
    if (answer === undefined) return { messages: [], next: undefined }
    const batch = new KafkaBatch(name, String(next), answer)
    // A new leader may not know yet how far its followers are: nothing is passed over for that.
    if (batch.rawMessages.length === 0 && Number(answer.lastStableOffset) < end) {
      throw new Error(`${name}/${partition} is not readable to its end yet`)
    }
    return { messages: batch.messages, next: afterLast(batch) }
  })

/**
 * Where to go on. Compaction leaves batches without a record, which say nothing of where they end: with more bytes the
 * next one that has a record comes too, and with none up to the end there is nothing more to read.
 */
const advance = (at: Position, fetched: Fetched): Position => {
  if (fetched.next !== undefined) return { ...at, next: fetched.next, fetchBytes: FIRST_FETCH_BYTES }
  return at.fetchBytes < MOST_FETCH_BYTES ? { ...at, fetchBytes: at.fetchBytes * 8 } : { ...at, next: at.end }
}

/** Retention has taken what was to be read next: goes on with what is left. */
const skipTaken = async (offsets: Offsets, at: Position, error: unknown): Promise<Position> => {
  if (!isOutOfRange(error)) throw error
  const start = (await offsets.ends(at.topic)).find(({ partition }) => partition === at.partition)?.start ?? at.end
  if (start <= at.next) throw error
  return { ...at, next: start }
}

/** Reads partitions one after the other to where each ends at the call, by comparing positions with the end. */
export const openReader = (direct: Direct, offsets: Offsets, names: Names): Log['read'] => {
  const readPartition = async function* (start: Position, most: number): AsyncIterable<Batch> {
    const { topic, partition, end } = start
    const name = names.topic(topic)
    let at = start
    while (at.next < end) {
      const fetched = await fetchFrom(direct, name, at).catch(async (error: unknown) => {
        at = await skipTaken(offsets, at, error)
        return undefined
      })
      if (fetched === undefined) continue
      const messages = fetched.messages.filter(({ offset }) => Number(offset) < end)
      at = advance(at, fetched)
      for (const slice of sliced(messages, most)) {
        yield { topic: topic.name, partition, records: slice.map((one) => toRecord(topic, partition, one)), end }
      }
    }
  }

  return async function* (topic, { partition: only, from = 0, batch = 500 } = {}) {
    for (const { partition, start, end } of await offsets.ends(topic)) {
      if (only !== undefined && partition !== only) continue
      const next = Math.max(from, start)
      yield* readPartition({ topic, partition, next, end, fetchBytes: FIRST_FETCH_BYTES }, batch)
    }
  }
}
