import { topics } from '../domain/topics.js'
import type { Log } from '../ports/log.js'
import type { Removals } from '../ports/removals.js'

/**
 * A view of `removals.v1` in memory. Every replica has its own, beside all consumer groups: a group would tell one
 * member only.
 */
export const openRemovals = (log: Log): Removals => {
  const keys = new Set<string>()
  const next = new Map<number, number>()
  let reading: Promise<void> | undefined

  const take = (key: string | null, value: unknown): void => {
    if (key === null || value === undefined) return
    if (value === null) keys.delete(key)
    else keys.add(key)
  }

  const readPartition = async (partition: number): Promise<void> => {
    for await (const { records } of log.read(topics.removals, { partition, from: next.get(partition) ?? 0 })) {
      for (const { key, value, offset } of records) {
        take(key, value)
        next.set(partition, offset + 1)
      }
    }
  }

  /** Asks where the topic ends first: that is cheap, and nearly always nothing is new. */
  const readNew = async (): Promise<void> => {
    for (const { partition, end } of await log.ends(topics.removals))
      if (end > (next.get(partition) ?? 0)) await readPartition(partition)
  }

  const read = (): Promise<void> => (reading = readNew().finally(() => (reading = undefined)))

  return {
    async current() {
      // What is being read may have begun before this call's moment: it is waited for, and then read on.
      if (reading) await reading.catch(() => undefined)
      await (reading ?? read())
      return keys
    },
  }
}
