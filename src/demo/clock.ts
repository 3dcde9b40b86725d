import type { Clock } from '../ports/clock.js'
import type { Progress, ProgressFile } from './progress.js'

/** A clock that runs like the real one, and jumps between rounds. */
export interface DemoClock extends Clock {
  /** Moves the clock ahead; `also` is kept in the same write, so that a kill comes before both or after both. */
  jump(ms: number, also?: Partial<Progress>): void
}

/** The demo's own clock: `real` plus an offset that the data folder keeps. Waits are real ones. */
export const demoClock = (real: Clock, progress: ProgressFile): DemoClock => ({
  now: () => real.now() + progress.current.offsetMs,
  elapsed: () => real.elapsed() + progress.current.offsetMs,
  wait: (ms, signal) => real.wait(ms, signal),
  jump: (ms, also = {}) => progress.save({ ...also, offsetMs: progress.current.offsetMs + ms }),
})
