import type { Topic } from '../domain/topics.js'
import type { Log, LogRecord } from './log.js'

/**
 * Follows a topic beside all consumer groups, from its beginning: for views that every replica keeps of its own.
 * Each call of what it returns resolves when all that was written before the call has been given to `take`; who asks
 * meanwhile shares the reading. Errors are the log's; the next call goes on at the same place.
 */
export const follow = (log: Log, topic: Topic, take: (record: LogRecord) => void): (() => Promise<void>) => {
  const next = new Map<number, number>()
  let reading: Promise<void> | undefined

  const readPartition = async (partition: number): Promise<void> => {
    for await (const { records } of log.read(topic, { partition, from: next.get(partition) ?? 0 })) {
      for (const record of records) {
        take(record)
        next.set(partition, record.offset + 1)
      }
    }
  }

  // Where the topic ends is asked first: that is cheap, and nearly always nothing is new.
  const readNew = async (): Promise<void> => {
    for (const { partition, end } of await log.ends(topic))
      if (end > (next.get(partition) ?? 0)) await readPartition(partition)
  }

  return async () => {
    // The reading under way may have begun too early for this call: it is waited for, and then read on.
    if (reading) await reading.catch(() => undefined)
    reading ??= readNew().finally(() => (reading = undefined))
    await reading
  }
}
