import { readFile } from 'node:fs/promises'
import { readSettings } from '../config/settings.js'
import { parseBoards } from '../crawlers/boards-file.js'
import { loadPlatforms } from '../crawlers/platforms.js'
import { JobdataError, explain } from './domain/errors.js'
import type { Board } from './domain/board.js'
import { systemClock } from './edges/observe/clock.js'
import { processEnvironment } from './edges/observe/environment.js'
import { pinoLogger } from './edges/observe/logger.js'
import { stopOnSignals } from './runtime/lifecycle.js'
import { startService } from './service.js'

const readBoards = async (path: string): Promise<Board[]> => {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new JobdataError(`boards file ${path} cannot be read: name another with BOARDS_FILE`, {
      consequence: 'config',
      code: 'boards-missing',
      cause,
    })
  })
  return parseBoards(text, await loadPlatforms())
}

/** The process: settings and boards in, the service up, signals stop it in order. */
const main = async (): Promise<void> => {
  const settings = readSettings(processEnvironment())
  const logger = pinoLogger(settings.logLevel)
  const service = await startService({
    settings,
    boards: await readBoards(settings.boardsFile),
    clock: systemClock(),
    logger,
  })
  stopOnSignals(() => service.stop(), logger)
  logger.info({ address: service.address, roles: settings.roles }, 'service is up')
}

main().catch((error: unknown) => {
  pinoLogger('error').error(
    { code: error instanceof JobdataError ? error.code : 'unexpected' },
    `cannot start: ${explain(error)}`,
  )
  process.exitCode = 1
})
