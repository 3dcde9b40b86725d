import { describe, expect, test } from '@jest/globals'
import sitemapJsonLd from '../../../crawlers/platforms/sitemap-jsonld.js'
import { Board } from '../../../src/domain/board.js'
import { figuresOf, missedBounds, ratiosOf } from '../../bench/harvest/judge.js'
import type { Figures } from '../../bench/harvest/judge.js'
import { advertPage, sitemapXml } from '../../bench/harvest/pages.js'
import { topOf } from '../../bench/harvest/profile.js'

const URL = 'http://127.0.0.1:8000/vacancy/1'
const board = Board.parse({ id: 'bench', platform: 'sitemap-jsonld', name: 'Bench', url: 'http://127.0.0.1:8000/' })
const page = (kind: string, body: string) => ({
  request: { url: URL, kind },
  url: URL,
  status: 200,
  contentType: 'text/html',
  body,
  fetchedAt: 0,
})

describe('the pages of the bench', () => {
  const pages = Array.from({ length: 40 }, (_, n) => advertPage(1, n, URL))

  test('weigh 30 to 60 KB, with 2 to 4 KB of description', () => {
    for (const html of pages) {
      expect(Buffer.byteLength(html)).toBeGreaterThanOrEqual(30_000)
      expect(Buffer.byteLength(html)).toBeLessThanOrEqual(60_000)
      const [posting] = sitemapJsonLd.read(page('detail', html), board).postings
      const bytes = Buffer.byteLength(posting?.fields.description?.html ?? '')
      expect(bytes).toBeGreaterThanOrEqual(2000)
      expect(bytes).toBeLessThanOrEqual(4096)
    }
  })

  test('are read without a complaint, in both languages', () => {
    const readings = pages.map((html) => sitemapJsonLd.read(page('detail', html), board))
    expect(readings.flatMap(({ signals }) => signals)).toEqual([])
    expect(new Set(readings.map(({ postings }) => postings[0]?.fields.language))).toEqual(new Set(['ru', 'en']))
  })

  test('are the same for the same seed, and others for another', () => {
    expect(advertPage(1, 7, URL)).toBe(pages[7])
    expect(advertPage(2, 7, URL)).not.toBe(pages[7])
  })

  test('stand in a sitemap with their marks', () => {
    const { listed } = sitemapJsonLd.read(page('sitemap', sitemapXml([URL], '2026-11-20')), board)
    expect(listed).toMatchObject([{ sourceId: '/vacancy/1', mark: '2026-11-20' }])
  })
})

describe('the verdict', () => {
  const figures = (pagesPerSecond: number, pagesPerCpuSecond = pagesPerSecond, peakMegabytes = 200): Figures => ({
    pagesPerSecond,
    pagesPerCpuSecond,
    peakMegabytes,
    loadCpuSeconds: 1,
  })
  const growth = { runs: 1000, heapGrowthMegabytes: 1 }
  const peers = { colly: figures(1000), scrapy: figures(250), crawlee: figures(100), bare: figures(5000) }
  const missedBy = (ours: Figures): string[] => {
    const table = { ours, ...peers }
    return missedBounds(table, ratiosOf(table), growth)
  }

  test('takes the median of the rounds', () => {
    const report = (seconds: number) => ({
      postings: 100,
      seconds,
      cpuSeconds: seconds / 2,
      loadCpuSeconds: 0,
      peakMegabytes: seconds,
    })
    expect(figuresOf([report(1), report(50), report(2)])).toMatchObject({
      pagesPerSecond: 50,
      pagesPerCpuSecond: 100,
      peakMegabytes: 2,
    })
  })

  test('holds at the bounds themselves', () => {
    expect(missedBy(figures(1000, 1000, 300))).toEqual([])
  })

  test('names every bound that is missed', () => {
    expect(missedBy(figures(1000, 900, 301))).toEqual([
      "pagesPerCpuSecond: 0.9 × colly's, at least 1 × is asked",
      "pagesPerCpuSecond: 3.6 × scrapy's, at least 4 × is asked",
      "pagesPerCpuSecond: 9 × crawlee's, at least 10 × is asked",
      'peakMegabytes: 301, at most 300 are allowed',
    ])
    expect(missedBounds({}, {}, { runs: 1000, heapGrowthMegabytes: 10 })).toHaveLength(1)
  })
})

test('a profile counts native code for who called it, and leaves idle time out', () => {
  const root = new globalThis.URL('../../../', import.meta.url).href
  const frame = (functionName: string, url = '') => ({ functionName, url })
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(root)'), children: [2, 4, 5] },
      { id: 2, callFrame: frame('read', `${root}dist/bench/crawlers/read/json-ld.js`), children: [3] },
      { id: 3, callFrame: frame('parse') },
      { id: 4, callFrame: frame('(idle)') },
      { id: 5, callFrame: frame('write', `${root}node_modules/undici/lib/client.js`) },
    ],
    samples: [2, 3, 4, 5],
    timeDeltas: [10, 20, 1000, 10],
  }
  expect(topOf(profile, 5)).toEqual([
    { where: 'crawlers/read/json-ld.js', share: 0.75 },
    { where: 'undici', share: 0.25 },
  ])
})
