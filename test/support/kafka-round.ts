import { z } from 'zod'
import { plainKafka, testKafka } from './kafka-log.js'

/** A process of its own that publishes and reads one record: `bare` by kafkajs itself, or by the edge. */
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
  const admin = plainKafka(brokers).admin()
  await admin.connect()
  await admin.listTopics()
  await admin.disconnect()
}

const byEdge = async (): Promise<void> => {
  const kafka = testKafka('round', brokers)
  const log = await kafka.open()
  await log.ensureTopics([topic])
  await log.publish(topic, [{ key: 'a', value: 1 }])
  for await (const { records } of log.read(topic)) process.stdout.write(`read ${records.length}\n`)
  await log.close()
  await kafka.remove()
}

await (how === 'bare' ? bare() : byEdge())
