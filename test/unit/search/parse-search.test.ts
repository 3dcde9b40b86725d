import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { JobdataError } from '../../../src/domain/errors.js'
import { FACETS } from '../../../src/ports/vacancy-index.js'
import { parseSearch, searchParameters, toParameters, toQueryString } from '../../../src/search/parse-search.js'
import { hasFilter, toggleFilter } from '../../../src/search/refine.js'
import type { Parameters } from '../../../src/search/given.js'

const now = Date.parse('2026-11-24T08:00:00.000Z')
const DAY = 86_400_000
const queryOf = (input: Parameters) => parseSearch(input, { now }).query

test('nothing asked: all vacancies, the newest first, all facets', () => {
  expect(queryOf({})).toEqual({
    text: { words: [], phrases: [], excluded: [] },
    filters: { includeUnstated: true },
    sort: 'date',
    facets: FACETS,
    facetSize: 20,
    size: 20,
    now,
  })
})

describe('q', () => {
  const cases: readonly [string, { words?: string[]; phrases?: string[]; excluded?: string[] }][] = [
    ['водитель категории C', { words: ['водитель', 'категории', 'C'] }],
    ['"machine learning" python', { phrases: ['machine learning'], words: ['python'] }],
    ['«менеджер по продажам»', { phrases: ['менеджер по продажам'] }],
    ['“data engineer”', { phrases: ['data engineer'] }],
    ['java -javascript', { words: ['java'], excluded: ['javascript'] }],
    ['java -"front end" -«1С»', { words: ['java'], excluded: ['front end', '1С'] }],
    ['front-end C++ C# .NET node.js', { words: ['front-end', 'C++', 'C#', '.NET', 'node.js'] }],
    ['"unclosed phrase', { words: ['unclosed', 'phrase'] }],
    ['- -- "" «» -"" ***', {}],
    ['java java "java" "java"', { words: ['java'], phrases: ['java'] }],
    ['a"b c"d', { words: ['a', 'd'], phrases: ['b c'] }],
    ['-"-x"', { excluded: ['x'] }],
    ['ok\u0000\u200Bok', { words: ['ok', 'ok'].slice(0, 1) }],
    ['NEAR(a b) OR title:*', { words: ['NEAR(a', 'b)', 'OR', 'title:*'] }],
  ]
  test.each(cases)('%s', (q, expected) => {
    expect(queryOf({ q }).text).toEqual({ words: [], phrases: [], excluded: [], ...expected })
  })
})

describe('filters', () => {
  const cases: readonly [Parameters, object][] = [
    [{ place: 'country:RU,city:524901' }, { place: ['country:RU', 'city:524901'] }],
    [{ place: ['country:RU', 'region:RU.48', 'country:RU'] }, { place: ['country:RU', 'region:RU.48'] }],
    [{ workMode: 'Remote, hybrid' }, { workMode: ['remote', 'hybrid'] }],
    [{ remoteFrom: 'de,EU' }, { remoteFrom: ['DE', 'EU'] }],
    [
      { employmentType: 'full-time', seniority: 'senior,lead' },
      { employmentType: ['full-time'], seniority: ['senior', 'lead'] },
    ],
    [{ skill: ['C++', 'C#'] }, { skill: ['C++', 'C#'] }],
    [{ skill: String.raw`PL\, SQL,Java` }, { skill: ['PL, SQL', 'Java'] }],
    [{ employer: ' яндекс ' }, { employer: ['яндекс'] }],
    [
      { language: 'RU', board: 'demo-1' },
      { language: ['ru'], board: ['demo-1'] },
    ],
    [
      { salaryMin: '50000', includeUnstated: 'no' },
      { salaryMin: 50000, includeUnstated: false },
    ],
    [{ experienceMax: '2.5' }, { experienceMax: 2.5 }],
    [{ firstSeenWithinDays: '7' }, { firstSeenSince: now - 7 * DAY }],
    [{ lat: '52.52', lon: '13.4' }, { near: { lat: 52.52, lon: 13.4, km: 50 } }],
    [{ lat: '-0.5', lon: '0', km: '12.5' }, { near: { lat: -0.5, lon: 0, km: 12.5 } }],
    [{ place: '', workMode: [], salaryMin: undefined, skill: ' , ' }, {}],
  ]
  test.each(cases)('%j', (input, expected) => {
    expect(queryOf(input).filters).toEqual({ includeUnstated: true, ...expected })
  })
})

