import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { IncomingMessage } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCrawler } from '../../crawlers/crawl.js'
import type { Crawler } from '../../crawlers/crawl.js'
import { loadPlatforms } from '../../crawlers/platforms.js'
import type { Board } from '../../src/domain/board.js'
import type { Removal } from '../../src/domain/messages.js'
import type { PostingState } from '../../src/domain/posting-state.js'
import type { RawPosting } from '../../src/domain/raw-posting.js'
import { removalKey } from '../../src/domain/removal.js'
import type { Run } from '../../src/domain/run.js'
import { allTopics, topics } from '../../src/domain/topics.js'
import type { Topic } from '../../src/domain/topics.js'
import { openDataFolder } from '../../src/edges/embedded/data-folder.js'
import type { DataFolder } from '../../src/edges/embedded/data-folder.js'
import { switchBoard } from '../../src/ports/board-switches.js'
import { openLeases } from '../../src/runtime/leases.js'
import { openRemovals } from '../../src/runtime/removals.js'
import { LIST, acme } from '../support/acme.js'
import { boardSite } from '../support/board-site.js'
import type { Answer, BoardSite } from '../support/board-site.js'
import { manualClock } from '../support/clock.js'
import type { ManualClock } from '../support/clock.js'
import { countingMetrics, silentLogger } from '../support/quiet.js'

const HOUR = 3_600_000

let site: BoardSite
let folder: DataFolder
let clock: ManualClock
let path: string

beforeEach(async () => {
  site = await boardSite()
  clock = manualClock()
  path = await mkdtemp(join(tmpdir(), 'harvest-'))
  folder = await openDataFolder({ path, clock })
  await folder.log.ensureTopics(allTopics)
})

afterEach(async () => {
  await folder.close()
  await site.close()
  await rm(path, { recursive: true })
})

const board = (more: object = {}): Board => acme(site.origin, more)

const job = (id: number, title = `Engineer ${id}`): object => ({
  id,
  title,
  absolute_url: `${site.origin}/jobs/${id}`,
  location: { name: 'Berlin' },
  content: '&lt;p&gt;We build bridges.&lt;/p&gt;',
})

const list = (ids: readonly number[], total = ids.length): { body: string } => ({
  body: JSON.stringify({ jobs: ids.map((id) => job(id)), meta: { total } }),
})

const valuesOf = async <T>(topic: Topic): Promise<T[]> => {
  const values: T[] = []
  for await (const { records } of folder.log.read(topic)) values.push(...records.map(({ value }) => value as T))
  return values
}

const lastRun = async (): Promise<Run | undefined> => (await valuesOf<Run>(topics.runs)).at(-1)

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5))
}

const crawl = async (one: Board): Promise<Crawler> => {
  const { log, records } = folder
  return startCrawler({
    boards: [one],
    platforms: await loadPlatforms(),
    log,
    records,
    leases: openLeases({ records, clock, holder: 'here', ttlMs: 60_000 }),
    removals: openRemovals(log),
    clock,
    metrics: countingMetrics(),
    logger: silentLogger(),
    contact: undefined,
    allowLoopback: true,
    concurrency: 2,
  })
}

let wishes = 0
const run = async (one: Board = board()): Promise<Run> => {
  const before = (await valuesOf<Run>(topics.runs)).length
  const { log } = folder
  const crawler = await crawl(one)
  clock.advance(1000)
  const wishedAt = new Date(clock.now()).toISOString()
  await log.publish(topics.crawlRequests, [
    { key: one.id, value: { id: `${one.id}@${++wishes}`, board: one.id, wishedAt, trigger: 'operator' } },
  ])
  await until(async () => (await valuesOf<Run>(topics.runs)).length > before)
  await crawler.stop()
  return (await lastRun()) as Run
}

