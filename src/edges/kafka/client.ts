import { Kafka, logLevel } from 'kafkajs'
import type { KafkaConfig, RetryOptions } from 'kafkajs'
import type { Clock } from '../../ports/clock.js'
import type { Logger } from '../../ports/logger.js'
import type { Metrics } from '../../ports/metrics.js'
import { kafkaLogs } from './kafka-logs.js'
import './request-queue.js'

export interface Sasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
  readonly username: string
  readonly password: string
}

export interface KafkaOptions {
  /** `host:port` each. */
  readonly brokers: readonly string[]
  readonly clientId: string
  /** Speak TLS; the brokers' certificates are verified, always. */
  readonly tls?: boolean
  /** The authority (PEM) that signed them, when it is none of the well-known. */
  readonly ca?: string
  readonly sasl?: Sasl
  /** Copies of each topic that is created. */
  readonly replication: number
  /** Put before the names of topics and groups. */
  readonly namespace?: string
  /** Only its `wait` is used. */
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics?: Metrics
  /** For tests: how long things take. */
  readonly times?: Partial<KafkaTimes>
}

export interface KafkaTimes {
  /** A broker that does not answer a request for so long is asked anew. */
  readonly requestMs: number
  /** A member that is silent for so long is out of its group. */
  readonly sessionMs: number
  /** How long members may take to finish their batches when the group changes. */
  readonly rebalanceMs: number
  readonly heartbeatMs: number
  /** How often the watchdog looks, and how long it sees lag without progress before it restarts a consumer. */
  readonly watchMs: number
  readonly patienceMs: number
}

const TIMES: KafkaTimes = {
  requestMs: 30_000,
  sessionMs: 30_000,
  rebalanceMs: 60_000,
  heartbeatMs: 3000,
  watchMs: 10_000,
  patienceMs: 90_000,
}

/** Some six seconds in all; who calls the port goes on trying. */
const RETRY: RetryOptions = { initialRetryTime: 200, multiplier: 2, maxRetryTime: 3000, retries: 5 }

export const timesOf = ({ times }: KafkaOptions): KafkaTimes => ({ ...TIMES, ...times })

const securityOf = ({ tls, ca, sasl }: KafkaOptions): Pick<KafkaConfig, 'ssl' | 'sasl'> => ({
  ...(tls === true && { ssl: { rejectUnauthorized: true, ...(ca !== undefined && { ca: [ca] }) } }),
  ...(sasl && { sasl: sasl as NonNullable<KafkaConfig['sasl']> }),
})

/**
 * A client of kafkajs. Members of a group each take one of their own: kafkajs keeps committed offsets by client, and
 * one member's rebalance would clear the other's.
 */
export const kafkaClient = (options: KafkaOptions): Kafka =>
  new Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId,
    connectionTimeout: 10_000,
    requestTimeout: timesOf(options).requestMs,
    retry: RETRY,
    logLevel: logLevel.INFO,
    logCreator: kafkaLogs(options.logger),
    ...securityOf(options),
  })