describe('order, page and facets', () => {
  const cases: readonly [Parameters, object][] = [
    [{ q: 'java' }, { sort: 'relevance' }],
    [{ q: '-java' }, { sort: 'date' }],
    [{ q: 'java', sort: 'Salary' }, { sort: 'salary' }],
    [{ sort: 'distance', lat: '1', lon: '2' }, { sort: 'distance' }],
    [
      { size: '100', cursor: 'abc_-' },
      { size: 100, cursor: 'abc_-' },
    ],
    [{ facets: 'workmode,place' }, { facets: ['place', 'workMode'] }],
    [{ facets: 'none' }, { facets: [] }],
    [{ facets: '' }, { facets: FACETS }],
  ]
  test.each(cases)('%j', (input, expected) => {
    expect(queryOf(input)).toMatchObject(expected)
  })

  test('the page size is the caller’s to choose when nobody asks', () => {
    expect(parseSearch({}, { now, size: 10 }).query.size).toBe(10)
  })
})

const errorsOf = (input: Parameters): unknown => {
  try {
    parseSearch(input, { now })
  } catch (error) {
    const { consequence, code, details } = error as JobdataError
    expect({ consequence, code }).toEqual({ consequence: 'bad-request', code: 'bad-query' })
    return (details['errors'] as { field: string }[]).map(({ field }) => field)
  }
  return []
}

describe('bad values name their field', () => {
  const cases: readonly [Parameters, readonly string[]][] = [
    [{ workMode: 'teleport' }, ['workMode']],
    [{ employmentType: 'full-time,slave', seniority: 'god' }, ['employmentType', 'seniority']],
    [{ salaryMin: 'much' }, ['salaryMin']],
    [{ salaryMin: '-1' }, ['salaryMin']],
    [{ salaryMin: '1e400' }, ['salaryMin']],
    [{ salaryMin: ['1', '2'] }, ['salaryMin']],
    [{ includeUnstated: 'maybe' }, ['includeUnstated']],
    [{ experienceMax: '99' }, ['experienceMax']],
    [{ firstSeenWithinDays: '0' }, ['firstSeenWithinDays']],
    [{ firstSeenWithinDays: '1.5' }, ['firstSeenWithinDays']],
    [{ lat: '91', lon: '0' }, ['lat']],
    [{ lat: '10' }, ['lon']],
    [{ km: '10' }, ['lat', 'lon']],
    [{ lat: '1', lon: '1', km: '0' }, ['km']],
    [{ sort: 'distance' }, ['sort']],
    [{ sort: 'luck' }, ['sort']],
    [{ size: '101' }, ['size']],
    [{ size: '0' }, ['size']],
    [{ size: 'NaN' }, ['size']],
    [{ cursor: 'x'.repeat(2001) }, ['cursor']],
    [{ facets: 'colour' }, ['facets']],
    [{ place: 'Berlin' }, ['place']],
    [{ language: 'russian' }, ['language']],
    [{ board: 'Доска' }, ['board']],
    [{ remoteFrom: '$$' }, ['remoteFrom']],
    [{ q: 'x'.repeat(501) }, ['q']],
    [{ q: Array.from({ length: 33 }, (_, n) => `w${n}`).join(' ') }, ['q']],
    [{ skill: Array.from({ length: 51 }, (_, n) => `s${n}`) }, ['skill']],
    [{ skill: 'x'.repeat(201) }, ['skill']],
    [{ size: '0', salaryMin: 'x', workMode: 'y' }, ['workMode', 'salaryMin', 'size']],
  ]
  test.each(cases)('%j', (input, fields) => {
    expect(errorsOf(input)).toEqual(fields)
  })
})

