import { describe, expect, test } from '@jest/globals'
import type { FetchAnswer } from '../../../crawlers/fetch/fetch.js'
import { restsUntil } from '../../../crawlers/politeness/door.js'
import { openHosts } from '../../../crawlers/politeness/hosts.js'
import { openVisitor } from '../../../crawlers/visit.js'
import type { Visit } from '../../../crawlers/visit.js'
import { Board } from '../../../src/domain/board.js'
import { DomainLease } from '../../../src/domain/lease.js'
import { JobdataError } from '../../../src/domain/errors.js'
import type { Clock } from '../../../src/ports/clock.js'
import type { HeldLease } from '../../../src/ports/lease.js'
import { manualClock } from '../../support/clock.js'

const HOST = 'https://board.example'
const HOUR = 3_600_000

const board = (more: object = {}): Board =>
  Board.parse({ id: 'acme', platform: 'feed', name: 'Acme', url: `${HOST}/feed.xml`, paceMs: 1000, ...more })

const lease = (domain: string, clock: Clock, onSave: (document: DomainLease) => void = () => undefined): HeldLease => {
  const document = DomainLease.parse({
    domain,
    holder: 'me',
    expiresAt: null,
    fence: 1,
    lastRequestAt: null,
    robots: {},
    breaker: { failures: 0, rest: null },
    budget: { day: '2026-11-24', used: 0 },
  })
  let restsUntil = 0
  return {
    domain,
    fence: 1,
    document,
    signal: new AbortController().signal,
    isHeld: async () => true,
    isCurrent: () => true,
    rest: (_, ms) => void (restsUntil = clock.elapsed() + ms),
    restLeft: () => Math.max(0, restsUntil - clock.elapsed()),
    day: () => new Date(clock.now()).toISOString().slice(0, 10),
    save: async () => onSave(document),
    release: async () => undefined,
  }
}

type Answer = Partial<FetchAnswer> | 'silent'

/** A visitor of a web that is a table of answers; what is not there is 404. */
const web = (pages: Record<string, Answer | (() => Answer)>, more: object = {}, busy: readonly string[] = []) => {
  const clock = manualClock()
  const start = clock.elapsed()
  const saved: number[] = []
  const own = lease('board.example', clock, ({ budget }) => void saved.push(budget.used))
  const taken: string[] = []
  const asked: { url: string; at: number }[] = []
  const hosts = openHosts({
    board: board(more),
    lease: own,
    leases: {
      async take(domain) {
        if (busy.includes(domain)) return undefined
        taken.push(domain)
        return lease(domain, clock)
      },
    },
  })
  const visit = openVisitor({
    board: board(more),
    hosts,
    clock,
    accept: '*/*',
    signal: new AbortController().signal,
    onAnswer: () => undefined,
    async fetch({ url }) {
      asked.push({ url, at: clock.elapsed() - start })
      const page = pages[url.replace(HOST, '')] ?? { status: 404 }
      const answer = typeof page === 'function' ? page() : page
      if (answer === 'silent') throw new JobdataError('no answer', { consequence: 'retryable', code: 'unreachable' })
      return { status: 200, url, headers: {}, body: '', ...answer }
    },
  })
  return {
    clock,
    own,
    taken,
    /** What of the day's budget was spent at each save. */
    saved: () => saved,
    asked: () => asked.map(({ url }) => url.replace(HOST, '')),
    times: () => asked.map(({ at }) => at),
    visit: (path: string, detailOf?: string): Promise<Visit> =>
      visit({ url: new URL(path, HOST).href, kind: 'list', ...(detailOf !== undefined && { detailOf }) }),
  }
}

const TDM = '/.well-known/tdmrep.json'

