import { z } from 'zod'

/**
 * A process of its own that speaks with brokers: `bare` by kafkajs itself, or by the edge, which must not even be loaded
 * for the other.
 */
const [brokers = '', how = ''] = process.argv.slice(2)

const topic = {
  name: 'round',
  key: 'id',
  description: 'a topic of one record',
  schema: z.unknown(),
  partitions: 1,
  compacted: true,
}

const bare = async (): Promise<void> => {
  const { Kafka, logLevel } = await import('kafkajs')
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  await admin.listTopics()
  await admin.disconnect()
}

const byEdge = async (): Promise<void> => {
  const { testKafka } = await import('./kafka-log.js')
  const kafka = testKafka('round', brokers)
  const log = await kafka.open()
  await log.ensureTopics([topic])
  await log.publish(topic, [{ key: 'a', value: 1 }])
  for await (const { records } of log.read(topic)) process.stdout.write(`read ${records.length}\n`)
  await log.close()
  await kafka.remove()
}

await (how === 'bare' ? bare() : byEdge())
