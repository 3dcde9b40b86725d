import { systemClock } from '../../src/edges/observe/clock.js'
import type { Clock } from '../../src/ports/clock.js'

/** The demo's clock: the machine's, moved on between rounds. */
export interface HouseClock extends Clock {
  readonly passedMs: () => number
  pass(ms: number): void
}

/** Every drill begins at the same hour: which jumps of a clock go over midnight is then the seed's word alone. */
const FIRST_HOUR = 14
const DAY_MS = 86_400_000

export const houseClock = (): HouseClock => {
  const real = systemClock()
  let passed = FIRST_HOUR * 3_600_000 - (real.now() % DAY_MS)
  return {
    now: () => real.now() + passed,
    elapsed: () => real.elapsed() + passed,
    wait: (ms, signal) => real.wait(ms, signal),
    passedMs: () => passed,
    pass: (ms) => void (passed += ms),
  }
}
