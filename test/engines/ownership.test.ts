import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { setTimeout as delay } from 'node:timers/promises'
import { readSettings } from '../../config/settings.js'
import { removeNamespace } from '../../src/composition/remove-namespace.js'
import { instant } from '../../src/domain/common.js'
import { vacancyId } from '../../src/domain/ids.js'
import { Posting } from '../../src/domain/posting.js'
import type { PostingState } from '../../src/domain/posting-state.js'
import { allTopics, topics } from '../../src/domain/topics.js'
import type { Topic } from '../../src/domain/topics.js'
import type { LiveVacancy, Vacancy } from '../../src/domain/vacancy.js'
import { openKafkaLog } from '../../src/edges/kafka/log.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import type { Log } from '../../src/ports/log.js'
import { OWNER_HEADER } from '../../src/ports/stage.js'
import { engines } from '../support/engines.js'
import { silentLogger } from '../support/quiet.js'
import { startProcess } from '../support/service-process.js'
import type { ServiceProcess } from '../support/service-process.js'
import { until } from '../support/until.js'

const servers = engines('dedupe’s ownership')
const suite = servers ? describe : describe.skip
const namespace = `owner-${process.pid}`
const clock = systemClock()
const logger = silentLogger()
const LEASE_SECONDS = 6
/** How long an owner stands still, beyond its heir's beginning; more by hand: `PAUSE_SECONDS=90`. */
const PAUSE_MS = Number(process.env['PAUSE_SECONDS'] ?? 0) * 1000
const NOW = clock.now()

const posting = (n: number, version: number): Posting =>
  Posting.parse({
    key: `board:${n}`,
    board: 'board',
    platform: 'feed',
    run: 'r',
    fence: 1,
    observedAt: instant(NOW + version),
    firstSeenAt: instant(NOW),
    bootstrap: false,
    readerVersion: 1,
    rulesVersion: 1,
    title: { raw: 'x', clean: `Welder ${n}, version ${version}`, folded: `welder ${n}`, seniority: 'unknown' },
    employer: { raw: 'Acme', name: 'Acme', key: 'acme' },
    url: `https://board.example/${n}`,
    offers: [{ places: [], workMode: 'unknown', remoteCountries: [], employmentTypes: [] }],
    skills: [],
    description: { html: `text ${n}`, text: `text ${n}`, status: 'full' },
    textHash: `t${n}`,
    sketch: [],
    contentHash: `${n}-${version}`,
    terms: {},
    rank: 1,
  })

let log: Log
let members: ServiceProcess[] = []

const enter = (): ServiceProcess => {
  const member = startProcess({ ROLES: 'dedupe', NAMESPACE: namespace, LEASE_SECONDS: String(LEASE_SECONDS) })
  members.push(member)
  return member
}

const isOwner = async (member: ServiceProcess): Promise<boolean> =>
  (await member.metric('jobdata_stage_owned{stage="dedupe"}')) === 1

/** The newest record of each key. */
const newest = async <T>(topic: Topic): Promise<Map<string, T | null>> => {
  const last = new Map<string, T | null>()
  for await (const { records } of log.read(topic))
    for (const { key, value } of records) last.set(key ?? '', value as T | null)
  return last
}

const live = async (): Promise<LiveVacancy[]> =>
  [...(await newest<Vacancy>(topics.vacancies)).values()].flatMap((vacancy) =>
    vacancy?.kind === 'vacancy' ? [vacancy] : [],
  )

/** What the topic says of all postings: key, title and state, one line each. */
const told = async (): Promise<string[]> =>
  (await live()).flatMap(({ title, state, postings }) => postings.map(({ key }) => `${key} ${title} ${state}`)).sort()

const expected = (versions: ReadonlyMap<number, number>): string[] =>
  [...versions].map(([n, version]) => `board:${n} Welder ${n}, version ${version} open`).sort()

const isAsExpected = async (versions: ReadonlyMap<number, number>): Promise<boolean> =>
  JSON.stringify(await told()) === JSON.stringify(expected(versions))

