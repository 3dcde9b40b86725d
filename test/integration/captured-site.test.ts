import { expect, test } from '@jest/globals'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '../../config/settings.js'
import { Board } from '../../src/domain/board.js'
import { startService } from '../../src/service.js'
import { boardSite } from '../support/board-site.js'
import type { BoardSite } from '../support/board-site.js'
import { CAPTURES, hasCaptures } from '../support/captures.js'
import { shiftedClock } from '../support/clock.js'
import { silentLogger } from '../support/quiet.js'

const HOST = 'https://findjobsinfinland.fi'

const load = (path: string): Promise<string> => readFile(join(CAPTURES, path), 'utf8')

/** Where each captured page stood on its site: column 3 of the manifest names the file that was served there. */
const capturedPages = async (): Promise<Map<string, string>> => {
  const rows = (await load('MANIFEST.tsv')).split('\n').map((line) => line.split('\t'))
  const pages = rows.filter(([file]) => file?.startsWith('html_jsonld_fi/'))
  return new Map(pages.map(([file = '', , path = '']) => [`/${path.replace(/\.html$/, '')}`, file]))
}

/** The jobs' sitemap cut to the pages that were captured. */
const cut = (sitemap: string, paths: ReadonlySet<string>): string =>
  sitemap.replaceAll(/<url>[\s\S]*?<\/url>/g, (url) => {
    const loc = /<loc>([^<]*)<\/loc>/.exec(url)?.[1]?.trim() ?? ''
    return paths.has(loc.slice(HOST.length)) ? url : ''
  })

/** The site as it was captured, on the loopback address. */
const serveCaptured = async (): Promise<BoardSite> => {
  const site = await boardSite()
  const paths = await capturedPages()
  const here = (text: string): string => text.replaceAll(HOST, site.origin)
  const answer = (path: string, body: string): unknown => site.pages.set(new URL(path, site.origin).pathname, { body })
  answer('/robots.txt', here(await load('sitemaps/findjobsinfinland_robots.txt')))
  answer('/sitemap.xml', here(await load('sitemaps/findjobsinfinland_sitemap.xml')))
  const sitemap = await load('sitemaps/findjobsinfinland_sitemap-jobs.xml')
  answer('/sitemap-jobs.xml', here(cut(sitemap, new Set(paths.keys()))))
  for (const [path, file] of paths) answer(path, await load(file))
  return site
}

/** Captured pages that the site's own sitemap lists: one of the twelve had ended before the sitemap was written. */
const LISTED = 11

/** The day on which the sitemap was written. */
const CAPTURED_AT = Date.parse('2026-08-22T21:00:00Z')

const harvestWhole = async (): Promise<void> => {
  const site = await serveCaptured()
  const folder = await mkdtemp(join(tmpdir(), 'captured-site-'))
  const board = Board.parse({
    id: 'captured',
    platform: 'sitemap-jsonld',
    name: 'Captured site',
    url: `${site.origin}/jobs/`,
    country: 'FI',
    paceMs: 0,
  })
  const settings = readSettings({ DATA_DIR: folder, PORT: '0', CRAWL_LOOPBACK: 'true', MIN_FREE_MB: '0' })
  const service = await startService({
    settings,
    boards: [board],
    clock: shiftedClock(CAPTURED_AT),
    logger: silentLogger(),
  })
  try {
    await service.wishAll('captured')
    await service.quiet()
    const titles = await titlesOf(service.address)
    expect(titles).toHaveLength(LISTED)
    expect(titles).toContain('Embedded Software Engineer')
    expect(site.asked[0]).toBe('/robots.txt')
    expect(site.asked.filter((path) => path.startsWith('/jobs/'))).toHaveLength(LISTED)
  } finally {
    await service.stop()
    await site.close()
    await rm(folder, { recursive: true })
  }
}

const titlesOf = async (address: string): Promise<string[]> => {
  const answer = await fetch(new URL('/v1/vacancies?size=50', address))
  expect(answer.status).toBe(200)
  const { hits } = (await answer.json()) as { hits: { vacancy: { title: string } }[] }
  return hits.map(({ vacancy }) => vacancy.title)
}

if (hasCaptures('captured site')) test('a captured site is harvested whole into the search', harvestWhole, 60_000)
else test('captures are not here: nothing was checked', () => expect(hasCaptures('captured site')).toBe(false))
