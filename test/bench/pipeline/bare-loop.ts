/**
 * `bare-loop.ts BROKERS NODE TOPIC ALIAS COUNT`: what anybody would write: a plain consumer, JSON, the client's own bulk
 * helper. Reads so many documents from the start, and ends with one line of JSON.
 */
import { Client } from '@elastic/elasticsearch'
import kafkajs from 'kafkajs'
import type { EachBatchPayload } from 'kafkajs'

const [brokers = '', node = '', topic = '', alias = '', count = '0'] = process.argv.slice(2)
const { Kafka, logLevel } = kafkajs

interface Document {
  readonly id: string
}

const client = new Client({ node, compression: true })
const consumer = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.ERROR }).consumer({ groupId: topic })
await consumer.connect()
await consumer.subscribe({ topic, fromBeginning: true })

const began = performance.now()
const cpu = process.cpuUsage()
let indexed = 0
let done: () => void = () => undefined
const all = new Promise<void>((resolve) => (done = resolve))

const eachBatch = async ({ batch }: EachBatchPayload): Promise<void> => {
  const documents = batch.messages.map(({ value }) => JSON.parse(value?.toString() ?? '') as Document)
  const { successful } = await client.helpers.bulk({
    datasource: documents,
    onDocument: ({ id }) => ({ index: { _index: alias, _id: id } }),
  })
  indexed += successful
  if (indexed >= Number(count)) done()
}

await consumer.run({ partitionsConsumedConcurrently: 2, eachBatch })
await all
const { user, system } = process.cpuUsage(cpu)
const seconds = (performance.now() - began) / 1000
await consumer.disconnect()
await client.close()
console.log(JSON.stringify({ indexed, seconds, cpuMs: (user + system) / 1000 }))