describe('a run of a whole list', () => {
  test('publishes every posting once, with its fence and bootstrap mark', async () => {
    site.pages.set(LIST, list([1, 2, 3]))
    expect(await run()).toMatchObject({ complete: true, bootstrap: true, counts: { listed: 3, found: 3, new: 3 } })
    const again = await run()
    expect(again).toMatchObject({ complete: true, bootstrap: false, counts: { found: 0, seen: 3 } })
    const raw = await valuesOf<RawPosting>(topics.raw)
    expect(raw.map(({ key }) => key).sort()).toEqual(['acme:1', 'acme:2', 'acme:3'])
    expect(raw.every(({ bootstrap }) => bootstrap)).toBe(true)
    expect(again.fence).toBeGreaterThan(raw[0]?.fence ?? Infinity)
  })

  test('leaves no timer behind when the crawler has stopped', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    site.pages.set(LIST, list([1]))
    const before = timers()
    await run()
    expect(timers()).toBeLessThanOrEqual(before)
  })

  test('asks for robots.txt first, and for nothing that it forbids', async () => {
    site.pages.set('/robots.txt', { body: 'User-agent: QHJobBot\nDisallow: /v1/' })
    site.pages.set(LIST, list([1]))
    expect(await run()).toMatchObject({ complete: false, why: 'robots' })
    expect(site.asked).toEqual(['/robots.txt'])
  })

  test('asks for nothing while robots.txt cannot be read', async () => {
    site.pages.set('/robots.txt', { status: 503 })
    site.pages.set(LIST, list([1]))
    expect(await run()).toMatchObject({ complete: false, why: 'robots' })
    expect(site.asked).toEqual(['/robots.txt'])
  })

  test('waits as Retry-After asks, and then goes on', async () => {
    let refusals = 0
    const times: number[] = []
    site.pages.set(LIST, () => {
      times.push(clock.now())
      return ++refusals === 1 ? { status: 429, headers: { 'retry-after': '30' } } : list([1])
    })
    expect(await run()).toMatchObject({ complete: true, requests: { '429': 1 } })
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(30_000)
  })

  test('ends throttled when the wait is too long', async () => {
    site.pages.set(LIST, { status: 429, headers: { 'retry-after': '3600' } })
    expect(await run()).toMatchObject({ complete: false, why: 'throttled' })
    expect(site.asked.filter((asked) => asked === LIST)).toHaveLength(1)
  })

  test.each([
    ['a server error', { status: 503 }, 'unreachable'],
    ['a refusal', { status: 403 }, 'refused'],
    ['a captcha page', { body: '<html>Are you human?</html>' }, 'unreadable'],
    ['half an answer', { body: '{"jobs":[{"id"' }, 'unreadable'],
    ['a list that holds less than it says', { body: JSON.stringify({ jobs: [], meta: { total: 9 } }) }, 'truncated'],
    ['a board that is gone', { status: 404 }, 'board-gone'],
  ])('closes nothing on %s', async (_, answer, why) => {
    site.pages.set(LIST, list([1, 2]))
    await run()
    site.pages.set(LIST, answer)
    for (let times = 0; times < 3; times++) {
      clock.advance(72 * HOUR)
      expect(await run()).toMatchObject({ complete: false, why, counts: { missed: 0, closed: 0 } })
    }
    expect(await valuesOf(topics.postingStates)).toEqual([])
  })

  test('closes what is absent from two complete runs 48 h apart, and reopens what comes back', async () => {
    site.pages.set(LIST, list([1, 2, 3]))
    await run()
    site.pages.set(LIST, list([1, 2]))
    expect(await run()).toMatchObject({ missedKeys: ['acme:3'] })
    clock.advance(47 * HOUR)
    expect(await run()).toMatchObject({ counts: { closed: 0 } })
    clock.advance(2 * HOUR)
    expect(await run()).toMatchObject({ closedKeys: ['acme:3'] })
    site.pages.set(LIST, list([1, 2, 3]))
    await run()
    const states = await valuesOf<PostingState>(topics.postingStates)
    expect(states.map(({ state, reason }) => `${state} ${reason}`)).toEqual([
      'missed absent-once',
      'closed absent',
      'open reappeared',
    ])
  })

  test('gives what reappears after it was closed with its content again: the table may have forgotten it', async () => {
    site.pages.set(LIST, list([1, 2]))
    await run()
    site.pages.set(LIST, list([1]))
    await run()
    clock.advance(49 * HOUR)
    expect(await run()).toMatchObject({ closedKeys: ['acme:2'] })
    clock.advance(60 * 24 * HOUR)
    site.pages.set(LIST, list([1, 2]))
    await run()
    const raw = await valuesOf<RawPosting>(topics.raw)
    expect(raw.filter(({ key }) => key === 'acme:2')).toHaveLength(2)
  })

  test('holds a sweep until three complete runs over 72 h agree', async () => {
    const ids = [...Array(20).keys()]
    site.pages.set(LIST, list(ids))
    await run()
    site.pages.set(LIST, list([]))
    expect(await run()).toMatchObject({
      complete: true,
      held: { reason: 'sweep', keys: 20 },
      counts: { missed: 0, closed: 0 },
    })
    clock.advance(40 * HOUR)
    expect(await run()).toMatchObject({ held: { keys: 20 }, counts: { closed: 0 } })
    clock.advance(40 * HOUR)
    expect(await run()).toMatchObject({ counts: { closed: 20 } })
  })

  test('a list that did not change costs one request and is complete', async () => {
    site.pages.set(LIST, (request) =>
      request.headers['if-none-match'] === '"1"' ? { status: 304 } : { ...list([1, 2]), headers: { etag: '"1"' } },
    )
    await run()
    site.asked.length = 0
    expect(await run()).toMatchObject({ complete: true, unchanged: true, counts: { seen: 2 } })
    expect(site.asked).toEqual([LIST])
  })

  test('a list that lacked postings and did not change lacks them still', async () => {
    const answer =
      (ids: number[]) =>
      (request: IncomingMessage): Answer =>
        request.headers['if-none-match'] === `"${ids.length}"`
          ? { status: 304 }
          : { ...list(ids), headers: { etag: `"${ids.length}"` } }
    site.pages.set(LIST, answer([1, 2, 3]))
    await run()
    site.pages.set(LIST, answer([1, 2]))
    expect(await run()).toMatchObject({ missedKeys: ['acme:3'] })
    clock.advance(49 * HOUR)
    expect(await run()).toMatchObject({ unchanged: true, closedKeys: ['acme:3'] })
  })

  test('a malformed entry is signalled and its neighbours are not lost', async () => {
    site.pages.set(LIST, { body: JSON.stringify({ jobs: [job(1), { id: 2 }, job(3)], meta: { total: 3 } }) })
    const one = await run()
    expect(one).toMatchObject({ complete: true, counts: { found: 2, rejected: 1 } })
    expect(one.signals).toContainEqual(expect.objectContaining({ code: 'malformed-entry', count: 1 }))
  })

  test('is crawled only with a contact when it is not on the loopback address', async () => {
    const { log, records } = folder
    const crawler = await crawl(board({ url: 'https://boards.example/v1/boards/acme/jobs' }))
    const wishedAt = new Date(clock.now()).toISOString()
    await log.publish(topics.crawlRequests, [
      { key: 'acme', value: { id: 'acme@x', board: 'acme', wishedAt, trigger: 'operator' } },
    ])
    await until(() => crawler.idle())
    await crawler.stop()
    expect(await records.list('due')).toEqual([])
    expect(await valuesOf(topics.runs)).toEqual([])
  })
})