describe('unknown parameters are ignored aloud', () => {
  const cases: readonly [string, string | undefined][] = [
    ['workmode', 'workMode'],
    ['skils', 'skill'],
    ['salary_min', 'salaryMin'],
    ['employmentTypes', 'employmentType'],
    ['utm_source', undefined],
    ['__proto__x', undefined],
    ['x'.repeat(5000), undefined],
  ]
  test.each(cases)('%.20s', (name, suggestion) => {
    const { ignored } = parseSearch({ [name]: 'x' }, { now })
    expect(ignored).toEqual([{ name, ...(suggestion !== undefined && { suggestion }) }])
  })

  test('parameters of others are not reported', () => {
    expect(parseSearch({ lang: 'ru', foo: '1' }, { now, others: ['lang'] }).ignored).toEqual([{ name: 'foo' }])
  })
})

test('interpreted says what was understood', () => {
  const { interpreted } = parseSearch(
    { q: 'водитель -такси', workMode: 'onsite', firstSeenWithinDays: '3', lat: '55.7', lon: '37.6', km: '20' },
    { now },
  )
  expect(interpreted).toEqual({
    words: ['водитель'],
    phrases: [],
    excluded: ['такси'],
    filters: {
      workMode: ['onsite'],
      includeUnstated: true,
      firstSeenWithinDays: 3,
      near: 'within 20 km of 55.7, 37.6',
    },
    sort: 'relevance',
    size: 20,
  })
})

describe('toParameters', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      'remote',
      'senior',
      'ru',
      'country:RU',
      'DE',
      '5',
      '1.25',
      'date',
      'false',
      'C++, C',
      'place',
      '-"a b" «c"d» --e',
    ),
  )
  const parameters = fc.dictionary(
    fc.constantFrom(...searchParameters),
    fc.oneof(value, fc.array(value, { maxLength: 3 })),
    { maxKeys: 8 },
  )
  const circle = new Set(['lat', 'lon', 'km'])
  const readable = (input: Parameters): Parameters => {
    try {
      parseSearch(input, { now })
      return input
    } catch (error) {
      const wrong = ((error as JobdataError).details['errors'] as { field: string }[]).map(({ field }) => field)
      // A circle is bad as a whole: what is missing of it cannot be left out.
      const isBad = (name: string): boolean =>
        wrong.includes(name) || (circle.has(name) && wrong.some((one) => circle.has(one)))
      const left = Object.entries(input).filter(([name]) => !isBad(name))
      return readable(Object.fromEntries(left))
    }
  }

  test('writes what reads back as the same query, also through a link', () => {
    fc.assert(
      fc.property(parameters, fc.integer({ min: 1, max: 100 }), (input, size) => {
        const { query } = parseSearch(readable(input), { now, size })
        const written = toParameters(query, { size })
        expect(parseSearch(written, { now, size }).query).toEqual(query)
        const link = new URLSearchParams(toQueryString(written))
        const linked = Object.fromEntries([...new Set(link.keys())].map((name) => [name, link.getAll(name)]))
        expect(parseSearch(linked, { now, size }).query).toEqual(query)
      }),
      { numRuns: 500 },
    )
  })

  test('leaves out what holds anyway', () => {
    expect(toParameters(queryOf({ q: 'java', sort: 'relevance', size: '20', includeUnstated: 'true' }))).toEqual({
      q: 'java',
    })
  })

  test('toggling a facet’s value adds it, and again takes it away, from the first page on', () => {
    const query = queryOf({ q: 'java', skill: 'Java', cursor: 'abc' })
    const more = toggleFilter(query, 'skill', 'SQL')
    expect(toParameters(more)).toEqual({ q: 'java', skill: ['Java', 'SQL'] })
    expect(hasFilter(more, 'skill', 'SQL')).toBe(true)
    expect(toParameters(toggleFilter(toggleFilter(more, 'skill', 'SQL'), 'skill', 'Java'))).toEqual({ q: 'java' })
  })
})
