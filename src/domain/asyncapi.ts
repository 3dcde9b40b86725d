import { z } from 'zod'
import type { Topic } from './topics.js'

type Schema = Record<string, unknown>

const channelName = (topic: Topic): string =>
  topic.name.replace(/^jobdata\./, '').replaceAll(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase())

const kafkaBinding = (topic: Topic): object => ({
  kafka: {
    topic: topic.name,
    partitions: topic.partitions,
    topicConfiguration: {
      'cleanup.policy': [topic.compacted ? 'compact' : 'delete'],
      ...(topic.retentionMs !== undefined && { 'retention.ms': topic.retentionMs }),
      ...(topic.deleteRetentionMs !== undefined && { 'delete.retention.ms': topic.deleteRetentionMs }),
      ...(topic.maxCompactionLagMs !== undefined && { 'max.compaction.lag.ms': topic.maxCompactionLagMs }),
    },
    bindingVersion: '0.5.0',
  },
})

/** Within a version fields are added: a schema that forbids unknown ones would break whoever validates by it. */
export const openForFields = ({ jsonSchema }: { jsonSchema: { additionalProperties?: unknown } }): void => {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
}

/** The topic's schema with its named parts, references moved to where AsyncAPI keeps them. */
const schemaOf = (topic: Topic): { root: Schema; parts: Record<string, Schema> } => {
  const text = JSON.stringify(z.toJSONSchema(topic.schema, { target: 'draft-7', override: openForFields }))
  const moved = JSON.parse(text.replaceAll('#/definitions/', '#/components/schemas/')) as Schema & {
    definitions?: Record<string, Schema>
  }
  const { definitions = {} } = moved
  const root = Object.fromEntries(
    Object.entries(moved).filter(([name]) => name !== 'definitions' && name !== '$schema'),
  )
  return { root, parts: definitions }
}

const channel = (topic: Topic, payload: Schema): object => ({
  address: topic.name,
  description: `${topic.description}. Key: ${topic.key}.${topic.compacted ? ' Compacted; a record without value is a tombstone.' : ''}`,
  messages: { record: { contentType: 'application/json', payload } },
  bindings: kafkaBinding(topic),
})

const reading = (topic: Topic): [string, object] => [
  `read${channelName(topic).replace(/^./, (letter) => letter.toUpperCase())}`,
  { action: 'send', channel: { $ref: `#/channels/${channelName(topic)}` } },
]

/** AsyncAPI 3.0 of the topics: what a consumer may rely on. */
export const asyncApiDocument = (topics: readonly Topic[]): object => {
  const schemas = topics.map((topic) => ({ topic, ...schemaOf(topic) }))
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'QH-backend-jobData topics',
      version: '1.0.0',
      description: 'Records of the vacancy service. See docs/contracts.md for order, ids and states.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(schemas.map(({ topic, root }) => [channelName(topic), channel(topic, root)])),
    operations: Object.fromEntries(topics.map(reading)),
    components: { schemas: Object.assign({}, ...schemas.map(({ parts }) => parts)) as Record<string, Schema> },
  }
}
