import { explain } from '../../domain/errors.js'
import type { Topic } from '../../domain/topics.js'
import type { SubscribeOptions, Subscription } from '../../ports/log.js'
import { kafkaClient, timesOf } from './client.js'
import type { KafkaOptions } from './client.js'
import { openLanes } from './lanes.js'
import { openMember } from './member.js'
import type { Member } from './member.js'
import type { Names } from './names.js'
import type { Offsets } from './offsets.js'
import { GRACE_MS, openServer } from './serve.js'
import { watch } from './watchdog.js'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

export interface SubscriptionOptions {
  readonly kafka: KafkaOptions
  readonly names: Names
  readonly offsets: Offsets
  readonly subscribe: SubscribeOptions
}

/** Records of some partitions of a topic that a group has not committed. */
const lagOf = async (
  offsets: Offsets,
  group: string,
  topic: Topic,
  partitions: readonly number[] | undefined,
): Promise<number> => {
  const [ends, committed] = await Promise.all([offsets.ends(topic), offsets.committed(group, topic)])
  return ends
    .filter(({ partition }) => partitions === undefined || partitions.includes(partition))
    .reduce((sum, { partition, start, end }) => sum + end - Math.max(start, committed.get(partition) ?? start), 0)
}

/**
 * A member of a group that lives until it is stopped: kafkajs's consumer is made anew whenever it crashes, gives up or
 * is stuck.
 */
export const openSubscription = async (options: SubscriptionOptions): Promise<Subscription> => {
  const { kafka, names, offsets, subscribe } = options
  const { group, topics } = subscribe
  const { clock, metrics } = kafka
  const logger = kafka.logger.child({ group })
  const times = timesOf(kafka)
  const restarts = metrics?.counter({
    name: 'jobdata_kafka_consumer_restarts_total',
    help: 'consumers made anew, by what ended the old one: crash or stuck',
    labels: ['group', 'reason'],
  })
  const ending = new AbortController()
  let progress = 0
  let failures = 0
  let member: Member | undefined

  const lanes = openLanes(topics, names, () => member?.hold())
  const server = openServer({
    subscribe,
    lanes,
    heartbeatMs: times.heartbeatMs,
    onProgress() {
      progress++
      failures = 0
    },
  })

  /** Without an assignment all partitions count: nobody shall take a rebalance for a group that has read everything. */
  const lag = async (): Promise<number> => {
    const assigned = member?.assigned()
    const lags = topics
      .filter((topic) => assigned === undefined || assigned.has(names.topic(topic)))
      .map((topic) => lagOf(offsets, group, topic, assigned?.get(names.topic(topic))))
    return (await Promise.all(lags)).reduce((sum, one) => sum + one, 0)
  }

  const isEnding = (): boolean => ending.signal.aborted

  const live = async (): Promise<void> => {
    while (!isEnding()) {
      const life = openMember({
        kafka: kafkaClient(kafka),
        groupId: names.group(group),
        topics: topics.map((topic) => names.topic(topic)),
        times,
        lanes,
        server,
        onJoined: () => {
          progress++
        },
      })
      member = life
      const reason = await life.ended
      if (isEnding()) return
      server.giveUp(0)
      restarts?.inc({ group, reason: reason === STUCK ? 'stuck' : 'crash' })
      logger.warn({}, `the consumer is made anew: ${explain(reason)}`)
      await clock.wait(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures++), ending.signal)
    }
  }

  const leave = async (): Promise<void> => {
    ending.abort()
    server.giveUp(GRACE_MS)
    await member?.leave()
    await living
  }

  if (subscribe.from === 'end') for (const topic of topics) await offsets.beginAtEnd(group, topic)
  const living = live()
  const watched = { progress: () => progress, isExcused: () => lanes.paused || server.busy, lag }
  const patienceMs = (): number =>
    member?.assigned() === undefined
      ? Math.max(times.patienceMs, times.sessionMs + times.rebalanceMs)
      : times.patienceMs
  const dog = {
    watchMs: times.watchMs,
    patienceMs,
    wait: (ms: number, signal: AbortSignal) => clock.wait(ms, signal),
    onStuck: () => member?.cut(STUCK),
  }
  void watch(watched, dog, ending.signal)
  let left: Promise<void> | undefined
  return {
    pause: () => lanes.pause(true),
    resume: () => lanes.pause(false),
    lag,
    stop: () => (left ??= leave()),
  }
}

const STUCK = 'it had records to read and read none'
