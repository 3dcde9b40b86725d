import { setTimeout as delay } from 'node:timers/promises'
import { JobdataError } from '../../src/domain/errors.js'
import type { Topic } from '../../src/domain/topics.js'
import type { Batch, Log, NewRecord, SubscribeOptions, Subscription } from '../../src/ports/log.js'
import type { PutOptions, Records } from '../../src/ports/records.js'
import type { Handlers, Peer } from './wire.js'

const SESSION_MS = 5000

const silent = (): JobdataError =>
  new JobdataError('a member of the group was silent for too long', { consequence: 'retryable', code: 'member-silent' })

/** What a client says of a subscription. */
export interface RemoteSubscription extends Pick<SubscribeOptions, 'group' | 'from' | 'maxRecords'> {
  readonly topics: readonly Topic[]
}

const recordHandlers = (records: Records): Handlers => ({
  'records.get': (collection: string, id: string) => records.get(collection, id),
  'records.put': (collection: string, id: string, value: unknown, options: PutOptions) =>
    records.put(collection, id, value, options),
  'records.putMany': (collection: string, entries: readonly { id: string; value: unknown }[]) =>
    records.putMany(collection, entries),
  'records.delete': (collection: string, id: string, options: PutOptions) => records.delete(collection, id, options),
  'records.list': (collection: string, options: { prefix?: string; after?: string; limit?: number }) =>
    records.list(collection, options),
})

const readOne = async (
  log: Log,
  topic: Topic,
  options: { partition: number; from: number; batch?: number },
): Promise<Batch | undefined> => {
  for await (const batch of log.read(topic, options)) return batch
  return undefined
}

const topicHandlers = (log: Log): Handlers => ({
  'log.ensureTopics': (topics: readonly Topic[]) => log.ensureTopics(topics),
  'log.publish': (topic: Topic, records: readonly NewRecord[]) => log.publish(topic, records),
  'log.readOne': (topic: Topic, options: { partition: number; from: number; batch?: number }) =>
    readOne(log, topic, options),
  'log.ends': (topic: Topic) => log.ends(topic),
  'log.committed': async (group: string, topic: Topic) => [...(await log.committed(group, topic))],
  'log.compact': (now: number) => log.compact(now),
})

/** Subscriptions of one client: they end with its connection, and with its silence. */
const serveSubscriptions = (log: Log, peer: Peer, sessionMs: number): void => {
  const open = new Map<number, Subscription>()
  let last = 0

  const leave = async (id: number): Promise<void> => {
    const subscription = open.get(id)
    open.delete(id)
    await subscription?.stop()
  }

  /** Throws out a member that is silent; it learns so when it wakes up, and joins again. */
  const throwOut = (id: number): void => {
    void leave(id)
    peer.call('log.thrownOut', id).catch(() => undefined)
  }

  const hand = async (id: number, batch: Batch): Promise<void> => {
    const answered = new AbortController()
    const session = delay(sessionMs, 'silent' as const, { signal: answered.signal }).catch(() => 'answered' as const)
    const handled = peer.call<null>('log.batch', id, batch)
    try {
      if ((await Promise.race([handled, session])) !== 'silent') return
    } finally {
      answered.abort()
    }
    handled.catch(() => undefined)
    throwOut(id)
    throw silent()
  }

  peer.serve({
    'log.subscribe': async (options: RemoteSubscription) => {
      const id = ++last
      open.set(id, await log.subscribe({ ...options, onBatch: (batch) => hand(id, batch) }))
      return id
    },
    'log.pause': async (id: number) => open.get(id)?.pause(),
    'log.resume': async (id: number) => open.get(id)?.resume(),
    'log.lag': async (id: number) => (await open.get(id)?.lag()) ?? 0,
    'log.leave': leave,
  })
  void peer.closed.then(() => Promise.all([...open.keys()].map(leave)))
}

/**
 * Serves the ports log and records to a process that has no data folder of its own, until its connection ends.
 * `sessionMs`: a member that is silent on a batch for so long is thought dead, as Kafka has it.
 */
export const servePorts = (
  { log, records }: { readonly log: Log; readonly records: Records },
  peer: Peer,
  sessionMs = SESSION_MS,
): void => {
  peer.serve({ ...recordHandlers(records), ...topicHandlers(log) })
  serveSubscriptions(log, peer, sessionMs)
}
