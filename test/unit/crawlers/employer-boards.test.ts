import { describe, expect, test } from '@jest/globals'
import type { Page, PageRequest, Platform } from '../../../crawlers/board.js'
import type { Ledger } from '../../../crawlers/ledger.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'
import { openWalk } from '../../../crawlers/walk.js'
import type { WalkInProgress } from '../../../crawlers/walk.js'
import { Board } from '../../../src/domain/board.js'

const platforms = await loadPlatforms()

const platformOf = (id: string): Platform => {
  const platform = platforms.get(id)
  if (platform === undefined) throw new Error(`no platform ${id}`)
  return platform
}

const boardOf = (platform: string, url: string): Board =>
  Board.parse({ id: 'kelp', platform, name: 'Kelp Wharf', url, employer: 'Kelp Wharf' })

/** A board never seen before. */
const freshLedger = (): Ledger => ({
  head: { board: 'kelp', bootstrapped: false, everyMinutes: 60, failures: 0, size: 0, validators: {}, history: [] },
  entry: () => undefined,
  set: () => undefined,
  size: () => 0,
  entries: () => new Map(),
  save: async () => undefined,
})

type Server = (url: URL) => unknown

/** Most pages that any of these walks may ask for: more of them do not end. */
const MOST_PAGES = 50

const pageOf = (request: PageRequest, server: Server): Page => ({
  ...{ request, url: request.url, status: 200, contentType: 'application/json', fetchedAt: 0 },
  body: JSON.stringify(server(new URL(request.url))),
})

/** Walks a board over a server in memory; each page is asked for once. */
const walked = (id: string, url: string, server: Server): { walk: WalkInProgress; asked: string[] } => {
  const platform = platformOf(id)
  const walk = openWalk({ board: boardOf(id, url), platform, ledger: freshLedger(), now: 0, removals: new Set() })
  const queue = [...walk.start()]
  const asked: string[] = []
  for (let page = queue.shift(); page !== undefined && asked.length < MOST_PAGES; page = queue.shift()) {
    asked.push(page.url)
    queue.push(...walk.read(pageOf(page, server)).filter((next) => !asked.includes(next.url)))
  }
  return { walk, asked }
}

const numbered = (count: number): number[] => [...Array(count).keys()]

describe('a Lever site of 230 postings', () => {
  const url = 'https://api.lever.co/v0/postings/kelp'
  const all = numbered(230).map((n) => ({
    ...{ id: `p${n}`, text: `Boat Mender ${n}`, categories: { location: 'Porto' } },
    hostedUrl: `https://jobs.lever.co/kelp/p${n}`,
  }))
  const from = (address: URL, most: number): unknown[] => {
    const skip = Number(address.searchParams.get('skip'))
    return all.slice(skip, skip + Math.min(most, Number(address.searchParams.get('limit'))))
  }

  test.each([
    ['whose pages are full', 100, 4],
    ['whose pages are shorter than asked for', 70, 5],
  ])('%s is read to its end', (_, most, requests) => {
    const { walk, asked } = walked('lever', url, (address) => from(address, most))
    expect([walk.walk.seen.size, asked.length, walk.verdict()]).toEqual([230, requests, undefined])
  })

  test('is read once by a server that knows no paging', () => {
    const { walk, asked } = walked('lever', url, () => all)
    expect([walk.walk.seen.size, asked.length, walk.verdict()]).toEqual([230, 1, undefined])
  })

  test('is not asked for without end by a server that gives the same page for ever', () => {
    const { walk, asked } = walked('lever', url, () => all.slice(0, 30))
    expect([walk.walk.seen.size, asked.length]).toEqual([30, 2])
  })

  test('that vanished is no empty list', () => {
    const { walk } = walked('lever', url, () => ({ ok: false, error: 'Document not found' }))
    expect(walk.verdict()).toBe('unreadable')
  })

  test('that is emptied is a complete list', () => {
    const { walk } = walked('lever', url, () => [])
    expect(walk.verdict()).toBeUndefined()
  })

  test('of which nothing can be read is not complete, though its list ends', () => {
    const { walk } = walked('lever', url, (address) => (address.searchParams.get('skip') === '0' ? [{ id: 'p1' }] : []))
    expect(walk.verdict()).toBe('unreadable')
  })
})

