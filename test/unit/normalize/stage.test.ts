import { describe, expect, test } from '@jest/globals'
import { normalize } from '../../../pipelines/normalize/stage.js'
import { Board } from '../../../src/domain/board.js'
import type { Terms } from '../../../src/domain/board.js'
import { employerKey } from '../../../src/domain/employer-key.js'
import type { RawPosting } from '../../../src/domain/raw-posting.js'
import { removalKey } from '../../../src/domain/removal.js'
import { topics } from '../../../src/domain/topics.js'
import type { Log } from '../../../src/ports/log.js'
import type { Removals } from '../../../src/ports/removals.js'
import type { Message, Outcome, StageContext } from '../../../src/ports/stage.js'
import { rawPosting } from './raw.js'

const board = Board.parse({ id: 'demo', platform: 'greenhouse', name: 'Demo', url: 'https://demo.example' })
const context: StageContext = {
  signal: new AbortController().signal,
  heartbeat: async () => {},
  publish: async () => {},
}
const message = (value: unknown, partition = 0): Message => ({
  topic: topics.raw.name,
  source: topics.raw,
  partition,
  offset: 0,
  key: 'demo:1',
  value,
  text: null,
  headers: {},
  timestamp: 0,
})
const kinds = (outcomes: readonly Outcome[]): string[] =>
  outcomes.map((outcome) =>
    outcome.kind === 'drop' ? outcome.reason : outcome.kind === 'reject' ? outcome.code : outcome.kind,
  )
const removalsOf = (...keys: string[]): Removals => ({ current: async () => new Set(keys) })
/** A log that holds these raw postings. */
const rawLog = (raws: readonly RawPosting[]): Log =>
  ({
    async *read() {
      yield { topic: topics.raw.name, partition: 0, records: raws.map((raw) => message(raw)), end: raws.length }
    },
  }) as Partial<Log> as Log
const stage = (over: Partial<Parameters<typeof normalize>[0]> = {}) =>
  normalize({
    boards: (id) => (id === 'demo' ? board : undefined),
    baseCurrency: 'EUR',
    removals: removalsOf(),
    log: rawLog([]),
    ...over,
  })

describe('the normalize stage', () => {
  test('forwards a posting under its key', async () => {
    const [outcome] = await stage().transform([message(rawPosting())], context)
    expect(outcome).toMatchObject({
      kind: 'forward',
      topic: topics.postings,
      key: 'demo:1',
      value: { title: { clean: 'Engineer' } },
    })
  })

  test('drops what a crawler wrote under an older fence, but takes a replay, which is always late', async () => {
    const normalizing = stage()
    await normalizing.transform([message(rawPosting({}, { fence: 9 }))], context)
    const late = message(rawPosting({}, { fence: 8 }))
    expect(kinds(await normalizing.transform([late, { ...late, replayed: true }], context))).toEqual([
      'older-fence',
      'forward',
    ])
  })

  test('sends the terms of its board along with a posting', async () => {
    const terms: Terms = {
      redistribute: true,
      fullText: false,
      attribution: 'By Demo',
      link: 'follow',
      dailyRequests: 7,
      checked: '2026-05-01',
      source: 'https://demo.example/terms',
    }
    const [outcome] = await stage({ boards: () => ({ ...board, terms }) }).transform([message(rawPosting())], context)
    expect(outcome).toMatchObject({ value: { terms } })
  })

  test('drops an older fence of a domain within its partition', async () => {
    const outcomes = await stage().transform(
      [
        message(rawPosting({}, { fence: 5 })),
        message(rawPosting({}, { fence: 4 })),
        message(rawPosting({}, { fence: 4, domain: 'other.example' })),
        message(rawPosting({}, { fence: 4 }), 1),
        message(rawPosting({}, { fence: 5 })),
        message(rawPosting({}, { fence: 6 })),
      ],
      context,
    )
    expect(kinds(outcomes)).toEqual(['forward', 'older-fence', 'forward', 'forward', 'forward', 'forward'])
  })

  test('drops what no board stands for, and tombstones', async () => {
    const raws = [message(rawPosting({}, { board: 'gone', key: 'gone:1' })), message(null)]
    expect(kinds(await stage().transform(raws, context))).toEqual(['unknown-board', 'tombstone'])
  })

  test('rejects what can never pass and goes on', async () => {
    const outcomes = await stage().transform([message(rawPosting({ title: '!' })), message(rawPosting())], context)
    expect(kinds(outcomes)).toEqual(['no-title', 'forward'])
  })
})

describe('removals on request', () => {
  const byEmployer = removalKey({ kind: 'employer', key: employerKey('ООО «Ромашка»') })
  const byPage = removalKey({ kind: 'url', url: 'https://demo.example/1' })

  test.each([
    ['by the employer, however the board spells it', byEmployer, { employer: 'Ромашка, ООО' }],
    ['by the page, however the board writes its address', byPage, { url: 'http://www.demo.example/1/?utm_source=x' }],
    ['by the page to apply at', byPage, { url: 'https://demo.example/2', applyUrl: 'https://demo.example/1/apply' }],
  ])('%s, keep a posting out of the table', async (_, key, fields) => {
    const removed = stage({ removals: removalsOf(key) })
    const outcomes = await removed.transform([message(rawPosting(fields)), message(rawPosting())], context)
    expect(kinds(outcomes)).toEqual(['removed-on-request', key === byPage ? 'removed-on-request' : 'forward'])
  })

  test('concern postings that only their board names the employer of', async () => {
    const boards = () => ({ ...board, employer: 'Ромашка' })
    const outcomes = await stage({ boards, removals: removalsOf(byEmployer) }).transform(
      [message(rawPosting())],
      context,
    )
    expect(kinds(outcomes)).toEqual(['removed-on-request'])
  })

  const takenBack: Message = { ...message(null), source: topics.removals, topic: topics.removals.name, key: byEmployer }
  const raw = (id: number, employer: string, over: object = {}): RawPosting =>
    rawPosting({ employer, url: `https://demo.example/${id}` }, { key: `demo:${id}`, ...over })

  test('taken back, send what they kept away on its way, the newest of each posting', async () => {
    const log = rawLog([
      raw(1, 'Ромашка', { fence: 6, run: 'new' }),
      raw(1, 'Ромашка', { fence: 5, run: 'old' }),
      raw(2, 'Василёк'),
    ])
    const outcomes = await stage({ log }).transform([takenBack], context)
    expect(outcomes).toMatchObject([{ kind: 'forward', key: 'demo:1', value: { run: 'new' } }])
  })

  test('taken back, restore nothing that another removal keeps away', async () => {
    const log = rawLog([raw(1, 'Ромашка'), raw(3, 'Ромашка')])
    const outcomes = await stage({ log, removals: removalsOf(byPage) }).transform([takenBack], context)
    expect(kinds(outcomes)).toEqual(['removed-on-request', 'forward'])
  })
})
