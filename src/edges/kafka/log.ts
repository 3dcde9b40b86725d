import type { Log, Subscription } from '../../ports/log.js'
import { kafkaClient } from './client.js'
import type { KafkaOptions } from './client.js'
import { openDirect } from './direct.js'
import { toPortError } from './errors.js'
import { namesIn } from './names.js'
import { openOffsets } from './offsets.js'
import { openProducer } from './producer.js'
import { openPublisher } from './publish.js'
import { openReader } from './reader.js'
import { toMessage } from './record.js'
import { openSubscription } from './subscription.js'
import { ensureTopics } from './topics.js'

export type { KafkaOptions, KafkaTimes, Sasl } from './client.js'

/**
 * Opens the log on Kafka. Throws `config` when the brokers refuse us (certificate, sign-in, rights), `retryable` when
 * none answers. Who opens it closes it.
 */
export const openKafkaLog = async (options: KafkaOptions): Promise<Log> => {
  const { clock, logger } = options
  const kafka = kafkaClient(options)
  const names = namesIn(options.namespace)
  const direct = await openDirect(kafka, clock)
  const admin = kafka.admin()
  const offsets = openOffsets(direct, names)
  const publisher = openPublisher(openProducer(kafka, logger))
  const subscriptions = new Set<Subscription>()
  let turns = 0
  return {
    async ensureTopics(topics) {
      await admin.connect().catch((error: unknown) => {
        throw toPortError('connecting to Kafka', error)
      })
      const { brokers, replication } = options
      await ensureTopics({ admin, direct, names, brokers, replication }, topics)
    },
    async publish(topic, records) {
      if (records.length === 0) return []
      const ready = records.map((record) => toMessage(topic, record, () => turns++))
      try {
        return await publisher.publish(names.topic(topic), ready)
      } catch (error) {
        throw toPortError(`publishing to ${topic.name}`, error)
      }
    },
    async subscribe(subscribe) {
      const subscription = await openSubscription({ kafka: options, names, offsets, subscribe })
      const own: Subscription = {
        ...subscription,
        stop: () => subscription.stop().finally(() => subscriptions.delete(own)),
      }
      subscriptions.add(own)
      return own
    },
    read: openReader(direct, offsets, names),
    ends: (topic) => offsets.ends(topic),
    committed: (group, topic) => offsets.committed(group, topic),
    // The brokers compact by themselves, as config/topics.ts has told them.
    compact: () => Promise.resolve(0),
    async close() {
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()))
      await publisher.close()
      await admin.disconnect()
      await direct.close()
    },
  }
}
