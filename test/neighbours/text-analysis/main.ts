/**
 * QH-backend-textAnalysis, played: `main.ts BROKERS TOPIC GROUP SCHEMA JOURNAL` follows the vacancies from the start with
 * a plain client and nothing but the published schema. SIGTERM ends it with one line of JSON on what it did.
 */
import { readFile } from 'node:fs/promises'
import { Kafka, logLevel } from 'kafkajs'
import type { EachBatchPayload } from 'kafkajs'
import { vacancyReader } from './read-vacancy.js'
import { openTexts } from './texts.js'

const [brokers = '', topic = '', groupId = '', schema = '', journal = ''] = process.argv.slice(2)

/** After a crash its partitions are free again so soon. */
const SESSION_MS = 6000

const read = vacancyReader(await readFile(schema, 'utf8'))
const texts = await openTexts(journal)
const done = { analysed: 0, skipped: 0, forgotten: 0, invalid: 0 }

const analyse = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length

const take = (id: string, value: string | null): void => {
  const reading = read(value)
  if (reading.kind === 'invalid') {
    done.invalid++
    console.error(`${id} is against the contract: ${reading.why}`)
  } else if (reading.kind === 'forget') {
    done.forgotten++
    texts.forget(id)
  } else if (texts.has(id, reading.textHash)) {
    done.skipped++
  } else {
    done.analysed++
    texts.put(id, { textHash: reading.textHash, words: analyse(reading.text) })
  }
}

/** On disk first, the offset after: a crash reads again what it may have taken already. */
const takeBatch = async ({ batch }: EachBatchPayload): Promise<void> => {
  for (const { key, value } of batch.messages) take(key?.toString() ?? '', value?.toString() ?? null)
  await texts.flush()
}

const kafka = new Kafka({ clientId: 'text-analysis', brokers: brokers.split(','), logLevel: logLevel.ERROR })
const consumer = kafka.consumer({ groupId, sessionTimeout: SESSION_MS })
await consumer.connect()
await consumer.subscribe({ topic, fromBeginning: true })
await consumer.run({ eachBatch: takeBatch })

process.once('SIGTERM', () => {
  void consumer
    .disconnect()
    .then(() => texts.close())
    .then(() => console.log(JSON.stringify(done)))
})
