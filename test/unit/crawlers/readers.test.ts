import { describe, expect, test } from '@jest/globals'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Page, PageRequest, Platform } from '../../../crawlers/board.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'
import { Board } from '../../../src/domain/board.js'
import { JobdataError } from '../../../src/domain/errors.js'
import { RawFields } from '../../../src/domain/raw-posting.js'

/** What stands beside a page: how it was asked for, and what a reader must make of it. */
interface Expected {
  readonly url: string
  readonly kind?: string
  readonly detailOf?: string
  readonly board?: object
  /** Code of the error, when the page is not the format's. */
  readonly throws?: string
  /** Exactly these postings, in order; of their fields at least these. */
  readonly postings?: readonly ({ readonly sourceId: string } & Readonly<Record<string, unknown>>)[]
  readonly listed?: readonly object[]
  readonly next?: readonly string[]
  readonly signals?: readonly object[]
  readonly total?: number
  readonly empty?: boolean
  /** Texts that must be nowhere in what was read. */
  readonly without?: readonly string[]
}

const FIXTURES = join(import.meta.dirname, '../../fixtures/platforms')
const platforms = await loadPlatforms()

const boardOf = (platform: Platform, { url, board }: Expected): Board =>
  Board.parse({ id: 'fixture', platform: platform.id, name: 'Fixture', url, ...board })

const pageOf = ({ url, kind, detailOf }: Expected, body: string): Page => {
  const request: PageRequest = { url, kind: kind ?? 'list', ...(detailOf !== undefined && { detailOf }) }
  return { request, url, status: 200, contentType: '', body, fetchedAt: 0 }
}

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

describe.each(readdirSync(FIXTURES))('%s', (id) => {
  const platform = platforms.get(id)
  test.each(readdirSync(join(FIXTURES, id)))('%s', (name) => {
    if (platform === undefined) throw new Error(`test/fixtures/platforms/${id}: there is no such platform`)
    const folder = join(FIXTURES, id, name)
    const file = readdirSync(folder).find((one) => one.startsWith('page.')) ?? 'page.json'
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected
    check(platform, expected, readFileSync(join(folder, file), 'utf8'))
  })
})

describe.each([...platforms.values()].map((platform) => [platform.id, platform] as const))('%s', (id, platform) => {
  test('has fixtures, and the name of its file', () => expect(readdirSync(FIXTURES)).toContain(id))

  /** Damages a good page anywhere: whatever comes, the reader answers or says that it is not the format. */
  test('reads any damaged page or refuses it', () => {
    const cases = readdirSync(join(FIXTURES, id)).map((name) => {
      const folder = join(FIXTURES, id, name)
      const file = readdirSync(folder).find((one) => one.startsWith('page.')) ?? 'page.json'
      const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected
      return { expected, body: readFileSync(join(folder, file), 'utf8') }
    })
    const damage = fc.record({
      one: fc.constantFrom(...cases),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(200),
      instead: fc.oneof(fc.constant(''), fc.string({ maxLength: 20 }), fc.json({ maxDepth: 2 })),
    })
    fc.assert(
      fc.property(damage, ({ one, from, length, instead }) => {
        const at = Math.floor(from * one.body.length)
        const body = one.body.slice(0, at) + instead + one.body.slice(at + length)
        try {
          const reading = platform.read(pageOf(one.expected, body), boardOf(platform, one.expected))
          for (const { sourceId, fields } of reading.postings) {
            expect(sourceId).not.toBe('')
            expect(RawFields.safeParse(fields).success).toBe(true)
          }
        } catch (error) {
          if (!(error instanceof JobdataError)) throw error
          expect(error.consequence).toBe('source-changed')
        }
      }),
      { numRuns: 150 },
    )
  })
})

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
