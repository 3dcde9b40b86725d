import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import type { Topic } from '../../src/domain/topics.js'
import type { Batch, Log, LogRecord, Subscription } from '../../src/ports/log.js'
import { until } from '../support/until.js'

export interface OpenLogForTest {
  readonly log: Log
  close(): Promise<void>
}

const DAY = 86_400_000
let topicNumber = 0

/** A topic that no other test uses. */
export const freshTopic = (shape: Partial<Topic> = {}): Topic => ({
  name: `test.topic-${process.pid}-${Date.now()}-${++topicNumber}`,
  key: 'id',
  description: 'a topic of the contract suite',
  schema: z.unknown(),
  partitions: 3,
  compacted: true,
  deleteRetentionMs: 30 * DAY,
  maxCompactionLagMs: 7 * DAY,
  ...shape,
})

const numbered = (count: number, keys = count): { key: string; value: { n: number } }[] =>
  [...Array(count).keys()].map((n) => ({ key: `k${n % keys}`, value: { n } }))

const read = async (log: Log, topic: Topic, options = {}): Promise<LogRecord[]> => {
  const records: LogRecord[] = []
  for await (const batch of log.read(topic, options)) records.push(...batch.records)
  return records
}

const numberOf = ({ value }: LogRecord): number => (value as { n: number }).n

