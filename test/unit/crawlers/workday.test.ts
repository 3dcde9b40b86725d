import { describe, expect, test } from '@jest/globals'
import type { Page, PageRequest, Reading } from '../../../crawlers/board.js'
import type { Ledger } from '../../../crawlers/ledger.js'
import workday from '../../../crawlers/platforms/workday.js'
import { openWalk } from '../../../crawlers/walk.js'
import { Board } from '../../../src/domain/board.js'

const URL = 'https://lanternworks.wd5.myworkdayjobs.com/Lantern_Careers'
const boardAt = (url: string): Board => Board.parse({ id: 'lantern', platform: 'workday', name: 'Lantern', url })
const board = boardAt(URL)

interface Asked {
  readonly offset: number
  readonly appliedFacets: Readonly<Record<string, readonly string[]>>
}

const asked = ({ body }: PageRequest): Asked => body as Asked

/** `family: { making: 1500 }` as the API writes it. */
const facet = (facetParameter: string, counts: Readonly<Record<string, number>>) => ({
  facetParameter,
  values: Object.entries(counts).map(([id, count]) => ({ id, descriptor: id, count })),
})

const posting = (n: number) => ({ title: `Lamp ${n}`, externalPath: `/job/Porto/Lamp_R-${n}` })

const first = workday.start(board)[0] as PageRequest

const readText = (body: string, request: PageRequest): Reading => {
  const page: Page = {
    request,
    url: request.url,
    status: 200,
    contentType: 'application/json',
    body,
    fetchedAt: 0,
  }
  return workday.read(page, board)
}

const read = (body: object, request = first): Reading =>
  readText(JSON.stringify({ jobPostings: [posting(1)], facets: [], ...body }), request)

const codes = ({ signals }: Reading): string[] => signals.map(({ code }) => code)

describe('where a site is asked', () => {
  const api = 'https://lanternworks.wd5.myworkdayjobs.com/wday/cxs/lanternworks/Lantern_Careers/jobs'
  test.each([
    [URL, api],
    [`${URL}/`, api],
    ['https://lanternworks.wd5.myworkdayjobs.com/en-US/Lantern_Careers', api],
    ['https://lanternworks.wd5.myworkdayjobs.com/de/Lantern_Careers', api],
    [api, api],
    [
      'https://lanternworks.wd1.myworkdayjobs.com/2',
      'https://lanternworks.wd1.myworkdayjobs.com/wday/cxs/lanternworks/2/jobs',
    ],
    [
      'https://wd5.myworkdaysite.com/en-US/recruiting/lanternworks/Careers',
      'https://wd5.myworkdaysite.com/wday/cxs/lanternworks/Careers/jobs',
    ],
  ])('%s', (url, expected) => {
    expect(workday.start(boardAt(url))).toEqual([
      {
        url: expected,
        kind: 'search',
        method: 'POST',
        body: { limit: 20, offset: 0, searchText: '', appliedFacets: {} },
      },
    ])
  })
})

describe('the pages of a list', () => {
  const offsets = (reading: Reading): number[] => reading.next.map((one) => asked(one).offset)

  test.each([
    [0, []],
    [20, []],
    [21, [20]],
    [45, [20, 40]],
  ])('of %i postings', (total, expected) => {
    expect(offsets(read({ total }))).toEqual(expected)
    expect(read({ total }).total).toBe(total)
  })

  test('only the first tells the total: the others say 0', () => {
    const [second] = read({ total: 45 }).next
    const reading = read({ total: 0 }, second)
    expect([reading.total, reading.next, reading.empty]).toEqual([undefined, [], undefined])
  })

  test('a further page without postings leaves the list incomplete', () => {
    const [second] = read({ total: 45 }).next
    expect(codes(read({ total: 0, jobPostings: [] }, second))).toEqual(['list-capped'])
  })

  test('a tenant that counts on beyond 2,000 is paged to its end', () => {
    expect(offsets(read({ total: 5000, facets: [facet('family', { a: 4000, b: 1000 })] }))).toHaveLength(249)
  })
})

