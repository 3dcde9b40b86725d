import { explain } from '../../src/domain/errors.js'
import type { Topic } from '../../src/domain/topics.js'
import type { Batch, Log, SubscribeOptions, Subscription, TopicEnd } from '../../src/ports/log.js'
import type { Logger } from '../../src/ports/logger.js'
import type { Records, Stored } from '../../src/ports/records.js'
import type { RemoteSubscription } from './ports-server.js'
import type { Peer } from './wire.js'

const remoteRecords = (peer: Peer): Records => ({
  get: async <T>(collection: string, id: string) =>
    (await peer.call<Stored<T> | undefined>('records.get', collection, id)) ?? undefined,
  put: (collection, id, value, options = {}) => peer.call('records.put', collection, id, value, options),
  putMany: (collection, entries) => peer.call('records.putMany', collection, entries),
  delete: (collection, id, options = {}) => peer.call('records.delete', collection, id, options),
  list: (collection, options = {}) => peer.call('records.list', collection, options),
  close: async () => peer.close(),
})

/** A subscription over there, and what it is called here. */
interface Joined {
  readonly options: SubscribeOptions
  readonly abort: AbortController
  /** The other side's number: another one after each joining. */
  id: number
}

const remoteOf = ({ group, topics, from, maxRecords }: SubscribeOptions): RemoteSubscription => ({
  group,
  topics,
  ...(from !== undefined && { from }),
  ...(maxRecords !== undefined && { maxRecords }),
})

/** Answers the other side's batches; gives what subscribes there. */
const openSubscriptions = (peer: Peer, logger: Logger) => {
  const joined = new Set<Joined>()
  const find = (id: number): Joined | undefined => [...joined].find((one) => one.id === id)
  const join = async (one: Joined): Promise<void> => {
    one.id = await peer.call<number>('log.subscribe', remoteOf(one.options))
  }
  peer.serve({
    'log.batch': async (id: number, batch: Batch) => {
      const one = find(id)
      // Of a joining that is over: the batch goes to whoever has the partition now.
      if (one === undefined) throw new TypeError('no such subscription')
      await one.options.onBatch(batch, { signal: one.abort.signal, heartbeat: async () => undefined })
      return null
    },
    'log.thrownOut': async (id: number) => {
      const one = find(id)
      if (one === undefined) return
      logger.warn({ group: one.options.group }, 'thrown out of the group for silence: joining again')
      await join(one).catch((error: unknown) => logger.error({ error: explain(error) }, 'joining again failed'))
    },
  })
  const tell = (method: string, id: number): void => {
    peer.call(method, id).catch((error: unknown) => logger.error({ error: explain(error) }, `${method} failed`))
  }
  const subscribe = async (options: SubscribeOptions): Promise<Subscription> => {
    const one: Joined = { options, abort: new AbortController(), id: 0 }
    joined.add(one)
    await join(one)
    return {
      pause: () => tell('log.pause', one.id),
      resume: () => tell('log.resume', one.id),
      lag: () => peer.call('log.lag', one.id),
      async stop() {
        await peer.call('log.leave', one.id)
        joined.delete(one)
        one.abort.abort()
      },
    }
  }
  return subscribe
}

async function* readRemotely(
  peer: Peer,
  topic: Topic,
  { partition: only, from = 0, batch = 500 }: { partition?: number; from?: number; batch?: number },
): AsyncIterable<Batch> {
  const ends = await peer.call<readonly TopicEnd[]>('log.ends', topic)
  for (const { partition, end } of ends) {
    if (only !== undefined && partition !== only) continue
    for (let next = from; next < end;) {
      const one = await peer.call<Batch | undefined>('log.readOne', topic, { partition, from: next, batch })
      const records = one?.records.filter(({ offset }) => offset < end) ?? []
      const last = records.at(-1)
      if (one === undefined || last === undefined) break
      yield { ...one, records, end }
      next = last.offset + 1
    }
  }
}

/** The ports log and records of the process at the other end of a connection. */
export const remotePorts = (peer: Peer, logger: Logger): { readonly log: Log; readonly records: Records } => {
  const log: Log = {
    ensureTopics: (topics) => peer.call('log.ensureTopics', topics),
    publish: (topic, records) => peer.call('log.publish', topic, records),
    subscribe: openSubscriptions(peer, logger),
    read: (topic, options = {}) => readRemotely(peer, topic, options),
    ends: (topic) => peer.call('log.ends', topic),
    committed: async (group, topic) => new Map(await peer.call<[number, number][]>('log.committed', group, topic)),
    compact: (now) => peer.call('log.compact', now),
    close: async () => peer.close(),
  }
  return { log, records: remoteRecords(peer) }
}
