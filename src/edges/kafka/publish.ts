import type { RecordMetadata, TopicMessages } from 'kafkajs'
import type { IdempotentProducer } from './producer.js'
import type { Ready } from './record.js'

const MOST_BYTES = 1_048_576
const MOST_RECORDS = 1000

export interface Place {
  readonly partition: number
  readonly offset: number
}

/** Records of one caller that go in one request. */
interface Parcel {
  readonly topic: string
  readonly records: readonly Ready[]
  readonly bytes: number
  readonly resolve: (places: Place[]) => void
  readonly reject: (error: unknown) => void
}

export interface Publisher {
  /** Resolves with the places of all records once they are durable. Rejects with kafkajs's error. */
  publish(topic: string, records: readonly Ready[]): Promise<Place[]>
  close(): Promise<void>
}

/** Cuts records into parts that each fit a request; a record that fits none goes alone. */
const parts = function* (records: readonly Ready[]): Iterable<{ records: Ready[]; bytes: number }> {
  let part: { records: Ready[]; bytes: number } = { records: [], bytes: 0 }
  for (const record of records) {
    const full = part.records.length === MOST_RECORDS || part.bytes + record.bytes > MOST_BYTES
    if (full && part.records.length > 0) {
      yield part
      part = { records: [], bytes: 0 }
    }
    part.records.push(record)
    part.bytes += record.bytes
  }
  if (part.records.length > 0) yield part
}

/** Takes parcels from the head of the queue while they fit one request. */
const takeFitting = (queue: Parcel[]): Parcel[] => {
  let [bytes, records] = [0, 0]
  const cut = queue.findIndex((parcel) => {
    bytes += parcel.bytes
    records += parcel.records.length
    return bytes > MOST_BYTES || records > MOST_RECORDS
  })
  return queue.splice(0, cut === -1 ? queue.length : Math.max(1, cut))
}

const messagesOf = (parcels: readonly Parcel[]): TopicMessages[] => {
  const topics = new Map<string, TopicMessages>()
  for (const { topic, records } of parcels) {
    const entry = topics.get(topic) ?? { topic, messages: [] }
    entry.messages.push(...records.map(({ message }) => message))
    topics.set(topic, entry)
  }
  return [...topics.values()]
}

/** Gives out offsets in the order of sending, from the first that each partition was given. */
const placer = (answers: readonly RecordMetadata[]): ((topic: string, record: Ready) => Place) => {
  const next = new Map(answers.map((one) => [`${one.topicName}/${one.partition}`, Number(one.baseOffset)]))
  return (topic, { message: { partition } }) => {
    const lane = `${topic}/${partition}`
    const offset = next.get(lane)
    // kafkajs asks each broker once: a partition whose leader moved between two tries may have been left out.
    if (offset === undefined) throw new Error(`no broker answered for ${lane}`)
    next.set(lane, offset + 1)
    return { partition, offset }
  }
}

/**
 * Publishes in requests of bounded size, one at a time: sequences of an idempotent producer leave no other way with
 * kafkajs (issue 598). What many callers publish meanwhile goes together in the next request.
 */
export const openPublisher = (producer: IdempotentProducer): Publisher => {
  const queue: Parcel[] = []
  let sending: Promise<void> | undefined

  const sendNext = async (): Promise<void> => {
    const parcels = takeFitting(queue)
    try {
      const place = placer(await producer.send(messagesOf(parcels)))
      const places = parcels.map(({ topic, records }) => records.map((record) => place(topic, record)))
      parcels.forEach(({ resolve }, at) => resolve(places[at] ?? []))
    } catch (error) {
      for (const { reject } of parcels) reject(error)
    }
  }

  const drain = async (): Promise<void> => {
    while (queue.length > 0) await sendNext()
    sending = undefined
  }

  return {
    async publish(topic, records) {
      const places: Place[] = []
      for (const part of parts(records)) {
        const sent = new Promise<Place[]>((resolve, reject) => queue.push({ topic, ...part, resolve, reject }))
        sending ??= drain()
        places.push(...(await sent))
      }
      return places
    },
    async close() {
      await sending
      await producer.close()
    },
  }
}
