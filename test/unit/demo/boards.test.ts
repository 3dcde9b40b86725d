import { get } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Page, PageRequest, Platform } from '../../../crawlers/board.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'
import type { Platforms } from '../../../crawlers/platforms.js'
import { startDemoBoards } from '../../../src/demo/server.js'
import type { DemoBoards } from '../../../src/demo/server.js'
import type { Board } from '../../../src/domain/board.js'
import { postingKey } from '../../../src/domain/ids.js'

const STARTED = Date.parse('2026-11-24T08:00:00.000Z')
const ROUNDS_WITHOUT_FAULTS = [0, 2, 8]
const SIZE = 600

interface Got {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

const ask = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Got> =>
  new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, body, headers: response.headers })
      })
    }).on('error', reject)
  })

/** Keys that a reader takes from a board, and the codes of its signals. */
const readAll = async (board: Board, platform: Platform): Promise<{ keys: string[]; signals: Set<string> }> => {
  const keys = new Set<string>()
  const signals = new Set<string>()
  const queue: PageRequest[] = [...platform.start(board)]
  for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
    const { status, body } = await ask(request.url)
    if (status !== 200) continue
    const page: Page = { request, url: request.url, status, contentType: '', body, fetchedAt: STARTED }
    const reading = platform.read(page, board)
    for (const { sourceId } of reading.postings) keys.add(postingKey(board.id, sourceId))
    for (const { code } of reading.signals) signals.add(code)
    queue.push(...reading.next, ...reading.listed.map(({ detail }) => detail))
  }
  return { keys: [...keys].sort(), signals }
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

/** What a board shows on its lists and pages in a round. */
const shown = (id: string, round: number): string[] =>
  [...demo.truth.byKey.values()]
    .filter((one) => one.board === id && one.from <= round)
    .filter(({ unlistedFrom, goneFrom }) => (unlistedFrom ?? 99) > round && (goneFrom ?? 99) > round)
    .map(({ key }) => key)
    .sort()

describe('demo boards', () => {
  test.each(ROUNDS_WITHOUT_FAULTS)('are read to exactly the truth in round %i', async (round) => {
    demo.setRound(round)
    for (const one of demo.boards) {
      const platform = platforms.get(one.platform)
      if (!platform) throw new Error(`no platform ${one.platform}`)
      const { keys, signals } = await readAll(one, platform)
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
    const again = await ask(board('northgate').url, { 'if-none-match': String(first.headers['etag']) })
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
    const platform = platforms.get(one.platform)
    if (!platform) throw new Error(`no platform ${one.platform}`)
    await expect(readAll(one, platform)).rejects.toMatchObject({ consequence: 'source-changed' })
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
