import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Page, PageRequest } from '../../../crawlers/board.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'
import type { Platforms } from '../../../crawlers/platforms.js'
import { boardPlans } from '../../../src/demo/boards.js'
import { ROUNDS } from '../../../src/demo/rounds.js'
import type { Faults } from '../../../src/demo/rounds.js'
import { startDemoBoards } from '../../../src/demo/server.js'
import type { DemoBoards } from '../../../src/demo/server.js'
import type { Board } from '../../../src/domain/board.js'
import { postingKey } from '../../../src/domain/ids.js'

const STARTED = Date.parse('2026-11-24T08:00:00.000Z')

const SIZE = 800

interface Got {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

interface Asked {
  readonly headers?: Readonly<Record<string, string>>
  /** Posted, when there is one. */
  readonly body?: string
}

const ask = (url: string, { headers = {}, body }: Asked = {}): Promise<Got> =>
  new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST'
    const asking = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers })
      })
    })
    asking.on('error', reject).end(body)
  })

/** Keys that a reader takes from a board, and the codes of its signals. */
const readAll = async (board: Board): Promise<{ keys: string[]; signals: Set<string>; totals: number[] }> => {
  const platform = platforms.get(board.platform)
  if (!platform) throw new Error(`no platform ${board.platform}`)
  const totals: number[] = []
  const keys = new Set<string>()
  const signals = new Set<string>()
  const queue: PageRequest[] = [...platform.start(board)]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { status, body } = await ask(next.url, next.body === undefined ? {} : { body: JSON.stringify(next.body) })
    if (status !== 200) continue
    const page: Page = { request: next, url: next.url, status, contentType: '', body, fetchedAt: STARTED }
    const reading = platform.read(page, board)
    for (const { sourceId } of reading.postings) keys.add(postingKey(board.id, sourceId))
    for (const { code } of reading.signals) signals.add(code)
    if (reading.total !== undefined) totals.push(reading.total)
    queue.push(...reading.next, ...reading.listed.map(({ detail }) => detail))
  }
  return { keys: [...keys].sort(), signals, totals }
}

interface WorkdayList {
  readonly jobPostings: readonly { readonly externalPath: string; readonly postedOn: string }[]
}
interface WorkdayPage {
  readonly jobPostingInfo: { readonly startDate: string }
}

let demo: DemoBoards
let platforms: Platforms
let ticks = 0

beforeAll(async () => {
  platforms = await loadPlatforms()
  demo = await startDemoBoards({ seed: 5, size: SIZE, round: 0, startedAt: STARTED, ticks: () => ticks })
})
afterAll(() => demo.close())

const board = (id: string): Board => {
  const found = demo.boards.find((one) => one.id === id)
  if (!found) throw new Error(`no board ${id}`)
  return found
}

const faultsOf = (id: string): Faults => boardPlans.find((plan) => plan.id === id)?.faults ?? new Map()

/** What a board shows on its lists and pages in a round. */
const shown = (id: string, round: number): string[] =>
  demo.truth.openings
    .flatMap(({ postings }) => postings)
    .filter((one) => one.board === id && one.from <= round)
    .filter(({ unlistedFrom, goneFrom, ledAwayFrom }) =>
      [unlistedFrom, goneFrom, ledAwayFrom].every((from = ROUNDS) => from > round),
    )
    .map(({ key }) => key)
    .sort()

