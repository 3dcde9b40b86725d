import { setTimeout as delay } from 'node:timers/promises'
import { JobdataError } from '../../src/domain/errors.js'

const LOOK_MS = 20
const MOST_MS = 120_000

/** Resolves when the condition holds. Throws `fatal` naming it when it does not within two minutes. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>, mostMs = MOST_MS): Promise<void> => {
  const end = performance.now() + mostMs
  while (!(await holds())) {
    if (performance.now() > end) {
      throw new JobdataError(`waited in vain until ${what}`, { consequence: 'fatal', code: 'drill-stuck' })
    }
    await delay(LOOK_MS)
  }
}
