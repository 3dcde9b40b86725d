import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../../ports/clock.js'

/** The machine's clock. */
export const systemClock = (): Clock => ({
  now: () => Date.now(),
  elapsed: () => performance.now(),
  wait: async (ms, signal) => {
    await delay(ms, undefined, { signal }).catch(() => undefined)
  },
})
