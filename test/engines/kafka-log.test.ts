import { afterAll, describe } from '@jest/globals'
import { logContract } from '../contracts/log.js'
import { engines } from '../support/engines.js'
import { testKafka } from '../support/kafka-log.js'

const found = engines('kafka-log')

;(found ? describe : describe.skip)('with a real broker', () => {
  const kafka = testKafka('contract', found?.brokers ?? '')

  logContract('Kafka', async () => {
    const log = await kafka.open()
    return { log, close: () => log.close() }
  })

  afterAll(() => kafka.remove())
})
