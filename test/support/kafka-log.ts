import { Kafka, logLevel } from 'kafkajs'
import { openKafkaLog } from '../../src/edges/kafka/log.js'
import type { KafkaOptions } from '../../src/edges/kafka/log.js'
import { removeKafkaNamespace } from '../../src/edges/kafka/remove-namespace.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import type { Log } from '../../src/ports/log.js'
import { silentLogger } from './quiet.js'

/** A plain kafkajs client, for what the port does not do. */
export const plainKafka = (brokers: string): Kafka =>
  new Kafka({ brokers: brokers.split(','), clientId: 'plain', logLevel: logLevel.NOTHING })

/** A log on real brokers in a namespace of the suite's own. */
export interface TestKafka {
  readonly namespace: string
  readonly brokers: string
  open(more?: Partial<KafkaOptions>): Promise<Log>
  /** Removes the suite's topics and groups. */
  remove(): Promise<void>
}

export const testKafka = (suite: string, brokers: string): TestKafka => {
  const namespace = `${suite}-${process.pid}`
  const options = {
    brokers: brokers.split(','),
    clientId: suite,
    replication: 1,
    namespace,
    clock: systemClock(),
    logger: silentLogger(),
  }
  return {
    namespace,
    brokers,
    open: (more = {}) => openKafkaLog({ ...options, ...more }),
    remove: () => removeKafkaNamespace({ ...options, namespace }),
  }
}
