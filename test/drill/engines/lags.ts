import { topics } from '../../../src/domain/topics.js'
import type { Topic } from '../../../src/domain/topics.js'
import type { Log } from '../../../src/ports/log.js'

/** What each consumer group of the service reads. */
const GROUPS: Readonly<Record<string, readonly Topic[]>> = {
  crawl: [topics.crawlRequests],
  normalize: [topics.raw, topics.removals],
  dedupe: [topics.postings, topics.postingStates, topics.overrides, topics.removals, topics.runs, topics.ticks],
  index: [topics.vacancies],
}

const lagOf = async (log: Log, group: string, topic: Topic): Promise<number> => {
  const committed = await log.committed(group, topic)
  const ends = await log.ends(topic)
  return ends.reduce((sum, { partition, start, end }) => sum + end - Math.max(start, committed.get(partition) ?? 0), 0)
}

/** Records that wait for each group, as the broker has it. Errors as the log's. */
export const lagsOf = async (log: Log): Promise<Readonly<Record<string, number>>> => {
  const lags = Object.entries(GROUPS).map(async ([group, read]) => {
    const each = await Promise.all(read.map((topic) => lagOf(log, group, topic)))
    return [group, each.reduce((sum, lag) => sum + lag, 0)] as const
  })
  return Object.fromEntries(await Promise.all(lags))
}

export const isDrained = async (log: Log): Promise<boolean> =>
  Object.values(await lagsOf(log)).every((lag) => lag === 0)
