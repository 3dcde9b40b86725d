import type { Cluster } from 'kafkajs'
import type { Topic } from '../../domain/topics.js'
import type { TopicEnd } from '../../ports/log.js'
import type { Direct } from './direct.js'
import { isForMembersOnly } from './errors.js'
import type { Names } from './names.js'

/** How Kafka writes that a group has committed nothing of a partition. */
const NOTHING = -1

/** Where topics begin and end, and how far groups are. */
export interface Offsets {
  ends(topic: Topic): Promise<readonly TopicEnd[]>
  committed(group: string, topic: Topic): Promise<ReadonlyMap<number, number>>
  /** Lets a group that has committed nothing of a partition begin where the partition ends now. */
  beginAtEnd(group: string, topic: Topic): Promise<void>
}

const partitionsOf = (topic: Topic): { partition: number }[] =>
  [...Array(topic.partitions).keys()].map((partition) => ({ partition }))

const fetched = async (cluster: Cluster, name: string, topic: Topic, fromBeginning: boolean) => {
  const [answer] = await cluster.fetchTopicsOffset([{ topic: name, partitions: partitionsOf(topic), fromBeginning }])
  const offsets = new Map(answer?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
  if (offsets.size < topic.partitions) throw new Error(`not all partitions of ${name} have a leader`)
  return offsets
}

const fetchEnds = async (cluster: Cluster, name: string, topic: Topic): Promise<TopicEnd[]> => {
  await cluster.addTargetTopic(name)
  const [starts, ends] = await Promise.all([true, false].map((first) => fetched(cluster, name, topic, first)))
  return partitionsOf(topic).map(({ partition }) => ({
    partition,
    start: starts?.get(partition) ?? 0,
    end: ends?.get(partition) ?? 0,
  }))
}

const fetchCommitted = async (
  cluster: Cluster,
  groupId: string,
  name: string,
  topic: Topic,
): Promise<Map<number, number>> => {
  const coordinator = await cluster.findGroupCoordinator({ groupId })
  const topics = [{ topic: name, partitions: partitionsOf(topic).map((one) => ({ ...one, offset: '' })) }]
  const { responses } = await coordinator.offsetFetch({ groupId, topics })
  const offsets = (responses[0]?.partitions ?? []).map(({ partition, offset }) => [partition, Number(offset)] as const)
  return new Map(offsets.filter(([, offset]) => offset !== NOTHING))
}

const commitEnds = async (cluster: Cluster, groupId: string, name: string, topic: Topic): Promise<void> => {
  const committed = await fetchCommitted(cluster, groupId, name, topic)
  const ends = (await fetchEnds(cluster, name, topic)).filter(({ partition }) => !committed.has(partition))
  if (ends.length === 0) return
  const coordinator = await cluster.findGroupCoordinator({ groupId })
  const partitions = ends.map(({ partition, end }) => ({ partition, offset: String(end) }))
  await coordinator.offsetCommit({
    groupId,
    groupGenerationId: -1,
    memberId: '',
    topics: [{ topic: name, partitions }],
  })
}

export const openOffsets = (direct: Direct, names: Names): Offsets => ({
  ends: (topic) =>
    direct.run(`asking where ${topic.name} ends`, (cluster) => fetchEnds(cluster, names.topic(topic), topic)),
  committed: (group, topic) =>
    direct.run(`asking how far ${group} is`, (cluster) =>
      fetchCommitted(cluster, names.group(group), names.topic(topic), topic),
    ),
  beginAtEnd: (group, topic) =>
    direct.run(`settling where ${group} begins`, async (cluster) => {
      try {
        await commitEnds(cluster, names.group(group), names.topic(topic), topic)
      } catch (error) {
        // The group has members: the first of them has settled it.
        if (!isForMembersOnly(error)) throw error
      }
    }),
})
