import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { LogRecord } from '../../src/ports/log.js'
import { freshTopic } from '../contracts/log.js'
import { kafkaJars, startOwnBroker } from '../support/kafka-broker.js'
import type { OwnBroker } from '../support/kafka-broker.js'
import { testKafka } from '../support/kafka-log.js'
import { until } from '../support/until.js'

const jars = kafkaJars('kafka-restart')

const numberOf = ({ value }: LogRecord): number => (value as { n: number }).n

;(jars === undefined ? describe.skip : describe)('a broker that goes away', () => {
  let own: OwnBroker

  beforeAll(async () => {
    own = await startOwnBroker(jars ?? '')
  }, 60_000)

  afterAll(() => own.remove())

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'by %s: publishing says so and goes on when it is back, and so does reading',
    async (signal) => {
      const log = await testKafka('restart', own.broker).open({
        times: { sessionMs: 6000, heartbeatMs: 500, requestMs: 5000 },
      })
      const topic = freshTopic()
      await log.ensureTopics([topic])
      const seen = new Set<number>()
      const group = `restart-${signal.toLowerCase()}`
      await log.subscribe({
        group,
        topics: [topic],
        onBatch: async ({ records }) => records.forEach((record) => seen.add(numberOf(record))),
      })
      await log.publish(topic, [{ key: 'a', value: { n: 0 } }])
      await until(() => seen.has(0))
      await own.end(signal)
      await expect(log.publish(topic, [{ key: 'a', value: { n: 1 } }])).rejects.toMatchObject({
        consequence: 'retryable',
      })
      await own.start()
      await until(() =>
        log.publish(topic, [{ key: 'a', value: { n: 2 } }]).then(
          () => true,
          () => false,
        ),
      )
      await until(() => seen.has(2))
      await until(async () => [...(await log.committed(group, topic)).values()].reduce((a, b) => a + b, 0) >= 2)
      const values: number[] = []
      for await (const { records } of log.read(topic)) values.push(...records.map(numberOf))
      expect(values).toEqual(expect.arrayContaining([0, 2]))
      await log.close()
    },
    150_000,
  )
})
