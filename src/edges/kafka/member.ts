import type { Kafka } from 'kafkajs'
import type { KafkaTimes } from './client.js'
import { clusterAccess } from './direct.js'
import type { Lanes } from './lanes.js'
import type { Server } from './serve.js'

/** An answer to a fetch comes after this at the latest: so long takes resuming, and leaving, when nothing comes in. */
const FETCH_WAIT_MS = 500
/** How long a member that joins or leaves may take for it before it is cut off. */
const POLITE_MS = 15_000

export interface MemberOptions {
  readonly kafka: Kafka
  readonly groupId: string
  /** Names on the servers. */
  readonly topics: readonly string[]
  readonly times: KafkaTimes
  readonly lanes: Lanes
  readonly server: Server
  readonly onJoined: () => void
}

/** One life of a consumer in its group. */
export interface Member {
  /** Partitions by topic, as the group has given them; undefined before it has. */
  assigned(): ReadonlyMap<string, readonly number[]> | undefined
  /** Resolves when this life is over: with what ended it. */
  readonly ended: Promise<unknown>
  /** Tells the consumer which lanes are held now. */
  hold(): void
  /** Leaves when the batch under way is done. */
  leave(): Promise<void>
  /** Cuts the connections, whatever is under way. */
  cut(reason: unknown): void
}

const soon = (work: Promise<unknown>, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    work.then(done, done)
  })

/** Joins the group in the background; whatever ends it ends the member, and nothing here starts it again. */
export const openMember = ({ kafka, groupId, topics, times, lanes, server, onJoined }: MemberOptions): Member => {
  const access = clusterAccess()
  const consumer = kafka.consumer({
    groupId,
    partitionAssigners: [access.assigner],
    allowAutoTopicCreation: false,
    sessionTimeout: times.sessionMs,
    rebalanceTimeout: times.rebalanceMs,
    heartbeatInterval: times.heartbeatMs,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    retry: { retries: 5, restartOnFailure: () => Promise.resolve(false) },
  })
  let assigned: ReadonlyMap<string, readonly number[]> | undefined
  let over = false
  let finish: (reason: unknown) => void = () => undefined
  const ended = new Promise<unknown>((resolve) => (finish = resolve))
  const end = (reason: unknown): void => {
    over = true
    finish(reason)
  }
  let join: () => void = () => undefined
  const joined = new Promise<void>((resolve) => (join = resolve))

  const hold = (): void => {
    if (assigned === undefined || over) return
    try {
      lanes.apply(consumer)
    } catch {
      // It is ending: kafkajs knows no group any more, and the next member applies them.
    }
  }

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    assigned = new Map(Object.entries(payload.memberAssignment))
    hold()
    onJoined()
    join()
  })
  consumer.on(consumer.events.CRASH, ({ payload }) => end(payload.error))
  // A batch of which every record was filtered is passed over by kafkajs, and never committed.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { topic, partition, batchSize, lastOffset } }) => {
    if (batchSize > 0) return
    consumer.commitOffsets([{ topic, partition, offset: String(Number(lastOffset) + 1) }]).catch(() => undefined)
  })

  const live = async (): Promise<void> => {
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics], fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: (one) => server.eachBatch(one) })
  }
  live().catch(end)

  return {
    assigned: () => assigned,
    ended,
    hold,
    async leave() {
      over = true
      // Who leaves while joining stays in the group as a ghost until its session ends.
      await soon(Promise.race([joined, ended]), POLITE_MS)
      await consumer.stop()
      await soon(consumer.disconnect(), POLITE_MS)
      end(undefined)
    },
    cut(reason) {
      void access
        .cluster()
        .disconnect()
        .catch(() => undefined)
      void consumer.disconnect().catch(() => undefined)
      end(reason)
    },
  }
}
