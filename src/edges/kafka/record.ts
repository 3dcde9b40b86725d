import type { IHeaders, KafkaMessage, Message } from 'kafkajs'
import { JobdataError } from '../../domain/errors.js'
import type { Topic } from '../../domain/topics.js'
import type { LogRecord, NewRecord } from '../../ports/log.js'
import { parseValue } from '../../ports/log.js'
import { partitionOf } from './partition.js'

const MOST_RECORD_BYTES = 8 * 1_048_576

/** A record ready for the wire. */
export interface Ready {
  readonly message: Message & { readonly partition: number }
  readonly bytes: number
}

const valueOf = (topic: Topic, { key, value }: NewRecord): Buffer | null => {
  if (value === null) return null
  const bytes = Buffer.from(JSON.stringify(value))
  if (bytes.length <= MOST_RECORD_BYTES) return bytes
  throw new JobdataError(`a record of ${topic.name} (key ${key ?? 'none'}) is over 8 MiB: cut its text`, {
    consequence: 'poison',
    code: 'record-too-large',
  })
}

/** Throws `poison` when the value is over 8 MiB. `turn` spreads records without a key. */
export const toMessage = (topic: Topic, record: NewRecord, turn: () => number): Ready => {
  const { key, headers } = record
  const value = valueOf(topic, record)
  const partition = key === null ? turn() % topic.partitions : partitionOf(key, topic.partitions)
  const message = { key, value, partition, ...(headers && { headers: { ...headers } }) }
  return { message, bytes: (value?.length ?? 0) + (key?.length ?? 0) }
}

const headersOf = (headers: IHeaders | undefined): Record<string, string> => {
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers ?? {})) {
    const last = Array.isArray(value) ? value.at(-1) : value
    if (last !== undefined) texts[name] = last.toString()
  }
  return texts
}

export const toRecord = (topic: Topic, partition: number, message: KafkaMessage): LogRecord => {
  const text = message.value === null ? null : message.value.toString()
  return {
    topic: topic.name,
    partition,
    offset: Number(message.offset),
    key: message.key === null ? null : message.key.toString(),
    value: parseValue(text),
    text,
    headers: headersOf(message.headers),
    timestamp: Number(message.timestamp),
  }
}

/** Messages in slices: at most so many each, and no more than so many bytes but for a single one. */
export const sliced = function* (
  messages: readonly KafkaMessage[],
  most: number,
  mostBytes = 4 * 1_048_576,
): Iterable<readonly KafkaMessage[]> {
  let slice: KafkaMessage[] = []
  let bytes = 0
  for (const message of messages) {
    const size = message.value?.length ?? 0
    if (slice.length > 0 && (slice.length === most || bytes + size > mostBytes)) {
      yield slice
      slice = []
      bytes = 0
    }
    slice.push(message)
    bytes += size
  }
  if (slice.length > 0) yield slice
}