describe('before a page', () => {
  test('the origin’s robots.txt and reservations are asked for, once a day, at the domain’s pace', async () => {
    const { visit, asked, times, clock } = web({ '/a': {}, '/b': {} })
    expect((await visit('/a')).kind).toBe('page')
    await visit('/b')
    expect(asked()).toEqual(['/robots.txt', TDM, '/a', '/b'])
    expect(times()).toEqual([0, 1000, 2000, 3000])
    clock.advance(25 * HOUR)
    await visit('/a')
    expect(asked().slice(4)).toEqual(['/robots.txt', TDM, '/a'])
  })

  test.each([
    [{ status: 404 }, 'page'],
    [{ status: 403 }, 'page'],
    [{ status: 500 }, 'failed'],
    [{ status: 429 }, 'failed'],
    ['silent', 'failed'],
    [{ body: 'User-agent: *\nDisallow: /a' }, 'forbidden'],
  ] as const)('with a robots.txt of %j it is %s', async (robots, kind) => {
    const { visit, asked } = web({ '/robots.txt': robots, '/a': {} })
    expect((await visit('/a')).kind).toBe(kind)
    expect(asked().includes('/a')).toBe(kind === 'page')
  })

  test('a robots.txt behind five redirects counts, behind six it is not to be had', async () => {
    const chain = (count: number): Record<string, Answer> => ({
      ...Object.fromEntries(
        [...Array(count).keys()].map((n) => [
          n === 0 ? '/robots.txt' : `/r${n}`,
          { status: 301, headers: { location: `/r${n + 1}` } },
        ]),
      ),
      [`/r${count}`]: { body: 'User-agent: *\nDisallow: /private' },
      '/a': {},
    })
    expect((await web(chain(5)).visit('/private')).kind).toBe('forbidden')
    expect(await web(chain(6)).visit('/a')).toMatchObject({ kind: 'failed', why: 'robots' })
  })

  test('a robots.txt that cannot be had for a day leaves the last good one in force', async () => {
    let robots: Answer = { body: 'User-agent: *\nDisallow: /private' }
    const { visit, clock } = web({ '/robots.txt': () => robots, '/a': {}, '/private': {} })
    await visit('/a')
    robots = { status: 503 }
    clock.advance(25 * HOUR)
    expect((await visit('/a')).kind).toBe('page')
    expect(await visit('/private')).toEqual({ kind: 'forbidden', by: 'robots' })
  })

  test('Crawl-delay slows the domain down', async () => {
    const { visit, times } = web({ '/robots.txt': { body: 'User-agent: *\nCrawl-delay: 7' }, '/a': {}, '/b': {} })
    await visit('/a')
    await visit('/b')
    expect((times()[3] ?? 0) - (times()[2] ?? 0)).toBe(7000)
  })

  test('paths that the origin reserves from mining are not asked for; an exception within them is', async () => {
    const rules = [
      { location: '/jobs/', 'tdm-reservation': 1 },
      { location: '/jobs/open/', 'tdm-reservation': 0 },
    ]
    const { visit, asked } = web({ [TDM]: { body: JSON.stringify(rules) }, '/jobs/open/1': {}, '/jobs/2': {} })
    expect((await visit('/jobs/open/1')).kind).toBe('page')
    expect(await visit('/jobs/2')).toEqual({ kind: 'forbidden', by: 'tdm' })
    expect(asked()).not.toContain('/jobs/2')
  })

  test('a Retry-After there holds the whole domain back', async () => {
    const busy = { status: 429, headers: { 'retry-after': '40' } }
    const { visit, times } = web({ [TDM]: busy, '/a': {} })
    expect((await visit('/a')).kind).toBe('page')
    expect(times()).toEqual([0, 1000, 41_000])
    const { visit: visitOther, own } = web({ '/robots.txt': busy, '/a': {} })
    expect(await visitOther('/a')).toMatchObject({ kind: 'failed', why: 'robots' })
    expect(own.restLeft()).toBe(40_000)
  })

  test('a file of reservations that robots.txt hides is not asked for', async () => {
    const { visit, asked } = web({ '/robots.txt': { body: 'User-agent: *\nDisallow: /.well-known/' }, '/a': {} })
    expect((await visit('/a')).kind).toBe('page')
    expect(asked()).toEqual(['/robots.txt', '/a'])
  })

  test.each([
    ['a header', { headers: { 'tdm-reservation': '1' } }, 'tdm'],
    ['a meta tag', { body: '<meta name="tdm-reservation" content="1">' }, 'tdm'],
    ['X-Robots-Tag', { headers: { 'x-robots-tag': 'noindex, nofollow' } }, 'noindex'],
    ['a robots meta tag', { body: '<meta content="noindex" name="robots">' }, 'noindex'],
  ])('%s on an advert’s page forbids it', async (_, answer, by) => {
    expect(await web({ '/jobs/1': answer }).visit('/jobs/1', '1')).toEqual({ kind: 'forbidden', by })
  })
})

