import { systemClock } from '../../src/edges/observe/clock.js'
import type { Clock } from '../../src/ports/clock.js'

/** How a replica's clock stands to the machine's. */
export interface Time {
  /** Milliseconds that passed in the demo's rounds, for everybody. */
  readonly passedMs: number
  /** Milliseconds by which this replica's time of day is wrong. */
  readonly wrongMs: number
}

/** A clock that stands to the machine's as it is told. */
export const toldClock = (first: Time): { readonly clock: Clock; tell(time: Time): void } => {
  const real = systemClock()
  let time = first
  return {
    tell: (next) => void (time = next),
    clock: {
      now: () => real.now() + time.passedMs + time.wrongMs,
      elapsed: () => real.elapsed() + time.passedMs,
      wait: (ms, signal) => real.wait(ms, signal),
    },
  }
}