describe('a list of more than the API gives', () => {
  const family = facet('family', { making: 1500, mending: 1400, selling: 100 })
  const type = facet('type', { regular: 2900, temporary: 100 })
  const region = facet('region', { north: 900, south: 900 })

  const parts = (reading: Reading) => reading.next.map((one) => asked(one).appliedFacets)

  test('is parted by the facet that counts each posting once and whose largest part is small', () => {
    const places = { facetParameter: 'group', values: [facet('locations', { porto: 2600, faro: 1300 })] }
    const reading = read({ total: 2000, facets: [type, region, places, family] })
    expect(parts(reading)).toEqual([{ family: ['making'] }, { family: ['mending'] }, { family: ['selling'] }])
    expect(reading.next.map((one) => asked(one).offset)).toEqual([0, 0, 0])
    expect([reading.total, codes(reading)]).toEqual([2000, []])
  })

  test('is parted by a facet inside a group', () => {
    const places = { facetParameter: 'group', values: [facet('locations', { porto: 1600, faro: 1400 })] }
    expect(parts(read({ total: 2000, facets: [places] }))).toEqual([{ locations: ['porto'] }, { locations: ['faro'] }])
  })

  test('a part that is too large itself is parted by another facet', () => {
    const [regular] = read({ total: 2000, facets: [type] }).next
    const reading = read({ total: 2000, facets: [type, family] }, regular)
    expect(parts(reading)[0]).toEqual({ type: ['regular'], family: ['making'] })
    expect([reading.total, codes(reading)]).toEqual([undefined, []])
  })

  test('a part is paged within its facet, and tells no total of the board', () => {
    const [making] = read({ total: 2000, facets: [family] }).next
    const reading = read({ total: 41, facets: [family] }, making)
    expect(reading.next.map(asked)).toMatchObject([
      { offset: 20, appliedFacets: { family: ['making'] } },
      { offset: 40, appliedFacets: { family: ['making'] } },
    ])
    expect([reading.total, reading.empty]).toEqual([undefined, undefined])
  })

  test.each([
    ['no facet', []],
    ['a facet of one value', [facet('type', { regular: 2900 })]],
  ])('with %s, says so and gives what it can', (_, facets) => {
    const reading = read({ total: 2000, facets: [...facets, facet('more', { all: 2900 })] })
    expect([codes(reading), reading.next.length]).toEqual([['list-capped'], 99])
  })

  test('of exactly 2,000 postings is not parted', () => {
    const reading = read({ total: 2000, facets: [facet('type', { regular: 1900, temporary: 100 })] })
    expect([codes(reading), reading.next.length]).toEqual([[], 99])
  })
})

describe('what the list says of an advert', () => {
  const mark = (entry: object) => read({ total: 1, jobPostings: [{ ...posting(1), ...entry }] }).listed[0]?.mark

  test('passing days are no change', () => {
    expect(mark({ postedOn: 'Posted Today' })).toBe(mark({ postedOn: 'Posted 30+ Days Ago' }))
  })

  test('another title or place is', () => {
    expect(new Set([mark({}), mark({ title: 'Lamps' }), mark({ locationsText: 'Faro' })]).size).toBe(3)
  })

  test('a change deeper than any advert nests is none', () => {
    const nested = (inner: string): string => {
      const labels = `${'['.repeat(10_000)}${inner}${']'.repeat(10_000)}`
      return `{ "total": 1, "jobPostings": [{ "externalPath": "/job/Porto/Lamp_R-1", "bulletFields": ${labels} }] }`
    }
    const [one, other] = ['1', '2'].map((inner) => readText(nested(inner), first).listed[0]?.mark)
    expect(one).toEqual(expect.any(String))
    expect(other).toBe(one)
  })

  test('an advert in two parts of a list is one', () => {
    const { listed } = read({ total: 2, jobPostings: [posting(1), posting(1)] })
    expect(new Set(listed.map(({ sourceId, detail }) => `${sourceId} ${detail.url}`)).size).toBe(1)
  })
})

describe('a walk over a board of 3,000', () => {
  const ids = Array.from({ length: 3000 }, (_, n) => n)
  const families: Readonly<Record<string, readonly number[]>> = {
    making: ids.slice(0, 1500),
    mending: ids.slice(1500),
  }
  const counts = facet('family', { making: 1500, mending: 1500 })

  /** As the API answers: at most 2,000 of a search, and its total on the first page only. */
  const answer = (request: PageRequest, facets: readonly object[]): Page => {
    const { offset, appliedFacets } = asked(request)
    const found = families[appliedFacets['family']?.[0] ?? ''] ?? ids
    const within = found.slice(0, 2000).slice(offset, offset + 20)
    const body = {
      total: offset === 0 ? Math.min(2000, found.length) : 0,
      jobPostings: within.map(posting),
      facets: offset === 0 ? facets : [],
    }
    return {
      request,
      url: request.url,
      status: 200,
      contentType: 'application/json',
      body: JSON.stringify(body),
      fetchedAt: 0,
    }
  }

  const walked = (facets: readonly object[]) => {
    const ledger = { entry: () => undefined, entries: () => new Map() } as unknown as Ledger
    const walk = openWalk({ board, platform: workday, ledger, now: 0, removals: new Set() })
    const queue = [...walk.start()]
    const details = new Set<string>()
    for (let request = queue.shift(); request !== undefined; request = queue.shift())
      if (request.kind === 'detail') details.add(request.url)
      else queue.push(...walk.read(answer(request, facets)))
    return { details: details.size, verdict: walk.verdict() }
  }

  test('finds each posting, and is complete', () => {
    expect(walked([counts])).toEqual({ details: 3000, verdict: undefined })
  })

  test('that nothing parts is not complete: absence says nothing', () => {
    expect(walked([facet('type', { regular: 3000 })])).toEqual({ details: 2000, verdict: 'truncated' })
  })
})