describe('a SmartRecruiters company of 130 postings', () => {
  const url = 'https://api.smartrecruiters.com/v1/companies/Kelp/postings'
  const all = numbered(130).map((n) => ({
    ...{ id: String(7000 + n), name: `Boat Mender ${n}`, releasedDate: '2026-10-05T06:07:08.000Z' },
    company: { identifier: 'Kelp', name: 'Kelp Wharf' },
  }))
  const answer = (address: URL, most: number): unknown => {
    const one = all.find(({ id }) => address.pathname.endsWith(`/postings/${id}`))
    const offset = Number(address.searchParams.get('offset'))
    return one === undefined
      ? { totalFound: all.length, content: all.slice(offset, offset + most) }
      : { ...one, jobAd: { sections: {} } }
  }
  /** Without the postings' own pages. */
  const lists = (asked: readonly string[]): string[] => asked.filter((address) => address.includes('offset='))

  test('is listed to its end', () => {
    const { walk, asked } = walked('smartrecruiters', url, (address) => answer(address, 90))
    expect([walk.walk.seen.size, lists(asked).length, walk.verdict()]).toEqual([130, 2, undefined])
  })

  test('that shows less than it says is truncated', () => {
    const { walk } = walked('smartrecruiters', url, (address) =>
      address.searchParams.get('offset') === '0' ? answer(address, 90) : { totalFound: 130, content: [] },
    )
    expect(walk.verdict()).toBe('truncated')
  })

  test('that is emptied or vanished closes nothing: nobody can tell', () => {
    const { walk } = walked('smartrecruiters', url, () => ({ totalFound: 0, content: [] }))
    expect(walk.verdict()).toBe('unreadable')
    expect(walk.walk.signals).toMatchObject([{ code: 'empty-or-gone' }])
  })
})

describe('pay on an Ashby board', () => {
  const salaryOf = (compensation: object) => {
    const job = { id: 'a', title: 'Moss Keeper', jobUrl: 'https://jobs.ashbyhq.com/kelp/a', compensation }
    const { walk } = walked('ashby', 'https://jobs.ashbyhq.com/kelp', () => ({ jobs: [job] }))
    return walk.walk.found[0]?.posting.fields.salary
  }

  test.each([
    ['equity', { compensationTierSummary: 'Offers Equity' }],
    ['a share', { compensationTierSummary: '0.1% – 0.3% • Offers Equity' }],
    ['a bonus', { summaryComponents: [{ compensationType: 'Bonus', minValue: 1000, maxValue: 2000 }] }],
    ['hidden pay', { compensationTierSummary: null, summaryComponents: [], compensationTiers: [] }],
  ])('%s is no salary', (_, compensation) => expect(salaryOf(compensation)).toBeUndefined())

  test('told in words only stays words', () =>
    expect(salaryOf({ compensationTierSummary: '0.1% • £300 per day • $5K bonus' })).toEqual({ text: '£300 per day' }))
})

describe('a mode of work that no flag says', () => {
  const ashby = (fields: object) => {
    const job = { id: 'a', title: 'Moss Keeper', jobUrl: 'https://jobs.ashbyhq.com/kelp/a', ...fields }
    const { walk } = walked('ashby', 'https://jobs.ashbyhq.com/kelp', () => ({ jobs: [job] }))
    return walk.walk.found[0]?.posting.fields.workMode
  }
  const smartrecruiters = (name: string, location: object) => {
    const one = { id: '1', name, company: { identifier: 'Kelp' }, location, jobAd: { sections: {} } }
    const { walk } = walked('smartrecruiters', 'https://careers.smartrecruiters.com/Kelp', ({ pathname }) =>
      pathname.endsWith('/1') ? one : { totalFound: 1, content: [{ id: '1' }] },
    )
    return walk.walk.found[0]?.posting.fields.workMode
  }
  const denied = { remote: false, hybrid: false }

  test.each([
    [{ workplaceType: 'Hybrid', isRemote: true }, 'Hybrid'],
    [{ workplaceType: null, isRemote: true }, 'Remote'],
    [{ workplaceType: null, isRemote: false, location: 'Galway' }, 'not remote'],
    [{ workplaceType: null, isRemote: false, location: 'Remote (Iceland)' }, undefined],
    [{ workplaceType: null, isRemote: false, title: 'Moss Keeper, hybrid' }, undefined],
    [{ workplaceType: null, isRemote: null }, undefined],
  ])('Ashby: %j', (fields, mode) => expect(ashby(fields)).toBe(mode))

  test.each([
    ['Stone Reader', { city: 'Brno', ...denied }, 'on site'],
    ['Stone Reader', { city: 'Brno', remote: false }, undefined],
    ['Stone Reader', { city: 'Remote', ...denied }, undefined],
    ['Stone Reader (hybrid)', { city: 'Brno', ...denied }, undefined],
    ['Stone Reader', { city: 'Brno', remote: false, hybrid: true }, 'hybrid'],
  ])('SmartRecruiters: %s in %j', (name, location, mode) => expect(smartrecruiters(name, location)).toBe(mode))
})
