import type { Topic } from '../domain/topics.js'
import type { Log, LogRecord } from '../ports/log.js'

/** The newest record of each partition that a group is through with, where it still lies there. */
export const lastTaken = async (group: string, inputs: readonly Topic[], log: Log): Promise<LogRecord[]> => {
  const last: LogRecord[] = []
  for (const topic of inputs) {
    for (const [partition, next] of await log.committed(group, topic)) {
      if (next === 0) continue
      for await (const { records } of log.read(topic, { partition, from: next - 1, batch: 1 })) {
        last.push(...records.filter(({ offset }) => offset < next))
        break
      }
    }
  }
  return last
}
