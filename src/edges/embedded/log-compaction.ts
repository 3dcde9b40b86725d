import type { Topic } from '../../domain/topics.js'
import type { Store } from './log-store.js'
import { inTransaction } from './sqlite.js'

/** Records a slice: few enough that the event loop is never held long. */
const SLICE = 2000

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Offsets with a newer record of the same key, and tombstones past their days. */
const SUPERSEDED = `
  DELETE FROM records WHERE topic = ?1 AND partition = ?2 AND offset >= ?3 AND offset < ?4 AND key IS NOT NULL AND (
    EXISTS (SELECT 1 FROM records newer WHERE newer.topic = ?1 AND newer.partition = ?2 AND newer.key = records.key
      AND newer.offset > records.offset)
    OR (value IS NULL AND at < ?5))`

const EXPIRED = 'DELETE FROM records WHERE topic = ? AND partition = ? AND offset >= ? AND offset < ? AND at < ?'

const compactPartition = async (store: Store, topic: Topic, partition: number, now: number): Promise<number> => {
  const id = store.topicId(topic)
  const statement = store.db.prepare(topic.compacted ? SUPERSEDED : EXPIRED)
  const before = now - ((topic.compacted ? topic.deleteRetentionMs : topic.retentionMs) ?? Number.POSITIVE_INFINITY)
  const end = store.end(topic, partition)
  let gone = 0
  for (let from = store.start(topic, partition); from < end; from += SLICE) {
    const until = Math.min(end, from + SLICE)
    gone += inTransaction(
      store.db,
      `compacting ${topic.name}`,
      () => statement.run(id, partition, from, until, before).changes,
    )
    await turn()
  }
  return gone
}

/** Drops what the topic's contract no longer keeps. Offsets never restart. Returns how many records went. */
export const compactTopic = async (store: Store, topic: Topic, now: number): Promise<number> => {
  if (!topic.compacted && topic.retentionMs === undefined) return 0
  let gone = 0
  for (let partition = 0; partition < topic.partitions; partition++)
    gone += await compactPartition(store, topic, partition, now)
  return gone
}