describe('a redirect', () => {
  test('is followed five times, each address asked of robots.txt first', async () => {
    const pages: Record<string, Answer> = { '/robots.txt': { body: 'User-agent: *\nDisallow: /private' }, '/r6': {} }
    for (let n = 0; n < 6; n++) pages[`/r${n}`] = { status: 302, headers: { location: `/r${n + 1}` } }
    expect((await web(pages).visit('/r1')).kind).toBe('page')
    expect(await web(pages).visit('/r0')).toMatchObject({ kind: 'failed', why: 'unreadable' })
    pages['/away'] = { status: 302, headers: { location: '/private/1' } }
    const { visit, asked } = web(pages)
    expect(await visit('/away')).toEqual({ kind: 'forbidden', by: 'robots' })
    expect(asked()).not.toContain('/private/1')
  })

  test('to another host goes under that host’s own lease, robots.txt and pace', async () => {
    const { visit, asked, taken } = web({
      '/jobs/1': { status: 301, headers: { location: 'https://employer.example/careers/1' } },
      'https://employer.example/careers/1': { body: 'advert' },
    })
    expect(await visit('/jobs/1', '1')).toMatchObject({ kind: 'page', page: { body: 'advert' } })
    expect(taken).toEqual(['employer.example'])
    expect(asked()).toEqual([
      '/robots.txt',
      TDM,
      '/jobs/1',
      'https://employer.example/robots.txt',
      `https://employer.example${TDM}`,
      'https://employer.example/careers/1',
    ])
  })

  test('to a host at which another crawler is waits for the next run', async () => {
    const pages = { '/jobs/1': { status: 301, headers: { location: 'https://employer.example/1' } } }
    const { visit, asked } = web(pages, {}, ['employer.example'])
    expect(await visit('/jobs/1', '1')).toEqual({ kind: 'failed', why: 'throttled', ends: false })
    expect(asked().some((url) => url.includes('employer'))).toBe(false)
  })

  test('within one politeness domain takes no second lease: www, a provider’s tenants', async () => {
    const { visit, taken } = web({
      '/1': { status: 301, headers: { location: 'https://www.board.example/1' } },
      'https://www.board.example/1': { status: 301, headers: { location: 'https://acme.board.example/1' } },
      'https://acme.board.example/1': {},
    })
    expect((await visit('/1')).kind).toBe('page')
    expect(taken).toEqual([])
  })
})

describe('the day’s budget', () => {
  test('counts robots.txt and redirects too, and ends with the day', async () => {
    const { visit, own, clock } = web({ '/a': {}, '/b': {} }, { terms: { dailyRequests: 3 } })
    expect((await visit('/a')).kind).toBe('page')
    expect(await visit('/b')).toEqual({ kind: 'failed', why: 'budget', ends: true })
    const tomorrow = Date.parse('2026-11-25T00:00:00Z')
    expect(restsUntil(own, board({ terms: { dailyRequests: 3 } }), clock.now())).toBe(tomorrow)
    clock.advance(24 * HOUR)
    expect((await visit('/b')).kind).not.toBe('failed')
  })

  test('is written down as it is spent, so that a crash forgets a hundredth of it at most', async () => {
    const { visit, own, saved } = web({ '/a': {} }, { terms: { dailyRequests: 200 } })
    for (let times = 0; times < 10; times++) await visit('/a')
    expect(own.document.budget.used).toBe(12)
    expect(saved().slice(-3)).toEqual([8, 10, 12])
  })
})