/** Postings that come in without a pause: new ones and newer versions of old ones. */
const startLoad = (versions: Map<number, number>) => {
  const ending = new AbortController()
  const work = (async () => {
    for (let round = versions.size; !ending.signal.aborted; round++) {
      const some = [...Array(10).keys()].map((at) => (round * 7 + at * 13) % (50 + round))
      for (const n of some) versions.set(n, (versions.get(n) ?? 0) + 1)
      const records = some.map((n) => posting(n, versions.get(n) ?? 0))
      await log.publish(
        topics.postings,
        records.map((value) => ({ key: value.key, value })),
      )
      await delay(50)
    }
  })()
  return async (): Promise<void> => {
    ending.abort()
    await work
  }
}

suite('dedupe in two processes', () => {
  beforeAll(async () => {
    log = await openKafkaLog({
      brokers: servers?.brokers.split(',') ?? [],
      clientId: 'ownership',
      replication: 1,
      namespace,
      clock,
      logger,
    })
    await log.ensureTopics(allTopics)
  })
  afterAll(async () => {
    for (const member of members) await member.end()
    members = []
    await log.close()
    const settings = readSettings({
      KAFKA_BROKERS: servers?.brokers,
      ELASTICSEARCH_NODE: servers?.node,
      NAMESPACE: namespace,
    })
    await removeNamespace({ settings, clock, logger })
  }, 60_000)

  const versions = new Map<number, number>()

  test('an owner paused under load is replaced, and overruled when it goes on', async () => {
    const [old, heir] = [enter(), enter()]
    await until(async () => (await isOwner(old)) || (await isOwner(heir)))
    const [owner, standby] = (await isOwner(old)) ? [old, heir] : [heir, old]
    const endLoad = startLoad(versions)
    await until(async () => (await live()).length > 20)
    owner.signal('SIGSTOP')
    await until(() => isOwner(standby))
    await delay(PAUSE_MS)
    owner.signal('SIGCONT')
    await until(async () => (await owner.metric('jobdata_stage_owned{stage="dedupe"}')) === 0)
    await endLoad()
    await until(() => isAsExpected(versions))

    const stale = {
      ...(await newest<Vacancy>(topics.vacancies)).get(vacancyId('board:1')),
      title: 'Welder of before',
      contentHash: 'x',
      owner: 1,
    }
    const headers = { [OWNER_HEADER]: '1' }
    const at = instant(NOW + 3_600_000)
    const closed = {
      key: 'board:2',
      board: 'board',
      state: 'closed',
      reason: 'expired',
      since: at,
      at,
      by: 'tick',
      fence: 1,
    }
    await log.publish(topics.vacancies, [{ key: vacancyId('board:1'), value: stale, headers }])
    await log.publish(topics.vacancies, [{ key: vacancyId('board:3'), value: null, headers }])
    await log.publish(topics.postingStates, [{ key: 'board:2', value: closed, headers }])
    await log.publish(topics.postings, [{ key: 'board:4', value: null, headers }])
    await until(async () => (await newest<Posting>(topics.postings)).get('board:4') !== null)
    await until(async () => (await newest<PostingState>(topics.postingStates)).get('board:2')?.state === 'open')
    await until(() => isAsExpected(versions))
    expect((await newest<Vacancy>(topics.vacancies)).get(vacancyId('board:1'))).toMatchObject({ owner: 2 })
  }, 300_000)

  test('an owner killed under load is replaced: nothing is lost and nothing doubled', async () => {
    const endLoad = startLoad(versions)
    const [a, b] = members
    if (!a || !b) throw new Error('the members are those of the test before')
    const [owner, standby] = (await isOwner(a)) ? [a, b] : [b, a]
    const before = (await log.ends(topics.vacancies)).reduce((sum, { end }) => sum + end, 0)
    await until(async () => (await log.ends(topics.vacancies)).reduce((sum, { end }) => sum + end, 0) > before)
    owner.signal('SIGKILL')
    await until(() => isOwner(standby))
    await endLoad()
    await until(() => isAsExpected(versions))
    expect((await live()).length).toBe(versions.size)
  }, 300_000)
})
