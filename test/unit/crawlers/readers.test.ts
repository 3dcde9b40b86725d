import { describe, expect, test } from '@jest/globals'
import type { Platform } from '../../../crawlers/board.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'
import { JobdataError } from '../../../src/domain/errors.js'
import { boardOf, fixtureIds, fixturesOf, pageOf } from '../../support/platform-pages.js'
import type { Expected } from '../../support/platform-pages.js'
import { timed } from '../../support/timed.js'

const platforms = await loadPlatforms()

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act()
  } catch (error) {
    return error instanceof JobdataError ? `${error.consequence} ${error.code}` : String(error)
  }
  return undefined
}

const check = (platform: Platform, expected: Expected, body: string): void => {
  const act = () => platform.read(pageOf(expected, body), boardOf(platform, expected))
  if (expected.throws !== undefined) {
    expect(codeOf(act)).toBe(`source-changed ${expected.throws}`)
    return
  }
  const reading = act()
  const flat = reading.postings.map(({ sourceId, fields }) => ({ sourceId, ...fields }))
  expect(flat).toHaveLength(expected.postings?.length ?? 0)
  expect(flat).toMatchObject([...(expected.postings ?? [])])
  expect(reading.next.map(({ url }) => url)).toEqual(expected.next ?? [])
  expect(reading.listed).toHaveLength(expected.listed?.length ?? 0)
  expect(reading.listed).toMatchObject([...(expected.listed ?? [])])
  expect(reading.signals).toHaveLength(expected.signals?.length ?? 0)
  expect(reading.signals).toEqual(
    expect.arrayContaining((expected.signals ?? []).map((one) => expect.objectContaining(one))),
  )
  expect([reading.total, reading.empty === true]).toEqual([expected.total, expected.empty === true])
  for (const text of expected.without ?? []) expect(JSON.stringify(reading)).not.toContain(text)
}

describe.each(fixtureIds())('%s', (id) => {
  const platform = platforms.get(id)
  test.each(fixturesOf(id).map((fixture) => [fixture.name, fixture] as const))('%s', (_, { expected, body }) => {
    if (platform === undefined) throw new Error(`test/fixtures/platforms/${id}: there is no such platform`)
    check(platform, expected, body)
  })
})

test.each([...platforms.keys()])('%s has fixtures, and the name of its file', (id) =>
  expect(fixtureIds()).toContain(id),
)

describe('where a board starts', () => {
  const start = (platform: string, url: string): string[] => {
    const one = platforms.get(platform)
    return one ? one.start(boardOf(one, { url })).map((request) => `${request.kind} ${request.url}`) : []
  }
  test.each([
    ['greenhouse', 'https://boards-api.greenhouse.io/v1/boards/acme', '/v1/boards/acme/jobs?content=true'],
    ['greenhouse', 'https://boards-api.greenhouse.io/v1/boards/acme/', '/v1/boards/acme/jobs?content=true'],
    ['greenhouse', 'https://boards-api.greenhouse.io/v1/boards/acme/jobs', '/v1/boards/acme/jobs?content=true'],
    ['trudvsem', 'https://opendata.trudvsem.ru/api/v1/vacancies/region/76', '/region/76?limit=100&offset=0'],
    ['lever', 'https://api.lever.co/v0/postings/acme', 'api.lever.co/v0/postings/acme?mode=json&skip=0&limit=100'],
    ['lever', 'https://api.eu.lever.co/v0/postings/acme?team=Boats', '/acme?team=Boats&mode=json&skip=0&limit=100'],
    ['lever', 'https://jobs.eu.lever.co/acme', 'https://api.eu.lever.co/v0/postings/acme?mode=json&skip=0&limit=100'],
    ['ashby', 'https://api.ashbyhq.com/posting-api/job-board/acme', '/job-board/acme?includeCompensation=true'],
    ['ashby', 'https://jobs.ashbyhq.com/acme', 'https://api.ashbyhq.com/posting-api/job-board/acme?includeComp'],
    ['recruitee', 'https://acme.recruitee.com', 'list https://acme.recruitee.com/api/offers'],
    ['recruitee', 'https://jobs.acme.example/api/offers/', 'list https://jobs.acme.example/api/offers/'],
    ['smartrecruiters', 'https://api.smartrecruiters.com/v1/companies/Acme', '/Acme/postings?limit=100&offset=0'],
    ['smartrecruiters', 'https://careers.smartrecruiters.com/Acme', '/v1/companies/Acme/postings?limit=100&offset=0'],
    ['remoteok', 'https://remoteok.com/api', 'list https://remoteok.com/api'],
    ['feed', 'https://a.example/rss', 'list https://a.example/rss'],
    ['sitemap-jsonld', 'https://a.example/jobs/', 'robots https://a.example/robots.txt'],
    ['sitemap-jsonld', 'https://a.example/jobs.xml', 'sitemap https://a.example/jobs.xml'],
  ])('%s at %s', (platform, url, expected) => {
    const [first, ...more] = start(platform, url)
    expect(more).toEqual([])
    expect(first).toContain(expected)
  })
})

test('a robots.txt of empty lines is read soon', () => {
  const platform = platforms.get('sitemap-jsonld')!
  const expected = { url: 'https://a.example/robots.txt', kind: 'robots' }
  const page = pageOf(expected, `${'\n'.repeat(200_000)}Sitemap: /jobs.xml`)
  const { value, ms } = timed(() => platform.read(page, boardOf(platform, expected)), 100)
  expect(value.next.map(({ url }) => url)).toEqual(['https://a.example/jobs.xml'])
  expect(ms).toBeLessThan(100)
})
