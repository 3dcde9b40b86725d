import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Kafka, logLevel } from 'kafkajs'
import type { Vacancy } from '../../src/domain/vacancy.js'
import { engines } from '../support/engines.js'
import { startTextAnalysis } from '../support/text-analysis.js'
import type { TextAnalysis } from '../support/text-analysis.js'
import { inventVacancy, special } from '../support/vacancies.js'

const servers = engines('textAnalysis, played')
const TOPIC = `text-analysis-${process.pid}.jobdata.vacancies.v1`
const PARTITIONS = 6
/** Messages that are well below a megabyte together. */
const CHUNK = 200
const MOST_MS = 120_000

/** A record as dedupe publishes it; `null` is a tombstone. */
type Spoken = readonly [id: string, vacancy: object | null]

const said = (vacancy: Vacancy, more: object = {}): Spoken => [vacancy.id, { ...vacancy, ...more }]

const openOnes = (count: number, first = 0): Spoken[] =>
  Array.from({ length: count }, (_, n) => said(inventVacancy(first + n)))

;(servers ? describe : describe.skip)('textAnalysis, played', () => {
  const brokers = servers?.brokers ?? ''
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  let producer = kafka.producer()
  let folder = ''
  let topic = ''
  let tests = 0
  const started: TextAnalysis[] = []

  beforeAll(() => admin.connect())
  afterAll(() => admin.disconnect())

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'text-analysis-'))
    topic = `${TOPIC}.${++tests}`
    await admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1 }],
    })
    producer = kafka.producer()
    await producer.connect()
  })
  afterEach(async () => {
    for (const one of started.splice(0)) await one.kill()
    await producer.disconnect()
    await admin.deleteTopics({ topics: [topic] })
    await rm(folder, { recursive: true })
  })

  const start = (): TextAnalysis => {
    const one = startTextAnalysis({ brokers, topic, group: topic, folder, admin })
    started.push(one)
    return one
  }
  const speak = async (records: readonly Spoken[]): Promise<void> => {
    const messages = records.map(([key, vacancy]) => ({ key, value: vacancy && JSON.stringify(vacancy) }))
    for (let at = 0; at < messages.length; at += CHUNK) {
      await producer.send({ topic, messages: messages.slice(at, at + CHUNK) })
    }
  }
  const known = async (one: TextAnalysis): Promise<string[]> => [...(await one.texts()).keys()].sort()
  const ids = (records: readonly Spoken[]): string[] => records.map(([id]) => id).sort()

  test(
    'reads from the start, keeps what is open or unverified, forgets what is closed, merged, removed or gone',
    async () => {
      const stay = [...openOnes(20), said(special.unverified)]
      const go = openOnes(4, 30)
      await speak([...stay, ...go])
      await speak([said(special.closed), said(special.merged), said(special.removed)])
      const one = start()
      await one.caughtUp()
      expect(await known(one)).toEqual(ids([...stay, ...go]))

      const [closed, merged, removed, purged] = ids(go) as [string, string, string, string]
      await speak([
        [closed, { ...special.closed, id: closed }],
        [merged, { ...special.merged, id: merged }],
        [removed, { ...special.removed, id: removed }],
        [purged, null],
      ])
      await one.caughtUp()
      expect(await known(one)).toEqual(ids(stay))
      expect(await one.stop()).toEqual({ analysed: 25, skipped: 0, forgotten: 7, invalid: 0 })
    },
    MOST_MS,
  )

  test(
    'analyses a text once, however often its vacancy is said anew, and again when the text changes',
    async () => {
      const vacancy = inventVacancy(1)
      const one = start()
      await speak([said(vacancy), said(vacancy, { changed: ['postings'], contentHash: 'other' })])
      await one.caughtUp()
      await speak([
        said(vacancy, { textHash: 'new', description: { html: '', text: 'three new words', status: 'full' } }),
      ])
      await one.caughtUp()
      expect((await one.texts()).get(vacancy.id)).toEqual({ textHash: 'new', words: 3 })
      expect(await one.stop()).toEqual({ analysed: 2, skipped: 1, forgotten: 0, invalid: 0 })
    },
    MOST_MS,
  )

  test(
    'bears what the contract may add, and names what is against it',
    async () => {
      const [first, second, third] = openOnes(3) as [Spoken, Spoken, Spoken]
      const one = start()
      await speak([
        [first[0], { ...first[1], seniority: 'apprentice', mood: { colour: 'green' } }],
        [second[0], { ...second[1], kind: 'paused' }],
        [third[0], { ...third[1], title: 17 }],
      ])
      await one.caughtUp()
      expect(await known(one)).toEqual([first[0]])
      expect(await one.stop()).toEqual({ analysed: 1, skipped: 0, forgotten: 1, invalid: 1 })
    },
    MOST_MS,
  )

  test(
    'goes on after a kill where it committed, and ends with the same',
    async () => {
      await speak(openOnes(40))
      const first = start()
      await first.caughtUp()
      await first.kill()
      const closing = openOnes(10).map(([id]): Spoken => [id, { ...special.closed, id }])
      await speak([...closing, ...openOnes(5, 50)])
      const second = start()
      await second.caughtUp()
      expect(await known(second)).toEqual(ids([...openOnes(30, 10), ...openOnes(5, 50)]))
      expect(await second.stop()).toEqual({ analysed: 5, skipped: 0, forgotten: 10, invalid: 0 })
    },
    MOST_MS,
  )

  test(
    'a kill in the middle loses nothing and keeps nothing that closed',
    async () => {
      const stream = Array.from({ length: 2000 }, (_, n): Spoken => {
        const [id, vacancy] = said(inventVacancy(n % 500))
        return n % 7 === 0 ? [id, { ...special.closed, id }] : [id, { ...vacancy, textHash: `text ${n}` }]
      })
      await speak(stream)
      const first = start()
      while ((await first.texts()).size === 0) await new Promise(setImmediate)
      await first.kill()
      const second = start()
      await second.caughtUp()
      const last = new Map(stream)
      expect(await known(second)).toEqual(
        [...last].flatMap(([id, one]) => (one && 'closedAt' in one ? [] : [id])).sort(),
      )
    },
    MOST_MS,
  )
})
