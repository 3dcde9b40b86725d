import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readSettings } from '../../config/settings.js'
import { toDocument } from '../../pipelines/index/document.js'
import { removeNamespace } from '../../src/composition/remove-namespace.js'
import { Board } from '../../src/domain/board.js'
import { vacancyId } from '../../src/domain/ids.js'
import { topics } from '../../src/domain/topics.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import { startService } from '../../src/service.js'
import type { Service } from '../../src/service.js'
import { engines } from '../support/engines.js'
import { silentLogger } from '../support/quiet.js'
import { inventVacancy } from '../support/vacancies.js'
import { BOARDS, inventPosting } from '../support/verified-house.js'

const servers = engines('verify and replay')
const clock = systemClock()
const logger = silentLogger()

;(servers ? describe : describe.skip)('on Kafka and Elasticsearch', () => {
  const settings = readSettings({
    KAFKA_BROKERS: servers?.brokers,
    ELASTICSEARCH_NODE: servers?.node,
    NAMESPACE: `verify-${process.pid}`,
    ROLES: 'normalize,dedupe,index,api',
    PORT: '0',
  })
  const boards = BOARDS.map((id) => Board.parse({ id, platform: 'feed', name: id, url: `https://${id}.example` }))
  let service: Service

  beforeAll(async () => {
    service = await startService({ settings, boards, clock, logger })
    const postings = Array.from({ length: 20 }, (_, n) => inventPosting(n))
    await service.log.publish(
      topics.postings,
      postings.map((value) => ({ key: value.key, value })),
    )
  }, 240_000)
  afterAll(async () => {
    await service.stop()
    await removeNamespace({ settings, clock, logger })
  }, 120_000)

  /** The last line of some long work: its result, or its problem. */
  const long = async (path: string, body: object): Promise<unknown> => {
    const answer = await fetch(new URL(path, service.address), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return JSON.parse((await answer.text()).trim().split('\n').at(-1) ?? '')
  }

  test('verify waits for what is under way, finds what is lost and foreign in the index, and repairs it', async () => {
    expect(await long('/v1/verify', {})).toMatchObject({
      result: { differences: 0, checks: { index: { compared: 20, settled: true }, vacancies: { compared: 20 } } },
    })
    const lost = await service.index.get(vacancyId(inventPosting(0).key))
    const foreign = inventVacancy(0, { id: vacancyId('nowhere:1') })
    const seq = { partition: 0, offset: 0 }
    await service.index.write([
      { id: lost?.document.vacancy.id ?? '', version: lost?.version ?? 0, seq, document: null },
      { id: foreign.id, version: 2 ** 40, seq, document: toDocument(foreign) },
    ])
    const counts = { 'document-missing': 1, 'document-foreign': 1 }
    expect(await long('/v1/verify', { repair: true })).toMatchObject({
      result: { differences: 2, repaired: 2, checks: { index: { counts, repaired: counts } } },
    })
    expect(await long('/v1/verify', {})).toMatchObject({ result: { differences: 0 } })
    expect(await service.index.get(foreign.id)).toBeUndefined()
    expect(await service.index.get(lost?.document.vacancy.id ?? '')).toMatchObject({ version: lost?.version })
  }, 240_000)

  test('a dead letter is replayed to its stage alone, and never over a newer record', async () => {
    const letters = async () =>
      (await (await fetch(new URL('/v1/dead-letters?stage=dedupe', service.address))).json()) as {
        letters: { place: string; attempts: number }[]
      }
    await service.log.publish(topics.overrides, [{ key: 'a:1|b:2', value: { a: 'a:1' } }])
    const outstanding = async () => (await letters()).letters.filter(({ place }) => place.includes('overrides'))
    while ((await outstanding()).length === 0) await clock.wait(50)
    const [{ place: of } = { place: '' }] = await outstanding()
    expect(await long('/v1/dead-letters/replays', { of })).toEqual({
      result: { replayed: 1, passed: 0, failed: 1, superseded: 0, gone: 0 },
    })
    expect(await outstanding()).toMatchObject([{ place: of, attempts: 2 }])
    await service.log.publish(topics.overrides, [{ key: 'a:1|b:2', value: null }])
    expect(await long('/v1/dead-letters/replays', { of })).toMatchObject({ result: { replayed: 1, superseded: 1 } })
    expect(await outstanding()).toEqual([])
  }, 240_000)
})
