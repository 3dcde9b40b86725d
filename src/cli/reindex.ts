import { readSettings } from '../../config/settings.js'
import { openReindexing } from '../composition/reindexing.js'
import { isOnServers } from '../composition/servers.js'
import { JobdataError } from '../domain/errors.js'
import { systemClock } from '../edges/observe/clock.js'
import { pinoLogger } from '../edges/observe/logger.js'
import { reindex } from '../operate/reindex/reindex.js'
import type { ReindexWish } from '../operate/reindex/reindex.js'
import { lifecycle } from '../runtime/lifecycle.js'
import { watched } from './progress.js'
import { INTERRUPTED, lineOn } from './verb.js'
import type { Verb } from './verb.js'

const embedded = (folder: string): JobdataError =>
  new JobdataError(
    `this service keeps its index in ${folder}: stop it, delete ${folder}/index.db and the files index.db-*, start it ` +
      'again. It builds the index anew from vacancies.v1, and searches find what is in it so far',
    { consequence: 'config', code: 'nothing-to-reindex' },
  )

const print = (result: object): void => console.log(JSON.stringify(result))

/** Aborts at the first SIGINT or SIGTERM; a second one ends the process. */
const stopSignal = (): AbortSignal => {
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())
  return stop.signal
}

/**
 * `jobdata reindex`: builds the vacancy index anew beside the live one, on the servers that the environment names, and
 * prints one line of JSON. Gives the exit code. Throws when it refuses.
 */
export const runReindex = async (wish: ReindexWish, environment: NodeJS.ProcessEnv): Promise<number> => {
  const settings = readSettings(environment)
  if (!isOnServers(settings)) throw embedded(settings.dataDir)
  const clock = systemClock()
  const logger = pinoLogger(settings.logLevel)
  const life = lifecycle(logger)
  const signal = stopSignal()
  const began = clock.elapsed()
  const seconds = (): number => Math.round((clock.elapsed() - began) / 100) / 10
  try {
    const options = { ...(await openReindexing({ settings, clock, logger, life })), signal }
    const result = await watched(reindex(wish, options), lineOn('reindex'))
    print({ ...result, seconds: seconds() })
    return 0
  } catch (error) {
    if (!signal.aborted) throw error
    print({ stopped: true, seconds: seconds(), goOnWith: 'jobdata reindex' })
    return INTERRUPTED
  } finally {
    await life.stop()
  }
}

/** `jobdata reindex [--force] [--restart] [--keep]`: speaks with the servers itself, not with the service. */
export const reindexVerb: Verb = async (subjects, { force = false, restart = false, keep = false }) =>
  subjects.length > 0 ? undefined : runReindex({ force, restart, keep }, process.env)
