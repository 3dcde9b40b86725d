import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { vacancyId } from '../../../src/domain/ids.js'
import { indexVersion } from '../../../src/domain/order.js'
import { topics } from '../../../src/domain/topics.js'
import type { LiveVacancy } from '../../../src/domain/vacancy.js'
import { lastOutcomes, verify } from '../../../src/operate/verify/verify.js'
import { EPOCH, foundIn, inventPosting, openVerifiedHouse } from '../../support/verified-house.js'
import type { VerifiedHouse } from '../../support/verified-house.js'

/** Postings 0–23 are an opening each; 24 and 25 are of one. */
const SINGLES = 24
const postings = [
  ...Array.from({ length: SINGLES }, (_, n) => inventPosting(n)),
  inventPosting(24),
  inventPosting(25, { text: 24 }),
]
const keyOf = (n: number): string => inventPosting(n).key
const idOf = (n: number): string => vacancyId(keyOf(n))

let house: VerifiedHouse
beforeEach(async () => {
  house = await openVerifiedHouse(postings)
})
afterEach(() => house.close())

const FOREIGN = vacancyId('nowhere:1')

const newestOf = async (id: string) => (await house.recordsOf(topics.vacancies)).filter(({ key }) => key === id).at(-1)

const shardOf = async (n: number) => {
  const [board = '', id = ''] = keyOf(n).split(':')
  const shards = await house.records.list<Record<string, object>>('ledger', { prefix: `${board}/` })
  const shard = shards.find(({ value }) => value[id])
  if (!shard) throw new RangeError(`no shard holds ${keyOf(n)}`)
  return { ...shard, source: id }
}

/** One way to damage what the house keeps of the n-th posting, and what verify is to say of it. */
interface Damage {
  readonly does: (n: number) => Promise<void>
  readonly found: (n: number) => string[]
}

const document = (n: number, change: (version: number) => { version?: number; kind?: 'merged' } | undefined) => {
  const entry = house.entries.get(idOf(n))
  const changed = entry && change(entry.version)
  if (entry && changed) house.entries.set(entry.id, { ...entry, ...changed })
  else house.entries.delete(idOf(n))
}

const DAMAGES: Readonly<Record<string, Damage>> = {
  'a lost document': {
    does: async (n) => document(n, () => undefined),
    found: (n) => [`document-missing ${idOf(n)}`],
  },
  'an older document': {
    does: async (n) => document(n, (version) => ({ version: version - 1 })),
    found: (n) => [`document-outdated ${idOf(n)}`],
  },
  'a document of another kind': {
    does: async (n) => document(n, () => ({ kind: 'merged' })),
    found: (n) => [`document-outdated ${idOf(n)}`],
  },
  'a document from nowhere': {
    async does(n) {
      const id = vacancyId(`nowhere:${n}`)
      const seq = { partition: 0, offset: 0 }
      house.entries.set(id, { id, seq, version: indexVersion(EPOCH, 0), kind: 'vacancy' })
    },
    found: (n) => [`document-foreign ${vacancyId(`nowhere:${n}`)}`],
  },
  'a posting that dedupe never saw': {
    // A key that no other posting has: with a digit more, the second would be the twentieth.
    does: (n) =>
      house.publish(topics.postings, `${keyOf(n)}-new`, { ...inventPosting(1000 + n), key: `${keyOf(n)}-new` }),
    found: (n) => [`posting-unheld ${keyOf(n)}-new`, `posting-without-ledger ${keyOf(n)}-new`],
  },
  'a newer posting that dedupe never saw': {
    async does(n) {
      const newer = inventPosting(n, { observedAt: '2026-11-24T08:30:00.000Z', contentHash: 'newer' })
      await house.publish(topics.postings, newer.key, newer)
    },
    found: (n) => [`posting-outdated ${keyOf(n)}`],
  },
  'a state that dedupe never saw': {
    async does(n) {
      const { key, board } = inventPosting(n)
      const at = '2026-11-24T08:30:00.000Z'
      const state = { key, board, state: 'missed', reason: 'absent-once', since: at, at, by: 'crawl', fence: 1 }
      await house.publish(topics.postingStates, key, state)
    },
    found: (n) => [`posting-outdated ${keyOf(n)}`],
  },
  'a purge that dedupe never saw': {
    does: (n) => house.publish(topics.postings, keyOf(n), null),
    found: (n) => [`posting-unknown ${keyOf(n)}`, `ledger-without-posting ${keyOf(n)}`],
  },
  'a removal that dedupe never saw': {
    async does(n) {
      const { url } = inventPosting(n)
      const removal = { target: { kind: 'url', url }, at: '2026-11-24T08:30:00.000Z', by: 'op' }
      await house.publish(topics.removals, `page:${url.replace('https://', '')}`, removal)
    },
    found: (n) => [`posting-removed ${keyOf(n)}`],
  },
  'a lost ledger entry': {
    async does(n) {
      const { id, value, source } = await shardOf(n)
      await house.records.put('ledger', id, { ...value, [source]: undefined })
    },
    found: (n) => [`posting-without-ledger ${keyOf(n)}`],
  },
  'a ledger entry that is closed': {
    async does(n) {
      const { id, value, source } = await shardOf(n)
      await house.records.put('ledger', id, { ...value, [source]: { ...value[source], state: 'closed' } })
    },
    found: (n) => [`ledger-closed ${keyOf(n)}`],
  },
  'a ledger entry of nothing': {
    async does(n) {
      const { id, value, source } = await shardOf(n)
      await house.records.put('ledger', id, { ...value, [`${source}-gone`]: value[source] })
    },
    found: (n) => [`ledger-without-posting ${keyOf(n)}-gone`],
  },
}

