import { beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Platform } from '../../../crawlers/board.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'
import { Board } from '../../../src/domain/board.js'
import { pageOf } from '../../../src/cli/saved-page.js'
import { loadExpectations } from '../../captures/expectations.js'
import { measure } from '../../captures/measure.js'
import { failuresOf } from '../../captures/score.js'
import type { Score } from '../../captures/score.js'
import { CAPTURES, hasCaptures } from '../../support/captures.js'

const platforms = await loadPlatforms()
const expectations = await loadExpectations()

const readSite = (file: string, url: string, kind: string) => {
  const board = Board.parse({ id: 'capture', platform: 'sitemap-jsonld', name: 'Capture', url })
  const page = pageOf({ url, kind }, readFileSync(join(CAPTURES, file), 'utf8'), 0)
  return (platforms.get('sitemap-jsonld') as Platform).read(page, board)
}

const suites = (): void => {
  let scores: ReadonlyMap<string, Score>
  beforeAll(async () => {
    scores = await measure({ folder: CAPTURES, expectations, platforms, seed: 1 })
  })

  test('every posting of every capture is read, and nothing else', () => {
    expect(failuresOf(scores)).toEqual([])
  })

  test.each(['feed', 'greenhouse', 'sitemap-jsonld'])('every field of %s is right', (platform) => {
    expect(scores.get(platform)?.offences).toEqual([])
  })

  test.each([
    ['feed', { 'malformed-feed': 1 }],
    ['greenhouse', {}],
  ])('%s signals nothing but what is wrong with its captures', (platform, signals) => {
    expect(scores.get(platform)?.signals).toEqual(signals)
  })

  const details = [...(expectations.get('sitemap-jsonld') ?? [])].filter(([, { kind }]) => kind === 'detail')
  test.each(details.map(([file, { url }]) => [file, url]))('%s says where', (file, url) => {
    expect(readSite(file, url, 'detail').postings[0]?.fields.places.length).toBeGreaterThan(0)
  })

  test.each(['findjobsinfinland', 'no-commute-jobs'])('the sitemap of %s leads to every posting', (site) => {
    const url = `https://${site}.example/sitemap-jobs.xml`
    const { listed, signals } = readSite(`sitemaps/${site}_sitemap-jobs.xml`, url, 'sitemap')
    const paths = listed.map(({ detail }) => new URL(detail.url).pathname)
    expect(paths).toEqual(listed.map(({ sourceId }) => new URL(sourceId, url).pathname))
    expect(signals).toEqual([])
  })

  test.each(['findjobsinfinland', 'no-commute-jobs'])('robots.txt and index of %s lead to its sitemap', (site) => {
    const robots = readSite(`sitemaps/${site}_robots.txt`, `https://${site}.example/robots.txt`, 'robots')
    expect(robots.next).toHaveLength(1)
    const index = readSite(`sitemaps/${site}_sitemap.xml`, `https://${site}.example/sitemap.xml`, 'sitemap')
    expect(index.next.map(({ url }) => url)).toEqual([expect.stringMatching(/sitemap-jobs\.xml$/)])
  })
}

// eslint keeps out `skip`; a suite without its input is one test that says so.
if (hasCaptures('captures')) describe('captures', suites)
else test('captures are not here: nothing was checked', () => expect(hasCaptures('captures')).toBe(false))