describe('a list too large for memory', () => {
  const feed = (count: number): string =>
    [...Array(count).keys()]
      .map(
        (n) =>
          `<job><referencenumber>${n}</referencenumber><title>Keeper ${n}</title><url>${site.origin}/jobs/${n}</url></job>`,
      )
      .join('')
  const large = (): Board => board({ platform: 'indeed-xml', url: `${site.origin}/feed.xml` })

  test('is published as it comes; one that breaks off loses nothing of that, and closes nothing', async () => {
    site.pages.set('/feed.xml', { body: `<source>${feed(450)}<job><title>Cut` })
    expect(await run(large())).toMatchObject({ complete: false, why: 'unreadable', counts: { found: 450, closed: 0 } })
    expect(new Set((await valuesOf<RawPosting>(topics.raw)).map(({ key }) => key)).size).toBe(450)
    site.pages.set('/feed.xml', { body: `<source>${feed(451)}</source>` })
    expect(await run(large())).toMatchObject({ complete: true, bootstrap: true, counts: { found: 1, seen: 450 } })
  })
})

describe('somebody looks at a vacancy: its postings are looked at again', () => {
  const detail = (title: string): Answer => ({
    headers: { 'content-type': 'text/html' },
    body: `<script type="application/ld+json">${JSON.stringify({
      '@type': 'JobPosting',
      title,
      description: 'We build bridges over rivers.',
    })}</script>`,
  })
  const site3 = (): Board => board({ platform: 'sitemap-jsonld', url: `${site.origin}/sitemap.xml` })
  const sitemap = (): Answer => ({
    body: `<urlset>${['a', 'b', 'c'].map((id) => `<url><loc>${site.origin}/jobs/${id}</loc></url>`).join('')}</urlset>`,
  })
  const statesNow = async (): Promise<string[]> =>
    (await valuesOf<PostingState>(topics.postingStates)).map(({ key, state, reason }) => `${key} ${state} ${reason}`)

  const recheck = async (one: Board, keys: readonly string[]): Promise<void> => {
    site.asked.length = 0
    const crawler = await crawl(one)
    const wishedAt = new Date(clock.now()).toISOString()
    const value = { id: `${one.id}@r${++wishes}`, board: one.id, wishedAt, trigger: 'recheck', keys }
    await folder.log.publish(topics.crawlRequests, [{ key: one.id, value }])
    await until(() => crawler.idle())
    await crawler.stop()
  }

  test('by their own pages: proven, changed or closed, and nothing else is asked for', async () => {
    site.pages.set('/sitemap.xml', sitemap())
    for (const id of ['a', 'b', 'c']) site.pages.set(`/jobs/${id}`, detail(`Engineer ${id}`))
    await run(site3())
    site.pages.delete('/jobs/b')
    site.pages.set('/jobs/c', detail('Chief engineer'))
    clock.advance(HOUR)
    await recheck(site3(), ['acme:/jobs/a', 'acme:/jobs/b', 'acme:/jobs/c'])
    expect([...site.asked].sort()).toEqual(['/jobs/a', '/jobs/b', '/jobs/c'])
    expect((await statesNow()).sort()).toEqual([
      'acme:/jobs/a open verified',
      'acme:/jobs/b closed page-gone',
      'acme:/jobs/c open found',
      'acme:/jobs/c open verified',
    ])
    const raw = await valuesOf<RawPosting>(topics.raw)
    const titles = raw.filter(({ key }) => key === 'acme:/jobs/c').map(({ fields }) => fields.title)
    expect(titles).toEqual(['Engineer c', 'Chief engineer'])
  })

  test('not by the page of another posting that theirs leads to', async () => {
    site.pages.set('/sitemap.xml', sitemap())
    site.pages.set('/jobs/a', { status: 302, headers: { location: '/jobs/b' } })
    site.pages.set('/jobs/b', detail('Engineer b'))
    site.pages.set('/jobs/c', { status: 301, headers: { location: '/careers/c-engineer' } })
    site.pages.set('/careers/c-engineer', detail('Engineer c'))
    const { complete, signals } = await run(site3())
    expect({ complete, signals: signals.map(({ code, count }) => `${code} ${count}`) }).toEqual({
      complete: true,
      signals: ['led-away 1'],
    })
    const read = async (): Promise<string[]> =>
      (await valuesOf<RawPosting>(topics.raw)).map(({ key, fields }) => `${key} ${fields.title}`)
    expect((await read()).sort()).toEqual(['acme:/jobs/b Engineer b', 'acme:/jobs/c Engineer c'])
    site.pages.set('/jobs/b', { status: 302, headers: { location: '/jobs/c' } })
    site.pages.set('/jobs/c', detail('Engineer c'))
    clock.advance(HOUR)
    await recheck(site3(), ['acme:/jobs/b'])
    expect(await statesNow()).toEqual([])
    expect(await read()).toHaveLength(2)
  })

  test('not again within a quarter of an hour', async () => {
    site.pages.set('/sitemap.xml', sitemap())
    for (const id of ['a', 'b', 'c']) site.pages.set(`/jobs/${id}`, detail(`Engineer ${id}`))
    await run(site3())
    clock.advance(HOUR)
    await recheck(site3(), ['acme:/jobs/a'])
    expect(site.asked).toEqual(['/jobs/a'])
    await recheck(site3(), ['acme:/jobs/a'])
    expect(site.asked).toEqual([])
  })

  test('not while their host asks to be left alone', async () => {
    site.pages.set('/sitemap.xml', sitemap())
    for (const id of ['a', 'b', 'c']) site.pages.set(`/jobs/${id}`, detail(`Engineer ${id}`))
    await run(site3())
    site.pages.set('/jobs/a', { status: 429, headers: { 'retry-after': '7200' } })
    clock.advance(HOUR)
    await recheck(site3(), ['acme:/jobs/a'])
    await recheck(site3(), ['acme:/jobs/b'])
    expect(site.asked).toEqual([])
    expect(await folder.records.list('due')).toEqual([])
  })

  test('by the list, when one request of it proves them all', async () => {
    site.pages.set(LIST, list([1, 2, 3]))
    await run()
    site.pages.set(LIST, list([1, 2, 3, 4]))
    clock.advance(HOUR)
    await recheck(board(), ['acme:1'])
    expect(site.asked).toEqual([LIST])
    expect(await lastRun()).toMatchObject({ complete: true, trigger: 'recheck', counts: { new: 1 } })
  })

  test('in a window by a probe of the page; one that leads elsewhere proves nothing', async () => {
    const item = (id: string): string =>
      `<item><title>Job ${id}</title><link>${site.origin}/p/${id}</link><guid>${id}</guid></item>`
    const feed = board({ platform: 'feed', url: `${site.origin}/feed.xml` })
    site.pages.set('/feed.xml', { body: `<rss><channel>${['a', 'b', 'c'].map(item).join('')}</channel></rss>` })
    await run(feed)
    site.pages.set('/p/a', { body: '<html>advert</html>' })
    site.pages.set('/p/b', { status: 302, headers: { location: '/all-jobs' } })
    site.pages.set('/all-jobs', { body: '<html>other adverts</html>' })
    clock.advance(HOUR)
    await recheck(feed, ['acme:a', 'acme:b', 'acme:c'])
    expect((await statesNow()).sort()).toEqual(['acme:a open verified', 'acme:c closed page-gone'])
  })
})

