import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { closingOf } from '../../../crawlers/closing.js'
import type { Closing, Sight } from '../../../crawlers/closing.js'
import type { LedgerEntry } from '../../../src/domain/lease.js'

const HOUR = 3_600_000
const NOW = Date.parse('2026-11-24T00:00:00.000Z')
const iso = (ms: number): string => new Date(ms).toISOString()

const entry = (state: LedgerEntry['state'], missedHoursAgo?: number): LedgerEntry => ({
  contentHash: 'h',
  readerVersion: 1,
  firstSeenAt: iso(NOW - 1000 * HOUR),
  readAt: iso(NOW - HOUR),
  state,
  ...(missedHoursAgo !== undefined && { missedAt: iso(NOW - missedHoursAgo * HOUR) }),
})

const sight = (more: Partial<Sight> = {}): Sight => ({
  list: 'whole',
  complete: true,
  now: NOW,
  seen: new Set(),
  gone: new Set(),
  removed: new Set(),
  fresh: 0,
  startedAt: NOW,
  ...more,
})

const board = (count: number, state: LedgerEntry['state'] = 'open'): Map<string, LedgerEntry> =>
  new Map([...Array(count).keys()].map((n) => [`id${n}`, entry(state)]))

const said = ({ changes }: Closing): string[] => changes.map(({ id, state, reason }) => `${id} ${state} ${reason}`)

describe('gone means gone', () => {
  const one = (state: LedgerEntry['state'], hours?: number) => new Map([['a', entry(state, hours)]])
  test.each<[string, Map<string, LedgerEntry>, Partial<Sight>, string[]]>([
    ['absent once', one('open'), {}, ['a missed absent-once']],
    ['absent again after 47 h', one('missed', 47), {}, []],
    ['absent again after 48 h', one('missed', 48), {}, ['a closed absent']],
    ['absent from an incomplete run', one('missed', 100), { complete: false }, []],
    ['absent from a window', one('open'), { list: 'window' }, []],
    ['absent from a stream', one('open'), { list: 'stream' }, []],
    ['its page is gone', one('open'), { gone: new Set(['a']), seen: new Set(['a']) }, ['a closed page-gone']],
    [
      'its page is gone, in an incomplete run',
      one('open'),
      { gone: new Set(['a']), complete: false },
      ['a closed page-gone'],
    ],
    ['its page is gone, in a window', one('missed'), { gone: new Set(['a']), list: 'window' }, ['a closed page-gone']],
    ['the source says removed', one('open'), { removed: new Set(['a']) }, ['a closed removed-by-source']],
    ['seen again when missed', one('missed', 5), { seen: new Set(['a']) }, ['a open reappeared']],
    ['seen again when closed', one('closed'), { seen: new Set(['a']) }, ['a open reappeared']],
    ['seen as before', one('open'), { seen: new Set(['a']) }, []],
    ['closed and absent', one('closed'), {}, []],
    ['closed and gone', one('closed'), { gone: new Set(['a']) }, []],
  ])('%s', (_, entries, what, expected) => {
    expect(said(closingOf(entries, sight(what), undefined))).toEqual(expected)
  })
})

describe('a sweep', () => {
  const seenBut = (entries: Map<string, LedgerEntry>, absent: number): Set<string> =>
    new Set([...entries.keys()].slice(absent))

  test('of 10 on a small board is believed, of 11 held', () => {
    const entries = board(20)
    expect(closingOf(entries, sight({ seen: seenBut(entries, 10) }), undefined).hold).toBeUndefined()
    expect(closingOf(entries, sight({ seen: seenBut(entries, 11) }), undefined)).toMatchObject({
      changes: [],
      hold: { reason: 'sweep', runs: 1 },
    })
  })

  test('of 30 % on a large board is believed, of more held', () => {
    const entries = board(100)
    expect(closingOf(entries, sight({ seen: seenBut(entries, 30) }), undefined).hold).toBeUndefined()
    expect(closingOf(entries, sight({ seen: seenBut(entries, 31) }), undefined).hold).toBeDefined()
  })

  test('closes when three complete runs over 72 h agree, and only what all of them missed', () => {
    const entries = board(20)
    const first = closingOf(entries, sight({ now: NOW }), undefined)
    const second = closingOf(entries, sight({ now: NOW + 40 * HOUR, seen: new Set(['id0', 'id1']) }), first.hold)
    expect(second.hold?.keys).toHaveLength(18)
    const early = closingOf(entries, sight({ now: NOW + 71 * HOUR }), second.hold)
    expect(early.changes.filter(({ state }) => state === 'closed')).toEqual([])
    const third = closingOf(entries, sight({ now: NOW + 72 * HOUR }), second.hold)
    expect(third.changes.filter(({ state }) => state === 'closed')).toHaveLength(18)
    expect(third.hold).toBeUndefined()
  })

  test('is forgotten when the postings come back', () => {
    const entries = board(20)
    const first = closingOf(entries, sight(), undefined)
    const back = closingOf(entries, sight({ now: NOW + HOUR, seen: new Set(entries.keys()) }), first.hold)
    expect(back).toEqual({ changes: [], hold: undefined })
  })

  test('with as many new ids is a re-key', () => {
    const entries = board(100)
    const fresh = new Set([...Array(15).keys()].map((n) => `new${n}`))
    const seen = new Set([...[...entries.keys()].slice(15), ...fresh])
    expect(closingOf(entries, sight({ seen, fresh: fresh.size }), undefined).hold).toMatchObject({ reason: 're-key' })
  })
})

test('an incomplete run closes nothing that it was not told, whatever it saw', () => {
  const states = fc.constantFrom<LedgerEntry['state']>('open', 'missed', 'closed')
  const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 30 })
  fc.assert(
    fc.property(
      ids,
      fc.array(states, { minLength: 30, maxLength: 30 }),
      fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
      (keys, kinds, shown) => {
        const entries = new Map(keys.map((key, n) => [key, entry(kinds[n] ?? 'open', 100)]))
        const seen = new Set(keys.filter((_, n) => shown[n]))
        const { changes } = closingOf(entries, sight({ complete: false, seen }), undefined)
        expect(changes.every(({ state }) => state === 'open')).toBe(true)
      },
    ),
  )
})
