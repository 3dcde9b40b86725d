import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import type { SubscribeOptions } from '../../ports/log.js'
import { isOutOfGroup } from './errors.js'
import type { Lane, Lanes } from './lanes.js'
import { sliced, toRecord } from './record.js'

/** How long a batch may go on when its member has to leave, before it is asked to give up. */
export const GRACE_MS = 10_000

export interface ServeOptions {
  readonly subscribe: SubscribeOptions
  readonly lanes: Lanes
  readonly heartbeatMs: number
  /** Something was done. */
  readonly onProgress: () => void
}

export interface Server {
  /** What kafkajs calls with all it fetched of a partition. */
  eachBatch(payload: EachBatchPayload): Promise<void>
  readonly busy: boolean
  /** Asks the batch under way to give up: soon, or at once. */
  giveUp(afterMs: number): void
}

/** A batch that is being worked on: the group hears of its member, and it hears of the group. */
const openVigil = (payload: EachBatchPayload, everyMs: number) => {
  const abort = new AbortController()
  const timers: NodeJS.Timeout[] = []
  /** Why the group wants this member back; kafkajs rejoins when it is thrown. */
  let called: unknown
  const giveUp = (afterMs: number): void => {
    if (afterMs === 0) abort.abort()
    else timers.push(setTimeout(() => abort.abort(), afterMs))
  }
  const beat = async (): Promise<void> => {
    if (called !== undefined) return
    try {
      await payload.heartbeat()
    } catch (error) {
      called = error
      giveUp(isOutOfGroup(error) ? 0 : GRACE_MS)
    }
  }
  const pulse = setInterval(() => void beat(), everyMs)
  return {
    signal: abort.signal,
    beat,
    giveUp,
    called: () => called,
    end() {
      clearInterval(pulse)
      timers.forEach(clearTimeout)
    },
  }
}

/** Commits before it resolves: what is not committed comes again. */
const commit = async (payload: EachBatchPayload, slice: readonly KafkaMessage[]): Promise<void> => {
  const { batch } = payload
  const last = slice.at(-1)
  if (last === undefined) return
  // The last slice takes with it what follows it unseen: control records, records of aborted transactions.
  const done = last === batch.messages.at(-1) ? batch.lastOffset() : last.offset
  const partitions = [{ partition: batch.partition, offset: String(Number(done) + 1) }]
  await payload.commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions }] })
  payload.resolveOffset(last.offset)
}

/** Gives fetched records to `onBatch`, slice by slice, and commits each slice when it resolves. */
export const openServer = ({ subscribe, lanes, heartbeatMs, onProgress }: ServeOptions): Server => {
  let vigil: ReturnType<typeof openVigil> | undefined

  /** False when the records shall come again. */
  const serve = async (payload: EachBatchPayload, lane: Lane, slice: readonly KafkaMessage[]): Promise<boolean> => {
    const watch = openVigil(payload, heartbeatMs)
    vigil = watch
    try {
      const records = slice.map((message) => toRecord(lane.topic, lane.partition, message))
      const batch = {
        topic: lane.topic.name,
        partition: lane.partition,
        records,
        end: Number(payload.batch.highWatermark),
      }
      await subscribe.onBatch(batch, { signal: watch.signal, heartbeat: watch.beat })
      lane.failures = 0
    } catch {
      // Its reader has said why in its own words.
      lanes.rest(lane)
      return false
    } finally {
      watch.end()
      vigil = undefined
      onProgress()
    }
    await commit(payload, slice)
    if (watch.called() !== undefined) throw watch.called()
    return true
  }

  return {
    async eachBatch(payload) {
      const { batch } = payload
      const lane = lanes.find(batch.topic, batch.partition)
      if (lane === undefined) return
      for (const slice of sliced(batch.messages, subscribe.maxRecords ?? 500)) {
        if (!payload.isRunning() || payload.isStale() || lanes.isHeld(lane)) return
        if (!(await serve(payload, lane, slice))) return
        await payload.heartbeat()
      }
    },
    get busy() {
      return vigil !== undefined
    },
    giveUp: (afterMs) => vigil?.giveUp(afterMs),
  }
}
