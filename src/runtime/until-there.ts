import { explain, hasConsequence } from '../domain/errors.js'
import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'
import { backOff } from './back-off.js'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000

export interface UntilThereOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** Told what is waited for, in a line. */
  readonly onWait: (message: string) => void
}

/**
 * Opens what may not be there yet: a `retryable` failure is said and tried again with growing pauses, for good.
 * Any other error is the caller's. `what`: "Kafka at localhost:9092".
 */
export const untilThere = async <T>(
  what: string,
  { clock, logger, onWait }: UntilThereOptions,
  open: () => Promise<T>,
): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await open()
    } catch (error) {
      if (!hasConsequence(error, 'retryable')) throw error
      onWait(`waiting for ${what}, which does not answer: start it, or correct the setting that names it`)
      logger.warn({ attempt, error: explain(error) }, `waiting for ${what}: it does not answer yet`)
      await clock.wait(backOff(attempt, Math.random, FIRST_PAUSE_MS, LONGEST_PAUSE_MS))
    }
  }
}
