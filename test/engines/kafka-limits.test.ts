import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Topic } from '../../src/domain/topics.js'
import type { Log, LogRecord } from '../../src/ports/log.js'
import { freshTopic } from '../contracts/log.js'
import { engines } from '../support/engines.js'
import { plainKafka, testKafka } from '../support/kafka-log.js'
import { API, failed, kafkaProxy, produceFailed } from '../support/kafka-proxy.js'
import type { KafkaProxy } from '../support/kafka-proxy.js'
import { countingMetrics } from '../support/quiet.js'
import { until } from '../support/until.js'

const found = engines('kafka-limits')

/** Kafka's numbers of errors. */
const COORDINATOR_NOT_AVAILABLE = 15
const OUT_OF_ORDER_SEQUENCE = 45
const INVALID_PRODUCER_EPOCH = 47
const UNKNOWN_PRODUCER_ID = 59

const numbered = (count: number, from = 0): { key: string; value: { n: number } }[] =>
  [...Array(count).keys()].map((n) => ({ key: `k${n + from}`, value: { n: n + from } }))

const numberOf = ({ value }: LogRecord): number => (value as { n: number }).n

const read = async (log: Log, topic: Topic): Promise<LogRecord[]> => {
  const records: LogRecord[] = []
  for await (const batch of log.read(topic)) records.push(...batch.records)
  return records
}