/** Wishes a run, and waits until that was put off to `least` (epoch ms) or later. */
const wishThenWait = async (one: Board, least: number): Promise<void> => {
  const crawler = await crawl(one)
  clock.advance(1000)
  const wishedAt = new Date(clock.now()).toISOString()
  const value = { id: `${one.id}@${++wishes}`, board: one.id, wishedAt, trigger: 'schedule' }
  await folder.log.publish(topics.crawlRequests, [{ key: one.id, value }])
  const dueAt = async (): Promise<number> =>
    Date.parse((await folder.records.get<{ dueAt: string }>('due', one.id))?.value.dueAt ?? '')
  await until(async () => (await dueAt()) >= least)
  await crawler.stop()
}

describe('a domain that rests', () => {
  test('is not asked by any of its boards: their wishes wait', async () => {
    site.pages.set(LIST, { status: 429, headers: { 'retry-after': '3600' } })
    await run()
    site.asked.length = 0
    site.pages.set(LIST, list([1]))
    const [throttled] = await valuesOf<Run>(topics.runs)
    await wishThenWait(board(), Date.parse(throttled?.startedAt ?? '') + HOUR)
    expect(site.asked).toEqual([])
  })
})

describe('the day’s requests', () => {
  test('end a run when they are spent, and are there again the next day', async () => {
    const pages = [...Array(6).keys()].map((page) => `/jobs/${page}`)
    const urls = pages.map((path) => `<url><loc>${site.origin}${path}</loc></url>`)
    site.pages.set('/sitemap.xml', { body: `<urlset>${urls.join('')}</urlset>` })
    for (const path of pages) site.pages.set(path, { body: '<html></html>' })
    const frugal = board({
      platform: 'sitemap-jsonld',
      url: `${site.origin}/sitemap.xml`,
      terms: { dailyRequests: 5 },
    })
    expect(await run(frugal)).toMatchObject({ complete: false, why: 'budget', counts: { closed: 0 } })
    expect(site.asked).toEqual(['/robots.txt', '/.well-known/tdmrep.json', '/sitemap.xml', '/jobs/0', '/jobs/1'])
    // A wish that comes when they are spent waits for the next day.
    site.asked.length = 0
    await wishThenWait(frugal, Date.parse('2026-11-25T00:00:00Z'))
    expect(site.asked).toEqual([])
    clock.advance(24 * HOUR)
    await run(frugal)
    expect(site.asked).toContain('/sitemap.xml')
  })
})

