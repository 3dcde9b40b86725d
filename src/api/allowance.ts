import type { Clock } from '../ports/clock.js'

const HOUR_MS = 3_600_000

export interface AllowanceOptions {
  readonly perHour: number
  readonly clock: Clock
}

/** How often each user may do something in an hour. Kept in memory: of each process by itself, and anew after a start. */
export interface Allowance {
  /** Takes one. Undefined: granted; else the seconds until the next one is. */
  take(user: string): number | undefined
}

export const openAllowance = ({ perHour, clock }: AllowanceOptions): Allowance => {
  /** Times of what each user took in the last hour, who took last at the end. */
  const taken = new Map<string, readonly number[]>()

  const forgetIdle = (since: number): void => {
    for (const [user, times] of taken) {
      if ((times.at(-1) ?? 0) > since) return
      taken.delete(user)
    }
  }

  return {
    take(user) {
      const now = clock.now()
      forgetIdle(now - HOUR_MS)
      const times = (taken.get(user) ?? []).filter((time) => time > now - HOUR_MS)
      const [first = now] = times
      if (times.length >= perHour) return Math.ceil((first + HOUR_MS - now) / 1000)
      taken.delete(user)
      taken.set(user, [...times, now])
      return undefined
    },
  }
}
