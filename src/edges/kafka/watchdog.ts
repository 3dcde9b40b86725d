/** What the watchdog watches. */
export interface Watched {
  /** Grows with everything that shows life: batches given, commits, a join. */
  progress(): number
  /** Nothing is expected of it now: a batch is under way, or it is paused. */
  isExcused(): boolean
  /** Records waiting for it. */
  lag(): Promise<number>
}

export interface WatchdogOptions {
  readonly watchMs: number
  /** How long it may make no progress now; joining a group takes its time. */
  readonly patienceMs: () => number
  /** Resolves after `ms`, or at once when `signal` aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** There is lag, and for so long no progress. */
  readonly onStuck: () => void
}

/** Unknown while the brokers cannot be asked: that is not the consumer's fault. */
const isBehind = async (watched: Watched): Promise<boolean> => {
  try {
    return (await watched.lag()) > 0
  } catch {
    return false
  }
}

/** Watches until `signal` aborts. A consumer of kafkajs can stop reading without an error or event (issue 659). */
export const watch = async (watched: Watched, options: WatchdogOptions, signal: AbortSignal): Promise<void> => {
  const { watchMs, patienceMs, wait, onStuck } = options
  let seen = watched.progress()
  let stillMs = 0
  for (;;) {
    await wait(watchMs, signal)
    if (signal.aborted) return
    const isStill = (): boolean => watched.progress() === seen && !watched.isExcused()
    // Asking for the lag takes a while, in which it may have moved.
    const stuck = isStill() && (await isBehind(watched)) && isStill()
    stillMs = stuck ? stillMs + watchMs : 0
    seen = watched.progress()
    if (stillMs < patienceMs()) continue
    stillMs = 0
    onStuck()
  }
}