describe('an advert that was removed on request', () => {
  const target = (): Removal['target'] => ({ kind: 'url', url: `${site.origin}/jobs/2/?utm_source=mail` })
  const say = (removal: Removal | null) =>
    folder.log.publish(topics.removals, [{ key: removalKey(target()), value: removal }])
  const remove = () => say({ target: target(), at: new Date(clock.now()).toISOString(), by: 'root' })
  const keys = async () => (await valuesOf<RawPosting>(topics.raw)).map(({ key }) => key).sort()

  test('is not taken, counts as seen, and is signalled', async () => {
    await remove()
    site.pages.set(LIST, list([1, 2, 3]))
    const one = await run()
    expect(one).toMatchObject({ complete: true, counts: { listed: 3, found: 2, new: 2, missed: 0 } })
    expect(one.signals).toContainEqual(expect.objectContaining({ code: 'removed-on-request', count: 1 }))
    expect(await keys()).toEqual(['acme:1', 'acme:3'])
  })

  test('is taken at the next run after that is taken back, though the list did not change', async () => {
    site.pages.set(LIST, (request) =>
      request.headers['if-none-match'] === '"1"' ? { status: 304 } : { ...list([1, 2]), headers: { etag: '"1"' } },
    )
    await remove()
    await run()
    expect(await run()).toMatchObject({ unchanged: true })
    expect(await keys()).toEqual(['acme:1'])
    await say(null)
    expect(await run()).toMatchObject({ unchanged: false, counts: { found: 1, seen: 1 } })
    expect(await keys()).toEqual(['acme:1', 'acme:2'])
    expect(await run()).toMatchObject({ unchanged: true })
  })

  test('that was known before is read again too: it may have left the table meanwhile', async () => {
    site.pages.set(LIST, list([1, 2]))
    await run()
    await remove()
    await run()
    await say(null)
    expect(await run()).toMatchObject({ counts: { found: 1 } })
    expect(await keys()).toEqual(['acme:1', 'acme:2', 'acme:2'])
  })
})