/** All that anybody can do: repair, then what the next start of dedupe, its index stage and visit bring by themselves. */
const heal = async (): Promise<void> => {
  await house.verify({ repair: true })
  await house.restartDedupe()
  await house.indexAll()
  await house.visitBoards()
}

describe('verify', () => {
  test('finds nothing where nothing is wrong, and says what it compared', async () => {
    const { differences, checks } = await house.verify()
    expect(differences).toBe(0)
    expect(checks).toMatchObject({
      index: { compared: 25, settled: true },
      vacancies: { compared: 26 },
      ledger: { compared: 26 },
    })
  })

  test('finds exactly what was damaged, and repair with the next starts heals it', async () => {
    const names = fc.constantFrom(...Object.keys(DAMAGES))
    // Five examples a kind are told: so many places are damaged, each in one way.
    const places = fc.uniqueArray(fc.nat({ max: SINGLES - 1 }), { minLength: 1, maxLength: 5 })
    const damages = places.chain((some) => fc.tuple(...some.map((n) => fc.tuple(fc.constant(n), names))))
    await fc.assert(
      fc.asyncProperty(damages, async (some) => {
        await house.close()
        house = await openVerifiedHouse(postings)
        for (const [n, name] of some) await DAMAGES[name]?.does(n)
        const expected = some.flatMap(([n, name]) => DAMAGES[name]?.found(n) ?? []).sort()
        expect(foundIn(await house.verify())).toEqual(expected)
        await heal()
        expect(foundIn(await house.verify())).toEqual([])
      }),
      { numRuns: 25, examples: Object.keys(DAMAGES).map((name, n) => [[[n, name] as [number, string]]]) as never },
    )
  }, 120_000)

  test('a foreign document is purged so that a later record of its id is taken', async () => {
    const seq = { partition: 0, offset: 0 }
    house.entries.set(FOREIGN, { id: FOREIGN, seq, version: indexVersion(EPOCH, 0), kind: 'vacancy' })
    expect(await house.verify({ repair: true })).toMatchObject({ differences: 1, repaired: 1 })
    expect(house.entries.has(FOREIGN)).toBe(false)
    const [place] = await house.log.publish(topics.vacancies, [
      { key: FOREIGN, value: { ...((await newestOf(idOf(0)))?.value as LiveVacancy), id: FOREIGN } },
    ])
    await house.indexAll()
    expect(house.entries.get(FOREIGN)).toMatchObject({ seq: place })
  })

  test('a document of a vacancy with a tombstone is purged', async () => {
    const entry = house.entries.get(idOf(0))
    await house.publish(topics.vacancies, idOf(0), null)
    if (entry) house.entries.set(entry.id, entry)
    const { checks } = await house.verify({ repair: true, checks: ['index'] })
    expect(checks.index).toMatchObject({ counts: { 'document-foreign': 1 }, repaired: { 'document-foreign': 1 } })
    expect(house.entries.has(idOf(0))).toBe(false)
  })

  test('a document newer than any record is told and left: no write of the topic could ever overrule it', async () => {
    document(3, (version) => ({ version: version + 1000 }))
    const { checks } = await house.verify({ repair: true, checks: ['index'] })
    expect(checks.index).toMatchObject({ counts: { 'document-ahead': 1 }, repaired: {} })
  })

  test('a forward to a vacancy that is lost, and one that two vacancies hold', async () => {
    const forwards = (await house.recordsOf(topics.vacancies)).filter(
      ({ value }) => (value as { kind: string } | null)?.kind === 'merged',
    )
    expect(forwards).toEqual([])
    // The two of one opening were once two.
    await house.publish(topics.vacancies, idOf(25), {
      kind: 'merged',
      id: idOf(25),
      mergedInto: idOf(24),
      updatedAt: '2026-11-24T08:00:00.000Z',
      owner: 1,
      rulesVersion: 1,
    })
    await house.indexAll()
    expect((await house.verify()).differences).toBe(0)
    const both = await newestOf(idOf(24))
    await house.publish(topics.vacancies, idOf(24), null)
    await house.publish(topics.vacancies, FOREIGN, { ...(both?.value as LiveVacancy), id: FOREIGN })
    await house.publish(topics.vacancies, vacancyId('nowhere:2'), both?.value)
    await house.indexAll()
    expect(foundIn(await house.verify())).toEqual([
      `forward-to-nowhere ${idOf(25)}`,
      `posting-doubled ${keyOf(24)}`,
      `posting-doubled ${keyOf(25)}`,
    ])
    await heal()
    expect((await house.verify()).differences).toBe(0)
  })

  test('work under way is no difference: what looks different a moment later is not told', async () => {
    document(1, () => undefined)
    document(2, () => undefined)
    const entry = house.entries.get(idOf(5))
    document(5, (version) => ({ version: version - 1 }))
    let looks = 0
    const { checks } = await house.verify({ checks: ['index'] }, ({ step }) => {
      // After the first look the index takes what it was about to.
      if (step !== 'index' || ++looks !== 1 || !entry) return
      house.entries.set(entry.id, entry)
    })
    expect(checks.index?.counts).toEqual({ 'document-missing': 2 })
  })

  test('a run that is not over is not asked for in the ledger', async () => {
    const fresh = { ...inventPosting(40), observedAt: '2026-11-24T10:00:00.000Z' }
    await house.publish(topics.postings, fresh.key, fresh)
    await house.restartDedupe()
    await house.indexAll()
    expect((await house.verify()).differences).toBe(0)
  })

  test('a posting that waits in the dead letters is not asked for in the table', async () => {
    const { id, value, source } = await shardOf(0)
    await house.records.put('ledger', id, { ...value, 'no-title': value[source] })
    expect(foundIn(await house.verify())).toEqual(['ledger-without-posting north:no-title'])
    await house.publish(topics.deadLetters, 'jobdata.raw.v1/0/0', {
      stage: 'normalize',
      code: 'no-title',
      message: 'no title',
      origin: { topic: topics.raw.name, partition: 0, offset: 0, key: 'north:no-title' },
      value: null,
      at: '2026-11-24T08:00:00.000Z',
      attempts: 1,
    })
    expect((await house.verify()).differences).toBe(0)
  })

  test('a stopped one goes on with the checks that it did not come to; what is left of each is kept', async () => {
    document(1, () => undefined)
    const stop = new AbortController()
    const work = verify({ repair: true, resume: false }, house.options(stop.signal))
    let seen = ''
    const stopped = (async () => {
      for await (const { step } of work) {
        seen = step
        if (step === 'postings') stop.abort()
      }
    })()
    await expect(stopped).rejects.toThrow()
    expect(seen).toBe('postings')
    expect(await lastOutcomes(house.records)).toMatchObject({ index: { counts: { 'document-missing': 0 } } })
    expect(Object.keys((await house.verify({ resume: true })).checks)).toEqual(['vacancies', 'ledger'])
    expect(Object.keys((await house.verify({ resume: true })).checks)).toEqual([])
    expect(Object.keys(await lastOutcomes(house.records))).toEqual(['index', 'vacancies', 'ledger'])
  })
})