/** What every log does, by Kafka's semantics. */
export const logContract = (name: string, open: () => Promise<OpenLogForTest>): void => {
  describe(`log on ${name}`, () => {
    let opened: OpenLogForTest
    let log: Log
    let topic: Topic
    const subscriptions: Subscription[] = []

    beforeEach(async () => {
      opened = await open()
      log = opened.log
      topic = freshTopic()
      await log.ensureTopics([topic])
    })

    afterEach(async () => {
      await Promise.all(subscriptions.splice(0).map((subscription) => subscription.stop()))
      await opened.close()
    })

    const subscribe = async (
      group: string,
      onBatch: (batch: Batch) => Promise<void>,
      more = {},
    ): Promise<Subscription> => {
      const subscription = await log.subscribe({ group, topics: [topic], onBatch, ...more })
      subscriptions.push(subscription)
      return subscription
    }

    /** Collects what a group is given. */
    const collect = async (group: string, more = {}): Promise<LogRecord[]> => {
      const records: LogRecord[] = []
      await subscribe(group, async (batch) => void records.push(...batch.records), more)
      return records
    }

    test('gives records back with key, value, headers, and places that grow', async () => {
      const places = await log.publish(topic, [{ key: 'ключ', value: { text: 'ж' }, headers: { run: '7' } }])
      const [record] = await read(log, topic)
      expect(record).toMatchObject({ key: 'ключ', value: { text: 'ж' }, headers: { run: '7' }, ...places[0] })
      expect(record?.timestamp).toBeGreaterThan(0)
    })

    test('keeps the order of a key, and a key in one partition', async () => {
      await log.publish(topic, numbered(30, 5))
      await log.publish(topic, numbered(30, 5))
      const records = await read(log, topic)
      for (const key of ['k0', 'k1', 'k2', 'k3', 'k4']) {
        const own = records.filter((record) => record.key === key)
        expect(new Set(own.map(({ partition }) => partition)).size).toBe(1)
        expect(own.map(numberOf)).toEqual([...own.slice(0, 6).map(numberOf), ...own.slice(0, 6).map(numberOf)])
        expect(own.map(({ offset }) => offset)).toEqual([...own.map(({ offset }) => offset)].sort((a, b) => a - b))
      }
    })

    test('spreads keys over the partitions', async () => {
      await log.publish(topic, numbered(100))
      expect(new Set((await read(log, topic)).map(({ partition }) => partition)).size).toBe(3)
    })

    test('a tombstone is read as null', async () => {
      await log.publish(topic, [{ key: 'a', value: null }])
      expect(await read(log, topic)).toMatchObject([{ key: 'a', value: null, text: null }])
    })

    test('refuses a record over 8 MiB, and writes none of its batch', async () => {
      const large = { key: 'b', value: 'x'.repeat(9 * 1_048_576) }
      await expect(log.publish(topic, [{ key: 'a', value: 1 }, large])).rejects.toMatchObject({ consequence: 'poison' })
      expect(await read(log, topic)).toEqual([])
    })

    test('reads from an offset of one partition to the end as it is at the call', async () => {
      const one = freshTopic({ partitions: 1 })
      await log.ensureTopics([one])
      await log.publish(one, numbered(10))
      const seen: number[] = []
      for await (const { records } of log.read(one, { partition: 0, from: 4, batch: 2 })) {
        if (seen.length === 0) await log.publish(one, numbered(5))
        seen.push(...records.map(({ offset }) => offset))
      }
      expect(seen).toEqual([4, 5, 6, 7, 8, 9])
    })

    test('tells where a topic ends', async () => {
      await log.publish(topic, numbered(20))
      const ends = await log.ends(topic)
      expect(ends).toHaveLength(3)
      expect(ends.reduce((sum, { end }) => sum + end, 0)).toBe(20)
    })

    test('two groups each get everything', async () => {
      await log.publish(topic, numbered(20))
      const [one, other] = [await collect('one'), await collect('other')]
      await until(() => one.length >= 20 && other.length >= 20)
      expect([one.length, other.length]).toEqual([20, 20])
    })

    test('a subscriber gets what comes later, in batches of at most so many', async () => {
      const sizes: number[] = []
      await subscribe('g', async ({ records }) => void sizes.push(records.length), { maxRecords: 4 })
      await log.publish(topic, numbered(40))
      await until(() => sizes.reduce((a, b) => a + b, 0) >= 40)
      expect(Math.max(...sizes)).toBeLessThanOrEqual(4)
    })

    test('two members of a group share the partitions, and one takes over from the other without a loss', async () => {
      const first: LogRecord[] = []
      const second: LogRecord[] = []
      const leaving = await subscribe('g', async ({ records }) => void first.push(...records))
      await subscribe('g', async ({ records }) => void second.push(...records))
      await log.publish(topic, numbered(60))
      const numbers = () => new Set([...first, ...second].map(numberOf))
      await until(() => numbers().size === 60)
      await leaving.stop()
      await log.publish(
        topic,
        numbered(60).map(({ key, value }) => ({ key, value: { n: value.n + 60 } })),
      )
      await until(() => numbers().size === 120)
      const lanes = new Set(second.map(({ partition }) => partition))
      expect(lanes.size).toBe(3)
    })

    test('a batch that failed comes again, and nothing after it is lost', async () => {
      await log.publish(topic, numbered(10, 1))
      const seen: number[][] = []
      let failures = 2
      await subscribe('g', async ({ records }) => {
        seen.push(records.map(numberOf))
        if (failures-- > 0) throw new Error('not now')
      })
      await until(() => failures < 0 && seen.at(-1)?.includes(9) === true)
      expect(seen[0]?.[0]).toBe(0)
      expect(seen[1]?.[0]).toBe(0)
      expect(new Set(seen.flat()).size).toBe(10)
    })

    test('a partition that fails does not hold up the others', async () => {
      await log.publish(topic, numbered(60))
      const good: number[] = []
      await subscribe('g', async ({ partition, records }) => {
        if (partition === 0) throw new Error('never')
        good.push(...records.map(numberOf))
      })
      const expected = (await read(log, topic)).filter(({ partition }) => partition !== 0).length
      await until(() => good.length === expected)
    })

    test('a group that never committed has no offset', async () => {
      await log.publish(topic, numbered(5))
      expect(await log.committed('nobody', topic)).toEqual(new Map())
    })

    test('a group goes on after its committed offset', async () => {
      await log.publish(topic, numbered(10, 1))
      const before = await collect('g')
      await until(() => before.length === 10)
      await Promise.all(subscriptions.splice(0).map((subscription) => subscription.stop()))
      const committed = await log.committed('g', topic)
      expect([...committed.values()].reduce((a, b) => a + b, 0)).toBe(10)
      await log.publish(topic, [{ key: 'k0', value: { n: 10 } }])
      const after = await collect('g')
      await until(() => after.length > 0)
      expect(after.map(numberOf)).toEqual([10])
    })

    test('a new group may start at the end', async () => {
      await log.publish(topic, numbered(10))
      const records = await collect('late', { from: 'end' })
      await log.publish(topic, [{ key: 'new', value: { n: 99 } }])
      await until(() => records.length > 0)
      expect(records.map(numberOf)).toEqual([99])
    })

    test('pauses, resumes, and tells its lag', async () => {
      const records: LogRecord[] = []
      const subscription = await subscribe('g', async (batch) => void records.push(...batch.records))
      await log.publish(topic, numbered(5))
      await until(() => records.length === 5)
      subscription.pause()
      await log.publish(topic, numbered(7))
      await until(async () => (await subscription.lag()) === 7)
      expect(records).toHaveLength(5)
      subscription.resume()
      await until(() => records.length === 12)
      await until(async () => (await subscription.lag()) === 0)
    })

    test('a topic with other partitions than the contract’s is reported', async () => {
      await expect(log.ensureTopics([{ ...topic, partitions: 5 }])).rejects.toMatchObject({ consequence: 'config' })
    })
  })
}
