import { logLevel } from 'kafkajs'
import type { LogEntry, logCreator } from 'kafkajs'
import type { Logger } from '../../ports/logger.js'

/** What a line may tell: never a stack, a buffer or a whole configuration. */
const TOLD = ['broker', 'clientId', 'error', 'groupId', 'memberId', 'topic', 'partition', 'retryCount'] as const

const fieldsOf = ({ namespace, log }: LogEntry): Record<string, unknown> => {
  const fields: Record<string, unknown> = { namespace }
  for (const name of TOLD) {
    const value: unknown = log[name]
    if (typeof value === 'string' || typeof value === 'number') fields[name] = value
  }
  return fields
}

/** Its warning about bounded retries of an idempotent producer; see producer.ts for what is done about it. */
const ANSWERED = /^Limiting retries for the idempotent producer/

/** kafkajs calls a retry an error; what matters comes as an error of the port or from the watchdog. */
const writers = {
  [logLevel.ERROR]: 'warn',
  [logLevel.WARN]: 'warn',
  [logLevel.INFO]: 'debug',
  [logLevel.DEBUG]: 'debug',
} as const

/** Lets kafkajs speak through our logger. */
export const kafkaLogs =
  (logger: Logger): logCreator =>
  () =>
  (entry) => {
    if (entry.level === logLevel.NOTHING || ANSWERED.test(entry.log.message)) return
    logger[writers[entry.level]](fieldsOf(entry), `kafka: ${entry.log.message}`)
  }
