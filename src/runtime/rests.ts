import { instant } from '../domain/common.js'
import type { Rest } from '../domain/lease.js'
import type { Clock } from '../ports/clock.js'

/**
 * By how much the times of day of two replicas may differ, at most: half a day, as where one was set by a wrong time
 * zone. A rest that another began counts from its first sight, unless it ended so long ago that no such difference
 * explains it.
 */
const MOST_SKEW_MS = 12 * 3_600_000
/** How long an ended rest is known: no lease names it any more. */
const FORGOTTEN_MS = 8 * 86_400_000

/** When the rests of domains end as this process knows them: by its own elapsed time, whatever its time of day does. */
export const openRests = (clock: Clock) => {
  const ends = new Map<string, number>()

  const forget = (): void => {
    for (const [name, end] of ends) if (clock.elapsed() - end > FORGOTTEN_MS) ends.delete(name)
  }

  const nameOf = (domain: string, { saidAt, until }: Rest): string => `${domain} ${saidAt} ${until}`

  /** At its first sight. */
  const leftBy = ({ saidAt, until }: Rest): number => {
    const surelyPassed = Math.max(0, clock.now() - Date.parse(saidAt) - MOST_SKEW_MS)
    return Date.parse(until) - Date.parse(saidAt) - surelyPassed
  }

  return {
    /** A rest that begins now. */
    begin(domain: string, ms: number): Rest {
      forget()
      const rest = { saidAt: instant(clock.now()), until: instant(clock.now() + ms) }
      ends.set(nameOf(domain, rest), clock.elapsed() + ms)
      return rest
    },
    /** What is left of a rest, milliseconds. */
    left(domain: string, rest: Rest): number {
      const name = nameOf(domain, rest)
      const end = ends.get(name) ?? clock.elapsed() + leftBy(rest)
      ends.set(name, end)
      return Math.max(0, end - clock.elapsed())
    },
  }
}