describe('demo boards', () => {
  test.each([0, 2, 8])('are read to exactly the truth in round %i, but where something is wrong', async (round) => {
    demo.setRound(round)
    for (const one of demo.boards.filter(({ id }) => !faultsOf(id).has(round))) {
      const { keys, signals } = await readAll(one)
      expect([one.id, keys]).toEqual([one.id, shown(one.id, round)])
      expect([one.id, [...signals].filter((code) => code !== 'malformed-entry')]).toEqual([one.id, []])
      const isMalformed = ['larkspur', 'rabota', 'fresh', 'tatarstan'].includes(one.id)
      expect([one.id, signals.has('malformed-entry')]).toEqual([one.id, isMalformed])
    }
  })

  test('count requests that robots.txt forbids as rude', async () => {
    demo.setRound(0)
    const { origin } = new URL(board('private').url)
    const before = demo.rude()
    expect((await ask(`${origin}/robots.txt`)).body).toContain('Disallow: /')
    expect(demo.rude()).toBe(before)
    await ask(`${origin}/sitemap.xml`)
    expect(demo.rude()).toBe(before + 1)
  })

  test('ask for a pause once, and count who does not keep it', async () => {
    demo.setRound(1)
    const url = new URL('/sitemap-jobs-1.xml', board('cityboard').url).href
    const refused = await ask(url)
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1'])
    const before = demo.rude()
    expect((await ask(url)).status).toBe(200)
    expect(demo.rude()).toBe(before + 1)
    ticks += 1000
    expect((await ask(url)).status).toBe(200)
    expect(demo.rude()).toBe(before + 1)
  })

  test('answer 304 to whoever has the list already', async () => {
    demo.setRound(0)
    const first = await ask(board('northgate').url)
    const headers = { 'if-none-match': String(first.headers['etag']) }
    const again = await ask(board('northgate').url, { headers })
    expect([again.status, again.body]).toEqual([304, ''])
  })

  test.each<[string, number]>([
    ['larkspur', 4],
    ['lenta', 3],
    ['volna', 6],
    ['sverdlovsk', 6],
  ])('%s is out of order in round %i', async (id, round) => {
    demo.setRound(round)
    expect((await ask(board(id).url)).status).toBe(503)
  })

  test.each<[string, number]>([
    ['rabota', 5],
    ['tatarstan', 5],
    ['volna', 7],
  ])('%s shows no whole list in round %i', async (id, round) => {
    demo.setRound(round)
    const one = board(id)
    await expect(readAll(one)).rejects.toMatchObject({ consequence: 'source-changed' })
  })

  test('zarya says that it does not exist as one says that has no vacancies', async () => {
    demo.setRound(5)
    const { keys, signals } = await readAll(board('zarya'))
    expect([keys, [...signals]]).toEqual([[], ['empty-or-gone']])
  })

  test('oakhurst claims more than it gives', async () => {
    demo.setRound(6)
    const { keys, totals } = await readAll(board('oakhurst'))
    expect(totals).toEqual([shown('oakhurst', 6).length])
    expect(keys.length).toBeLessThan(shown('oakhurst', 6).length)
  })

  test.each<[string, string, number]>([
    ['its list', '/sitemap.xml', 5],
    ['pages of postings', '', 3],
  ])('rodnik leads away from %s', async (_, path, round) => {
    demo.setRound(round)
    const { url } = board('rodnik')
    const page = [...demo.truth.byKey.values()].find(({ ledAwayFrom }) => ledAwayFrom !== undefined)?.sourceId ?? ''
    const { status, headers } = await ask(new URL(path === '' ? page : path, url).href)
    expect([status, headers['location']]).toEqual([302, new URL('/welcome', url).href])
    expect((await ask(String(headers['location']))).status).toBe(200)
  })

  test('bluefield gives a page in the middle that is shorter than the others', async () => {
    demo.setRound(0)
    const lengths: number[] = []
    for (let skip = 0, length = 1; length > 0; skip += length) {
      const { body } = await ask(`${board('bluefield').url}?mode=json&limit=100&skip=${skip}`)
      length = (JSON.parse(body) as unknown[]).length
      lengths.push(length)
    }
    expect(lengths[1]).toBeLessThan(lengths[2] ?? 0)
    expect(lengths.at(-1)).toBe(0)
  })

  test('sverdlovsk gives its first page as page 0 and as page 1', async () => {
    demo.setRound(0)
    const pages = await Promise.all([0, 1, 2].map((page) => ask(`${board('sverdlovsk').url}?limit=10&offset=${page}`)))
    expect(pages[1]?.body).toBe(pages[0]?.body)
    expect(pages[2]?.body).not.toBe(pages[0]?.body)
  })

  test('oakhurst says each day how many days ago, and never another day', async () => {
    const texts: string[][] = []
    for (const round of [0, 4]) {
      demo.setRound(round)
      const body = JSON.stringify({ limit: 1, offset: 0, searchText: '', appliedFacets: {} })
      const list = JSON.parse((await ask(board('oakhurst').url, { body })).body) as WorkdayList
      const path = list.jobPostings[0]?.externalPath ?? ''
      const page = JSON.parse((await ask(board('oakhurst').url.replace(/\/jobs$/, path))).body) as WorkdayPage
      texts.push([list.jobPostings[0]?.postedOn ?? '', page.jobPostingInfo.startDate])
    }
    expect(texts[0]?.[0]).not.toBe(texts[1]?.[0])
    expect(texts[0]?.[1]).toBe(texts[1]?.[1])
  })

  test('polyus gives the id of a closed advert to another opening', () => {
    const postings = demo.truth.openings.flatMap((opening) => opening.postings)
    const reusing = postings.filter(({ traps }) => traps.includes('reused-id'))
    expect(reusing.length).toBeGreaterThan(0)
    for (const after of reusing) {
      const before = postings.find(({ key, opening }) => key === after.key && opening !== after.opening)
      expect(after.from).toBeGreaterThan(before?.closedFrom ?? ROUNDS)
      expect(after.title).not.toBe(before?.title)
    }
  })

  test('keep their port when they start again', async () => {
    const options = { seed: 5, size: SIZE, round: 0, startedAt: STARTED, ticks: () => 0 }
    const first = await startDemoBoards(options)
    const urls = first.boards.map(({ url }) => url)
    await first.close()
    const again = await startDemoBoards({ ...options, port: first.port })
    try {
      expect(again.boards.map(({ url }) => url)).toEqual(urls)
      await expect(startDemoBoards({ ...options, port: first.port })).rejects.toMatchObject({ code: 'demo-port-taken' })
    } finally {
      await again.close()
    }
  })
})