;(found ? describe : describe.skip)('what kafkajs is known for', () => {
  const kafka = testKafka('limits', found?.brokers ?? '')
  let proxy: KafkaProxy
  let log: Log
  let topic: Topic

  beforeEach(async () => {
    proxy = await kafkaProxy(kafka.brokers)
    log = await kafka.open({ brokers: [proxy.broker] })
    topic = freshTopic()
    await log.ensureTopics([topic])
  })

  afterEach(async () => {
    await log.close()
    await proxy.close()
  })

  afterAll(() => kafka.remove())

  test('concurrent sends of the idempotent producer keep their order and places (#598)', async () => {
    const one = freshTopic({ partitions: 1 })
    await log.ensureTopics([one])
    const parts = [...Array(200).keys()].map((n) => numbered(5, n * 5))
    const places = (await Promise.all(parts.map((part) => log.publish(one, part)))).flat()
    const records = await read(log, one)
    expect(records.map(numberOf)).toEqual([...Array(1000).keys()])
    expect(places).toEqual(records.map(({ partition, offset }) => ({ partition, offset })))
  })

  test.each([
    ['does not know the producer', UNKNOWN_PRODUCER_ID],
    ['knows another sequence of the producer', OUT_OF_ORDER_SEQUENCE],
    ['has fenced the producer', INVALID_PRODUCER_EPOCH],
  ])('a new producer goes on when the broker %s', async (_, code) => {
    await log.publish(topic, numbered(10))
    proxy.falsify(API.produce, 1, produceFailed(code))
    const places = await log.publish(topic, numbered(10, 10))
    await log.publish(topic, numbered(10, 20))
    expect(proxy.falsified).toBe(1)
    const records = await read(log, topic)
    expect(new Set(records.map(numberOf)).size).toBe(30)
    for (const [n, place] of places.entries())
      expect(
        records.find(({ partition, offset }) => partition === place.partition && offset === place.offset),
      ).toMatchObject({
        value: { n: n + 10 },
      })
  })

  test('a consumer that is stuck without a crash is made anew by the watchdog (#659)', async () => {
    const metrics = countingMetrics()
    const impatient = await kafka.open({
      brokers: [proxy.broker],
      metrics,
      times: { sessionMs: 6000, heartbeatMs: 500, watchMs: 100, patienceMs: 1000 },
    })
    const seen = new Set<number>()
    await impatient.subscribe({
      group: 'stuck',
      topics: [topic],
      onBatch: async ({ records }) => records.forEach((record) => seen.add(numberOf(record))),
    })
    await log.publish(topic, numbered(20))
    await until(() => seen.size === 20)
    proxy.freeze(API.fetch)
    const other = await kafka.open()
    await other.publish(topic, numbered(20, 20))
    await other.close()
    await until(() => seen.size === 40)
    expect(metrics.values.get('jobdata_kafka_consumer_restarts_total{group=stuck,reason=stuck}')).toBeGreaterThan(0)
    await impatient.close()
  })

  test('a group whose coordinator is not available yet is joined when it is', async () => {
    proxy.falsify(API.findCoordinator, 3, failed(COORDINATOR_NOT_AVAILABLE))
    await log.publish(topic, numbered(5))
    const seen: number[] = []
    await log.subscribe({
      group: 'early',
      topics: [topic],
      onBatch: async ({ records }) => void seen.push(...records.map(numberOf)),
    })
    await until(() => seen.length === 5)
    expect(proxy.falsified).toBe(3)
    expect([...(await log.committed('early', topic)).values()].reduce((a, b) => a + b, 0)).toBe(5)
  })

  test('three members share a topic as they come and go, and nothing is lost', async () => {
    const wide = freshTopic({ partitions: 6 })
    await log.ensureTopics([wide])
    const seen: Map<number, number>[] = []
    const join = async () => {
      const lanes = new Map<number, number>()
      seen.push(lanes)
      return log.subscribe({
        group: 'three',
        topics: [wide],
        onBatch: async ({ partition, records }) => {
          lanes.set(partition, (lanes.get(partition) ?? 0) + records.length)
        },
      })
    }
    const total = () => seen.flatMap((lanes) => [...lanes.values()]).reduce((a, b) => a + b, 0)
    const shares = () => seen.map((lanes) => lanes.size)
    const members = [await join(), await join(), await join()]
    await until(async () => {
      for (const lanes of seen) lanes.clear()
      const before = total()
      await log.publish(wide, numbered(120))
      await until(() => total() >= before + 120)
      return shares().every((lanes) => lanes === 2)
    })
    for (const lanes of seen) lanes.clear()
    await members[0]?.stop()
    await members[1]?.stop()
    await log.publish(wide, numbered(120))
    await until(() => total() >= 120)
    await until(async () => (await members[2]?.lag()) === 0)
    expect(total()).toBe(120)
    expect(seen[2]?.size).toBe(6)
  })

  test('reads to the end over the gaps and the empty batches that compaction leaves', async () => {
    const brief = freshTopic({ partitions: 1, maxCompactionLagMs: 700, deleteRetentionMs: 0 })
    await log.ensureTopics([brief])
    const expected = new Set([5, 6, 7])
    await until(async () => {
      // Each round ends with what shall stay, so that the rounds before it are compacted away.
      for (const n of [0, 1, 2]) await log.publish(brief, [{ key: `gone${n}`, value: { n } }])
      await log.publish(brief, numbered(3, 5))
      await log.publish(
        brief,
        [0, 1, 2].map((n) => ({ key: `gone${n}`, value: null })),
      )
      const [end] = await log.ends(brief)
      const records = await read(log, brief)
      return records.length < (end?.end ?? 0) - 18
    })
    const records = (await read(log, brief)).filter(({ value }) => value !== null)
    expect(new Set(records.filter(({ key }) => !key?.startsWith('gone')).map(numberOf))).toEqual(expected)
    expect(records.at(-1)?.offset).toBeLessThan((await log.ends(brief))[0]?.end ?? 0)
  })

  test('a topic whose retention differs is reported with the command that repairs it, and stays as it is', async () => {
    const brief = { ...topic, compacted: false, retentionMs: 86_400_000 }
    await expect(log.ensureTopics([brief])).rejects.toMatchObject({
      consequence: 'config',
      message: expect.stringMatching(
        /has cleanup\.policy=compact.* and the contract says cleanup\.policy=delete.*retention\.ms=86400000.*kafka-configs\.sh .*--alter .*--add-config cleanup\.policy=delete/,
      ),
    })
    await log.ensureTopics([topic])
  })

  test('a topic with fewer copies than asked for is reported', async () => {
    const careful = await kafka.open({ replication: 3 })
    await expect(careful.ensureTopics([topic])).rejects.toMatchObject({
      consequence: 'config',
      message: expect.stringContaining('has 1 copies and the contract says 3'),
    })
    await careful.close()
  })

  test('two processes may make the same topics at once', async () => {
    const wanted = [freshTopic(), freshTopic()]
    const other = await kafka.open()
    await Promise.all([log.ensureTopics(wanted), other.ensureTopics(wanted)])
    expect(await other.publish(wanted[0] ?? topic, numbered(1))).toHaveLength(1)
    await other.close()
  })

  test('passes over aborted transactions and control records, reading and as a group', async () => {
    const one = freshTopic({ partitions: 1 })
    await log.ensureTopics([one])
    const producer = plainKafka(kafka.brokers).producer({ transactionalId: one.name, maxInFlightRequests: 1 })
    await producer.connect()
    const inTransaction = async (n: number, how: 'commit' | 'abort') => {
      const transaction = await producer.transaction()
      await transaction.send({
        topic: `${kafka.namespace}.${one.name}`,
        messages: [{ key: 'a', value: JSON.stringify({ n }) }],
      })
      await transaction[how]()
    }
    await inTransaction(1, 'commit')
    for (const n of [2, 3, 4]) await inTransaction(n, 'abort')
    await producer.disconnect()
    expect((await read(log, one)).map(numberOf)).toEqual([1])
    const seen: number[] = []
    const subscription = await log.subscribe({
      group: 'transactions',
      topics: [one],
      onBatch: async ({ records }) => void seen.push(...records.map(numberOf)),
    })
    await until(async () => seen.length === 1 && (await subscription.lag()) === 0)
    expect(seen).toEqual([1])
  })
})
