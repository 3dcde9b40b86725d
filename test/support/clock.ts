import type { Clock } from '../../src/ports/clock.js'

export interface ManualClock extends Clock {
  /** Lets time pass. */
  advance(ms: number): void
}

/** One whose time of day can be made wrong. */
export interface WrongableClock extends ManualClock {
  /** Its time of day jumps by so much; no time passes. */
  jump(ms: number): void
}

/** A clock that stands still until it is moved; waits pass at once and move it. */
export const manualClock = (start = Date.parse('2026-11-24T08:00:00.000Z')): WrongableClock => {
  let now = start
  let wrong = 0
  return {
    now: () => now + wrong,
    elapsed: () => now,
    advance: (ms) => void (now += ms),
    jump: (ms) => void (wrong += ms),
    async wait(ms, signal) {
      // One turn of the event loop, so that loops on this clock do not starve the rest.
      await new Promise((resolve) => setTimeout(resolve, 1))
      if (!signal?.aborted) now += ms
    },
  }
}

/** The machine's clock, set to another time and moved on at will; waits take as long as they say. */
export const shiftedClock = (start = Date.now()): ManualClock => {
  let shift = start - Date.now()
  const now = (): number => Date.now() + shift
  return {
    now,
    elapsed: now,
    advance: (ms) => void (shift += ms),
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        signal?.addEventListener('abort', () => {
          clearTimeout(timer)
          resolve()
        })
      }),
  }
}
