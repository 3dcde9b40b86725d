import { PartitionAssigners } from 'kafkajs'
import type { Cluster, Kafka, PartitionAssigner } from 'kafkajs'
import type { Clock } from '../../ports/clock.js'
import { closedConnection, isWorthRetrying, toPortError } from './errors.js'

const TRIES = 6
const FIRST_PAUSE_MS = 100

/** Requests to the brokers beside all consumer groups. */
export interface Direct {
  /** Runs `work` on the cluster; again, on fresh metadata, while its errors may pass. Throws errors of the port. */
  run<T>(doing: string, work: (cluster: Cluster) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** kafkajs has no door to the cluster of a client but by what an assigner of partitions is given. */
export const clusterAccess = () => {
  let found: Cluster | undefined
  const assigner: PartitionAssigner = (config) => {
    found = config.cluster
    return PartitionAssigners.roundRobin(config)
  }
  return {
    assigner,
    /** Only once a consumer was made with the assigner. */
    cluster(): Cluster {
      if (found === undefined) throw new Error('no consumer has this assigner')
      return found
    },
  }
}

/** Makes the cluster usable again after an error. Whatever fails here fails the next try too, and is told there. */
const mend = async (cluster: Cluster, error: unknown): Promise<void> => {
  const closed = closedConnection(error)
  if (closed) cluster.removeBroker(closed)
  try {
    if (!cluster.isConnected()) await cluster.connect()
    await cluster.refreshMetadata()
  } catch {
    return
  }
}

/** Connects. Throws `config` when the brokers refuse us, `retryable` when none answers. */
export const openDirect = async (kafka: Kafka, clock: Clock): Promise<Direct> => {
  const access = clusterAccess()
  // It is only connected, and never joins a group.
  const consumer = kafka.consumer({
    groupId: 'direct',
    allowAutoTopicCreation: false,
    partitionAssigners: [access.assigner],
  })
  const cluster = access.cluster()
  await consumer.connect().catch((error: unknown) => {
    throw toPortError('connecting to Kafka', error)
  })
  return {
    async run(doing, work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await work(cluster)
        } catch (error) {
          if (attempt === TRIES || !isWorthRetrying(error)) throw toPortError(doing, error)
          await clock.wait(FIRST_PAUSE_MS * 2 ** (attempt - 1))
          await mend(cluster, error)
        }
      }
    },
    close: () => consumer.disconnect(),
  }
}
