import { JobdataError } from '../../domain/errors.js'
import type { Consequence } from '../../domain/errors.js'

/** What kafkajs and Node tell of an error beside its message. */
interface Told {
  readonly name?: string
  /** Kafka's name of a protocol error. */
  readonly type?: string
  readonly code?: unknown
}

const OPERATORS = new Set([
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'ILLEGAL_SASL_STATE',
  'SECURITY_DISABLED',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'UNSUPPORTED_VERSION',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_CONFIG',
  'POLICY_VIOLATION',
  'INVALID_SESSION_TIMEOUT',
])
const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'])

/** How OpenSSL and Node name a certificate that cannot be trusted. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS/

/** The error with all it was caused by, outermost first. */
const chain = (error: unknown): (Error & Told)[] => {
  const errors: (Error & Told)[] = []
  for (let one = error; one instanceof Error && !errors.includes(one); one = one.cause) errors.push(one)
  return errors
}

const hasType = (error: unknown, types: ReadonlySet<string>): boolean =>
  chain(error).some(({ type }) => type !== undefined && types.has(type))

const isForOperator = (error: unknown): boolean =>
  hasType(error, OPERATORS) ||
  chain(error).some(
    ({ name, code }) => name === 'KafkaJSSASLAuthenticationError' || (typeof code === 'string' && UNTRUSTED.test(code)),
  )

const consequenceOf = (error: unknown): { consequence: Consequence; code: string; hint?: string } => {
  if (hasType(error, TOO_LARGE)) return { consequence: 'poison', code: 'record-too-large' }
  if (isForOperator(error)) {
    const hint = 'Check KAFKA_BROKERS, KAFKA_TLS, KAFKA_CA, KAFKA_SASL_MECHANISM, the user and what it is allowed'
    return { consequence: 'config', code: 'kafka-refused', hint }
  }
  return { consequence: 'retryable', code: 'kafka-unavailable' }
}

/** The error of the port that an error of kafkajs stands for; `doing` in the gerund. */
export const toPortError = (doing: string, error: unknown): JobdataError => {
  if (error instanceof JobdataError) return error
  const { consequence, code, hint } = consequenceOf(error)
  return new JobdataError(hint === undefined ? doing : `${doing} (${hint})`, { consequence, code, cause: error })
}

const PRODUCER_UNKNOWN = new Set([
  'UNKNOWN_PRODUCER_ID',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
])

/** The broker does not know the producer, or another sequence of it: only a new producer can go on. */
export const isProducerLost = (error: unknown): boolean => hasType(error, PRODUCER_UNKNOWN)

const PARTITION_LOST = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID'])

/** The group has gone on without this member: its partitions are another's. */
export const isOutOfGroup = (error: unknown): boolean => hasType(error, PARTITION_LOST)

/** A commit from outside the group while it has members. */
export const isForMembersOnly = (error: unknown): boolean => hasType(error, new Set(['UNKNOWN_MEMBER_ID']))

/** What was asked for is no longer there: retention has taken it. */
export const isOutOfRange = (error: unknown): boolean => hasType(error, new Set(['OFFSET_OUT_OF_RANGE']))

/** The connection that an error says is closed. */
export const closedConnection = (error: unknown): { host: string; port: number } | undefined => {
  const closed = chain(error).find(({ name }) => name === 'KafkaJSConnectionClosedError')
  return closed as { host: string; port: number } | undefined
}

/** Whether trying the same again soon may help. */
export const isWorthRetrying = (error: unknown): boolean =>
  !(error instanceof JobdataError) && consequenceOf(error).consequence === 'retryable' && !isOutOfRange(error)
