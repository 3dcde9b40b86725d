import { topics } from '../domain/topics.js'
import { follow } from '../ports/follow.js'
import type { Log } from '../ports/log.js'
import type { Removals } from '../ports/removals.js'

/** A view of `removals.v1` in memory: every replica needs all of them, and a consumer group would tell one member only. */
export const openRemovals = (log: Log): Removals => {
  const keys = new Set<string>()
  const readNew = follow(log, topics.removals, ({ key, value }) => {
    if (key === null || value === undefined) return
    if (value === null) keys.delete(key)
    else keys.add(key)
  })
  return {
    async current() {
      await readNew()
      return keys
    },
  }
}
