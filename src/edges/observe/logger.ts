import { pino } from 'pino'
import type { Logger as PinoLogger } from 'pino'
import type { Logger } from '../../ports/logger.js'

const wrap = (log: PinoLogger): Logger => ({
  debug: (fields, message) => log.debug(fields, message),
  info: (fields, message) => log.info(fields, message),
  warn: (fields, message) => log.warn(fields, message),
  error: (fields, message) => log.error(fields, message),
  child: (fields) => wrap(log.child(fields)),
})

/** Structured log lines by pino, on standard error so that a command's standard output is its own. */
export const pinoLogger = (level: string): Logger =>
  wrap(
    pino(
      {
        level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        redact: ['*.authorization', '*.cookie', '*.token'],
      },
      pino.destination({ fd: 2, sync: true }),
    ),
  )
