import { explain } from '../domain/errors.js'
import type { Logger } from '../ports/logger.js'

/** Something made at the start that has to be ended. */
export interface Ending {
  readonly name: string
  readonly end: () => Promise<void>
}

/** Ends things in reverse order of their making; each gets its turn even when another fails. */
export interface Lifecycle {
  onStop(name: string, end: () => Promise<void>): void
  /** Idempotent: later calls wait for the first. */
  stop(): Promise<void>
}

export const lifecycle = (logger: Logger): Lifecycle => {
  const endings: Ending[] = []
  let stopping: Promise<void> | undefined
  const endAll = async (): Promise<void> => {
    for (const { name, end } of endings.reverse()) {
      try {
        await end()
      } catch (error) {
        logger.error({ part: name, error: explain(error) }, 'could not be ended cleanly; going on')
      }
    }
  }
  return {
    onStop: (name, end) => void endings.push({ name, end }),
    stop: () => (stopping ??= endAll()),
  }
}

/** SIGTERM and SIGINT stop in order; a second signal ends the process at once. */
export const stopOnSignals = (stop: () => Promise<void>, logger: Logger): void => {
  let asked = false
  const onSignal = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(130)
    asked = true
    logger.info({ signal }, 'stopping: finishing what is under way (again to end at once)')
    void stop().then(() => process.exit(0))
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}
