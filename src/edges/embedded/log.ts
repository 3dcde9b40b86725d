import { createHash } from 'node:crypto'
import { JobdataError } from '../../domain/errors.js'
import type { Topic } from '../../domain/topics.js'
import type { Clock } from '../../ports/clock.js'
import type { Batch, Log, NewRecord } from '../../ports/log.js'
import { compactTopic } from './log-compaction.js'
import { openGroups } from './log-groups.js'
import { openStore } from './log-store.js'
import type { Store } from './log-store.js'
import { guarded, inTransaction, openSqlite } from './sqlite.js'

const MOST_RECORD_BYTES = 8 * 1_048_576

interface Encoded {
  readonly partition: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: string | null
}

/** The partition of a key: stable for good, since the order of a key hangs on it. */
export const partitionOf = (key: string, partitions: number): number =>
  partitions === 1 ? 0 : createHash('md5').update(key).digest().readUInt32BE(0) % partitions

const encodedValue = (topic: Topic, { key, value }: NewRecord): string | null => {
  if (value === null) return null
  const text = JSON.stringify(value)
  if (Buffer.byteLength(text) <= MOST_RECORD_BYTES) return text
  throw new JobdataError(`a record of ${topic.name} (key ${key ?? 'none'}) is over 8 MiB: cut its text`, {
    consequence: 'poison',
    code: 'record-too-large',
  })
}

const encoded = (topic: Topic, record: NewRecord, turn: () => number): Encoded => ({
  partition: record.key === null ? turn() % topic.partitions : partitionOf(record.key, topic.partitions),
  key: record.key,
  value: encodedValue(topic, record),
  headers: record.headers && Object.keys(record.headers).length > 0 ? JSON.stringify(record.headers) : null,
})

/** Appends records of one topic; offsets go on from each partition's end. */
const appender = (store: Store) => {
  const insert = store.db.prepare(
    'INSERT INTO records (topic, partition, offset, key, value, headers, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const setEnd = store.db.prepare(
    'INSERT INTO ends (topic, partition, next) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET next = excluded.next',
  )
  return (topic: Topic, records: readonly Encoded[], at: number): { partition: number; offset: number }[] => {
    const id = store.topicId(topic)
    const ends = new Map<number, number>()
    const places = records.map(({ partition, key, value, headers }) => {
      const offset = ends.get(partition) ?? store.end(topic, partition)
      insert.run(id, partition, offset, key, value, headers, at)
      ends.set(partition, offset + 1)
      return { partition, offset }
    })
    for (const [partition, next] of ends) setEnd.run(id, partition, next)
    return places
  }
}

const partitionsOf = (topic: Topic): number[] => [...Array(topic.partitions).keys()]

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const reader = (store: Store): Log['read'] =>
  async function* read(topic, { partition: only, from = 0, batch = 500 } = {}): AsyncIterable<Batch> {
    const ends = (only === undefined ? partitionsOf(topic) : [only]).map((partition) => ({
      partition,
      end: store.end(topic, partition),
    }))
    for (const { partition, end } of ends) {
      for (let next = from; next < end;) {
        const records = guarded(`reading ${topic.name}`, () => store.slice(topic, partition, next, end, batch))
        const last = records.at(-1)
        if (last === undefined) break
        yield { topic: topic.name, partition, records, end }
        next = last.offset + 1
        await nextTurn()
      }
    }
  }

/** A log in a data folder. */
export interface EmbeddedLog extends Log {
  /** Forgets what a group committed, before anybody joins it: it reads its topics from the beginning again. */
  forget(group: string): Promise<void>
}

/** Opens the log of a data folder: topics, partitions, groups and offsets as Kafka has them, in one SQLite file. */
export const openLog = ({ file, clock }: { readonly file: string; readonly clock: Clock }): EmbeddedLog => {
  const db = openSqlite(file)
  const store = openStore(db)
  const groups = openGroups(store)
  const append = appender(store)
  const known = new Map<string, Topic>()
  let turns = 0
  return {
    async ensureTopics(topics) {
      inTransaction(db, 'making topics', () => {
        for (const topic of topics) store.make(topic)
      })
      for (const topic of topics) known.set(topic.name, topic)
    },
    async publish(topic, records) {
      if (records.length === 0) return []
      const ready = records.map((record) => encoded(topic, record, () => turns++))
      const places = inTransaction(db, `publishing to ${topic.name}`, () => append(topic, ready, clock.now()))
      groups.wake(topic)
      return places
    },
    subscribe: async (options) => groups.join(options),
    read: reader(store),
    ends: async (topic) =>
      partitionsOf(topic).map((partition) => ({
        partition,
        start: store.start(topic, partition),
        end: store.end(topic, partition),
      })),
    committed: async (group, topic) => groups.committed(group, topic),
    forget: async (group) => groups.forget(group),
    async compact(now) {
      let gone = 0
      for (const topic of known.values()) gone += await compactTopic(store, topic, now)
      return gone
    },
    async close() {
      await groups.close()
      guarded('closing the log', () => db.close())
    },
  }
}