describe('the pace', () => {
  test('goes from answer to request: a host that was slow to answer is not asked at once', async () => {
    const { visit, times, clock } = web({ '/a': () => (clock.advance(700), {}), '/b': {} })
    await visit('/a')
    await visit('/b')
    expect(times()).toEqual([0, 1000, 2000, 3700])
  })

  test('holds for what an earlier holder asked, of which nobody knows when', async () => {
    const { visit, times, own, clock } = web({ '/a': {} })
    own.document.lastRequestAt = new Date(clock.now() - HOUR).toISOString()
    await visit('/a')
    expect(times()).toEqual([1000, 2000, 3000])
  })

  test('is that of Crawl-delay, for the file of reservations and the next robots.txt too', async () => {
    const { visit, times, clock } = web({ '/robots.txt': { body: 'User-agent: *\nCrawl-delay: 5' }, '/a': {} })
    await visit('/a')
    expect(times()).toEqual([0, 5000, 10_000])
    clock.advance(24 * HOUR - 12_000)
    await visit('/a')
    clock.advance(2000)
    await visit('/a')
    const last = 24 * HOUR - 2000
    expect(times().slice(3)).toEqual([last, last + 5000, last + 10_000])
  })
})

describe('a time of day that jumps', () => {
  test.each([
    ['ahead', 6, [2000, 42_000, 43_000]],
    // robots.txt and reservations are read anew each time: nobody knows how old they are.
    ['back', -6, [2000, 42_000, 43_000, 44_000, 45_000, 46_000, 47_000]],
  ])('%s shortens no Retry-After and lengthens no pace', async (_, hours, expected) => {
    let answers = 0
    const jumping = (): Answer => {
      clock.jump(hours * HOUR)
      return answers++ === 0 ? { status: 429, headers: { 'retry-after': '40' } } : {}
    }
    const { visit, times, clock } = web({ '/a': jumping, '/b': {} })
    expect((await visit('/a')).kind).toBe('page')
    await visit('/b')
    expect(times().slice(2)).toEqual(expected)
  })

  test('back does not make a copy of robots.txt last longer than a day', async () => {
    const { visit, asked, clock } = web({ '/a': {} })
    await visit('/a')
    clock.jump(-6 * HOUR)
    await visit('/a')
    expect(asked()).toEqual(['/robots.txt', TDM, '/a', '/robots.txt', TDM, '/a'])
  })

  test('back over midnight does not begin the day’s budget anew', async () => {
    const { visit, own } = web({ '/a': {} }, { terms: { dailyRequests: 3 } })
    own.document.budget = { day: '2026-11-25', used: 3 }
    expect(await visit('/a')).toEqual({ kind: 'failed', why: 'budget', ends: true })
  })
})

describe('a host that fails', () => {
  test('again and again is left alone, longer each time, and trusted again after one good answer', async () => {
    let answer: Answer = 'silent'
    const { visit, own, clock } = web({ '/robots.txt': {}, '/a': () => answer })
    for (let times = 0; times < 4; times++) await visit('/a')
    expect(own.document.breaker).toEqual({ failures: 4, rest: null })
    expect(await visit('/a')).toMatchObject({ kind: 'failed', why: 'unreachable' })
    const first = restsUntil(own, board(), clock.now()) - clock.now()
    expect(first).toBe(15 * 60_000)
    expect(await visit('/a')).toEqual({ kind: 'failed', why: 'throttled', ends: true })
    clock.advance(first)
    await visit('/a')
    expect(restsUntil(own, board(), clock.now()) - clock.now()).toBe(2 * first)
    clock.advance(2 * first)
    answer = {}
    expect((await visit('/a')).kind).toBe('page')
    expect(own.document.breaker).toEqual({ failures: 0, rest: null })
  })

  test('a refusal counts as a failure, and ends the run', async () => {
    const { visit, own } = web({ '/a': { status: 403 } })
    expect(await visit('/a')).toEqual({ kind: 'failed', why: 'refused', ends: true })
    expect(own.document.breaker.failures).toBe(1)
  })
})