describe('a board that an operator stopped', () => {
  const say = (stopped: boolean) =>
    switchBoard(folder.records, {
      board: 'acme',
      stopped,
      reason: 'a letter',
      by: 'root',
      at: new Date(clock.now()).toISOString(),
    })
  const wishFor = (one: Board) =>
    folder.log.publish(topics.crawlRequests, [
      {
        key: one.id,
        value: {
          id: `${one.id}@${++wishes}`,
          board: one.id,
          wishedAt: new Date(clock.now()).toISOString(),
          trigger: 'operator',
        },
      },
    ])

  test('is asked for nothing by any crawler, closes nothing, and runs again when it is started', async () => {
    site.pages.set(LIST, list([1, 2]))
    await run()
    await say(true)
    site.asked.length = 0
    const crawler = await crawl(board())
    clock.advance(1000)
    await wishFor(board())
    await until(() => crawler.idle())
    await crawler.stop()
    expect(site.asked).toEqual([])
    expect(await folder.records.list('due')).toEqual([])
    expect(await valuesOf(topics.postingStates)).toEqual([])
    await say(false)
    expect(await run()).toMatchObject({ complete: true, counts: { seen: 2 } })
  })

  test('in the middle of a run ends it, incomplete', async () => {
    const pages = [...Array(500).keys()].map((page) => `/jobs/${page}`)
    const urls = pages.map((path) => `<url><loc>${site.origin}${path}</loc></url>`)
    site.pages.set('/sitemap.xml', { body: `<urlset>${urls.join('')}</urlset>` })
    let stopping: Promise<void> | undefined
    for (const path of pages)
      site.pages.set(path, () => {
        stopping ??= say(true)
        return { body: '<html></html>' }
      })
    const sitemap = board({ platform: 'sitemap-jsonld', url: `${site.origin}/sitemap.xml` })
    expect(await run(sitemap)).toMatchObject({ complete: false, why: 'stopped', counts: { closed: 0 } })
    await stopping
    expect(site.asked.length).toBeLessThan(pages.length)
  })
})

