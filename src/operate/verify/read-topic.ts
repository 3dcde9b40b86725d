import type { Topic } from '../../domain/topics.js'
import type { Log, LogRecord } from '../../ports/log.js'
import type { Progress } from '../progress.js'

export interface Reading {
  readonly log: Log
  readonly signal: AbortSignal
}

/** Gives every record of a topic to `take`, and tells how far it is. What is not JSON is passed over, as the stages do. */
export async function* readTopic(
  step: string,
  topic: Topic,
  { log, signal }: Reading,
  take: (record: LogRecord) => void,
): AsyncGenerator<Progress, void> {
  const ends = await log.ends(topic)
  const total = ends.reduce((sum, { start, end }) => sum + end - start, 0)
  let before = 0
  for (const { partition, start, end } of ends) {
    for await (const { records } of log.read(topic, { partition, from: start })) {
      signal.throwIfAborted()
      for (const record of records) if (record.value !== undefined) take(record)
      const at = records.at(-1)?.offset ?? start
      yield { step, done: before + Math.min(at + 1, end) - start, total }
    }
    before += end - start
  }
}
