import kafkajs from 'kafkajs'
import type { Admin, ITopicMetadata } from 'kafkajs'
import { topicConfig } from '../../../config/topics.js'
import { JobdataError } from '../../domain/errors.js'
import type { Topic } from '../../domain/topics.js'
import type { Direct } from './direct.js'
import type { Names } from './names.js'

export interface TopicsOptions {
  readonly admin: Admin
  readonly direct: Direct
  readonly names: Names
  readonly brokers: readonly string[]
  readonly replication: number
}

const listed = async (admin: Admin, names: readonly string[]): Promise<ReadonlySet<string>> => {
  const known = new Set(await admin.listTopics())
  return new Set(names.filter((name) => known.has(name)))
}

/** Another process may make the same topics at the same moment; then they are there, and are checked as any others. */
const create = async ({ admin, names, replication }: TopicsOptions, topics: readonly Topic[]): Promise<void> => {
  await admin.createTopics({
    waitForLeaders: true,
    topics: topics.map((topic) => ({
      topic: names.topic(topic),
      numPartitions: topic.partitions,
      replicationFactor: replication,
      configEntries: Object.entries(topicConfig(topic)).map(([name, value]) => ({ name, value })),
    })),
  })
}

const mismatch = (name: string, found: string, expected: string, repair: string): JobdataError =>
  new JobdataError(`topic ${name} has ${found} and the contract says ${expected}. Repair it: ${repair}`, {
    consequence: 'config',
    code: 'topic-mismatch',
    details: { topic: name },
  })

const checkPartitions = (
  { names, brokers, replication }: TopicsOptions,
  topic: Topic,
  metadata: ITopicMetadata,
): void => {
  const name = names.topic(topic)
  const found = metadata.partitions.length
  const server = brokers.join(',')
  if (found !== topic.partitions) {
    const repair =
      found < topic.partitions
        ? `a key's order hangs on the number, so drain the topic, delete it (kafka-topics.sh --bootstrap-server ${server} --delete --topic ${name}), start again and publish anew`
        : `delete it (kafka-topics.sh --bootstrap-server ${server} --delete --topic ${name}) and start again; its records must be published anew`
    throw mismatch(name, `${found} partitions`, String(topic.partitions), repair)
  }
  const copies = Math.min(...metadata.partitions.map(({ replicas }) => replicas.length))
  if (copies >= replication) return
  const repair = `kafka-reassign-partitions.sh --bootstrap-server ${server} --execute with a plan of ${replication} replicas for each partition, or lower KAFKA_REPLICATION`
  throw mismatch(name, `${copies} copies`, `${replication} (KAFKA_REPLICATION)`, repair)
}

const checkConfig = ({ names, brokers }: TopicsOptions, topic: Topic, found: ReadonlyMap<string, string>): void => {
  const wrong = Object.entries(topicConfig(topic)).filter(([name, value]) => found.get(name) !== value)
  if (wrong.length === 0) return
  const name = names.topic(topic)
  const list = (values: readonly (readonly [string, string | undefined])[]): string =>
    values.map(([key, value]) => `${key}=${value ?? 'nothing'}`).join(',')
  throw mismatch(
    name,
    list(wrong.map(([key]) => [key, found.get(key)])),
    list(wrong),
    `kafka-configs.sh --bootstrap-server ${brokers.join(',')} --alter --entity-type topics --entity-name ${name} --add-config ${list(wrong)}`,
  )
}

const configsOf = async (admin: Admin, names: readonly string[]): Promise<Map<string, Map<string, string>>> => {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    // Node finds the names of this CommonJS package one by one, and not this one.
    resources: names.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
  })
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  )
}

/** A broker may know a topic before its leaders: waits (by the retries of `direct`) until each partition has one. */
const awaitLeaders = ({ direct, names }: TopicsOptions, topics: readonly Topic[]): Promise<void> =>
  direct.run('waiting for the leaders of new topics', async (cluster) => {
    await cluster.addMultipleTargetTopics(topics.map((topic) => names.topic(topic)))
    await cluster.refreshMetadata()
    const waiting = topics.filter((topic) =>
      cluster.findTopicPartitionMetadata(names.topic(topic)).some(({ leader }) => leader < 0),
    )
    if (waiting.length > 0) throw new Error(`no leader yet: ${waiting.map(({ name }) => name).join(', ')}`)
  })

/** Creates missing topics and checks all. Throws `config` with the command that repairs; changes no topic that is there. */
export const ensureTopics = async (options: TopicsOptions, topics: readonly Topic[]): Promise<void> => {
  const { admin, direct, names } = options
  const all = topics.map((topic) => names.topic(topic))
  await direct.run('making topics', async () => {
    const known = await listed(admin, all)
    const missing = topics.filter((topic) => !known.has(names.topic(topic)))
    if (missing.length > 0) await create(options, missing)
  })
  await awaitLeaders(options, topics)
  await direct.run('checking topics', async () => {
    const [metadata, configs] = await Promise.all([admin.fetchTopicMetadata({ topics: all }), configsOf(admin, all)])
    const byName = new Map(metadata.topics.map((one) => [one.name, one]))
    for (const topic of topics) {
      const found = byName.get(names.topic(topic))
      if (found) checkPartitions(options, topic, found)
      checkConfig(options, topic, configs.get(names.topic(topic)) ?? new Map<string, string>())
    }
  })
}
