import { topics } from '../../domain/topics.js'
import type { Topic } from '../../domain/topics.js'
import type { Clock } from '../../ports/clock.js'
import type { Log } from '../../ports/log.js'

/** The stages on the way, first to last, with what they read. */
const WAY = [
  { group: 'normalize', inputs: [topics.raw, topics.removals] },
  {
    group: 'dedupe',
    inputs: [topics.postings, topics.postingStates, topics.overrides, topics.removals, topics.runs, topics.ticks],
  },
  { group: 'index', inputs: [topics.vacancies] },
] as const satisfies readonly { group: string; inputs: readonly Topic[] }[]
export type Group = (typeof WAY)[number]['group']

const POLL_MS = 50
const PATIENCE_MS = 60_000

export interface SettleOptions {
  readonly log: Log
  readonly clock: Clock
  readonly signal: AbortSignal
}

interface Position {
  readonly partition: number
  readonly start: number
  readonly end: number
}

/** Whether nothing lies between where a group is and an end: compaction may have taken the last records before it. */
const isThrough = async (log: Log, group: string, topic: Topic, { partition, start, end }: Position) => {
  const next = Math.max((await log.committed(group, topic)).get(partition) ?? 0, start)
  if (next >= end) return true
  for await (const { records } of log.read(topic, { partition, from: next, batch: 1 }))
    return !records.some(({ offset }) => offset < end)
  return true
}

/**
 * Waits until these groups, one after the other, are through with all that lay before them at the call, so that work under
 * way is no difference. False when a minute does not suffice: then something lags or does not run.
 */
export const settle = async (groups: readonly Group[], { log, clock, signal }: SettleOptions): Promise<boolean> => {
  const since = clock.elapsed()
  for (const { group, inputs } of WAY) {
    if (!groups.includes(group)) continue
    for (const topic of inputs) {
      for (const position of await log.ends(topic)) {
        while (!(await isThrough(log, group, topic, position))) {
          signal.throwIfAborted()
          if (clock.elapsed() - since > PATIENCE_MS) return false
          await clock.wait(POLL_MS, signal)
        }
      }
    }
  }
  return true
}
