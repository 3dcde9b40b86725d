import type { Trace } from '../api/trace.js'
import { ask } from './service.js'
import type { Verb } from './verb.js'

/** `jobdata trace KEY|URL` */
export const trace: Verb = async ([keyOrUrl], _flags, service) => {
  if (keyOrUrl === undefined) return undefined
  const { key, steps, stoppedAt } = (await ask(`/v1/trace?of=${encodeURIComponent(keyOrUrl)}`, service)) as Trace
  const lines = steps.map(
    ({ at, where, place, what }) => `${at.padEnd(24)}  ${where.padEnd(14)}  ${place.padEnd(9)}  ${what}`,
  )
  console.log([key, ...lines, ...(stoppedAt === undefined ? [] : [`stopped ${stoppedAt}`])].join('\n'))
  return 0
}