describe('a posting that normalize rejected', () => {
  const reject = async (key: string): Promise<void> => {
    const origin = { topic: topics.raw.name, partition: 0, offset: 0, key }
    const at = new Date(clock.now()).toISOString()
    const letter = { stage: 'normalize', code: 'no-title', message: 'no title', origin, value: null, at, attempts: 1 }
    const passed = { ...letter, origin: { ...origin, key: 'acme:1' }, settled: { how: 'passed', at } }
    await folder.log.publish(topics.deadLetters, [
      { key: 'raw/0/1', value: passed },
      { key: 'raw/0/0', value: letter },
    ])
    const crawler = await crawl(board())
    await until(async () => (await folder.records.get('rejected', key)) !== undefined)
    await crawler.stop()
  }

  test('is given again at the next run, though the list did not change, and once only', async () => {
    site.pages.set(LIST, (request) =>
      request.headers['if-none-match'] === '"1"' ? { status: 304 } : { ...list([1, 2]), headers: { etag: '"1"' } },
    )
    await run()
    await reject('acme:2')
    expect(await run()).toMatchObject({ unchanged: false, counts: { found: 1, seen: 1 } })
    expect(await run()).toMatchObject({ unchanged: true, counts: { found: 0 } })
    const raw = await valuesOf<RawPosting>(topics.raw)
    expect(raw.map(({ key }) => key).sort()).toEqual(['acme:1', 'acme:2', 'acme:2'])
  })
})

describe('a board whose ledger was lost', () => {
  test('was seen whole when it was, though it fails since', async () => {
    site.pages.set(LIST, list([1, 2]))
    const { lastCompleteAt } = await run()
    expect(lastCompleteAt).toBeDefined()
    for (const { id } of await folder.records.list('ledger')) await folder.records.delete('ledger', id)
    await folder.records.delete('boards', 'acme')
    site.pages.set(LIST, { body: 'out of order' })
    clock.advance(HOUR)
    expect(await run()).toMatchObject({ complete: false, why: 'unreadable', lastCompleteAt })
  })
})

describe('a run that was killed', () => {
  test('publishes the same again when it died before it remembered', async () => {
    site.pages.set(LIST, list([1, 2]))
    await run()
    for (const { id } of await folder.records.list('ledger')) await folder.records.delete('ledger', id)
    await run()
    const raw = await valuesOf<RawPosting>(topics.raw)
    expect(raw).toHaveLength(4)
    const one = raw.filter(({ key }) => key === 'acme:1')
    expect(one).toHaveLength(2)
    expect(one[1]?.fields).toEqual(one[0]?.fields)
  })
})
