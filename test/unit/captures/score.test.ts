import { describe, expect, test } from '@jest/globals'
import type { ExpectedPage } from '../../captures/expectations.js'
import { judgePage } from '../../captures/judge.js'
import type { PageRead } from '../../captures/judge.js'
import { accuracyOf, failuresOf, perField, sumScores } from '../../captures/score.js'
import type { Field, Score, Tally } from '../../captures/score.js'

const PAGE: ExpectedPage = {
  url: 'https://jobs.lamplist.example/list',
  kind: 'list',
  detailsApart: false,
  tolerated: ['note-1'],
  postings: [
    {
      id: ['7', 'lamp-7'],
      title: 'Lamplighter',
      employer: ['Lumen Works', 'Lumen Works (Kazan)'],
      url: 'https://jobs.lamplist.example/7',
      posted: '2026-03-05',
    },
    { id: '8', title: 'Glass blower', employer: null, posted: '2026-03-06T10:00:00+03:00' },
  ],
}

type Posting = PageRead['postings'][number]

const SEVEN = {
  id: '7',
  values: {
    title: 'Lamplighter',
    employer: 'Lumen Works',
    url: 'https://jobs.lamplist.example/7',
    posted: '2026-03-05T00:00:00.000Z',
  },
} satisfies Posting
const EIGHT = {
  id: '8',
  values: { title: 'Glass blower', url: 'https://jobs.lamplist.example/8', posted: '2026-03-06T07:00:00.000Z' },
} satisfies Posting

const read = (postings: readonly Posting[], rest: Partial<PageRead> = {}): PageRead => ({
  ...{ postings, listed: [], signals: [] },
  ...rest,
})

const seven = (values: Posting['values']): Posting => ({ id: '7', values: { ...SEVEN.values, ...values } })

const judged = (...postings: Posting[]): Score => judgePage(PAGE, read(postings))

describe('a page read without fault', () => {
  test('has every posting and every judged field right', () => {
    expect(judged(SEVEN, EIGHT)).toEqual({
      ...{ files: 1, expected: 2, found: 2, missed: 0, surplus: 0, signals: {}, offences: [] },
      fields: {
        id: { right: 2, of: 2 },
        title: { right: 2, of: 2 },
        employer: { right: 2, of: 2 },
        url: { right: 1, of: 1 },
        posted: { right: 2, of: 2 },
      },
    })
  })

  test.each([
    ['another of its right ids', { ...SEVEN, id: 'lamp-7' }],
    ['another right employer', seven({ employer: 'Lumen Works (Kazan)' })],
    ['white space', seven({ title: ' Lamplighter\n' })],
    ['a host in capitals', seven({ url: 'https://Jobs.Lamplist.example/7' })],
    ['the hour of a day', seven({ posted: '2026-03-05T17:30:00.000Z' })],
  ])('%s changes nothing', (_, posting) => {
    expect(judged(posting, EIGHT)).toEqual(judged(SEVEN, EIGHT))
  })

  test('may hold a posting that is tolerated', () => {
    expect(judged(SEVEN, EIGHT, { ...EIGHT, id: 'note-1' })).toEqual(judged(SEVEN, EIGHT))
  })

  test('sums its signals by code', () => {
    const code = 'unknown-field'
    const signals = [{ code, count: 2 }, { code, count: 1 }, ...[{ code: 'malformed-entry', count: 1 }]]
    expect(judgePage(PAGE, read([SEVEN, EIGHT], { signals })).signals).toEqual({ [code]: 3, 'malformed-entry': 1 })
  })
})

describe('a fault lowers the score', () => {
  test.each([
    ['title', seven({ title: 'Lamplighter (m/f)' }), '7: title is "Lamplighter (m/f)", not "Lamplighter"'],
    ['title', seven({ title: undefined }), '7: title is null, not "Lamplighter"'],
    ['employer', seven({ employer: 'Lumen' }), '7: employer is "Lumen", not ["Lumen Works","Lumen Works (Kazan)"]'],
    ['url', seven({ url: 'https://jobs.lamplist.example/7/apply' }), expect.stringContaining('7: url is')],
    ['url', seven({ url: 'nowhere' }), expect.stringContaining('7: url is "nowhere"')],
    ['posted', seven({ posted: '2026-03-04T23:59:59.999Z' }), expect.stringContaining('not "2026-03-05"')],
  ] as const)('a wrong %s', (field, posting, offence) => {
    const score = judged(posting, EIGHT)
    expect(score.offences).toEqual([offence])
    expect(accuracyOf(score)[field]).toBe(field === 'url' ? 0 : 0.5)
    expect(score.missed).toBe(0)
  })

  test('an employer that the data do not say', () => {
    const score = judged(SEVEN, { ...EIGHT, values: { ...EIGHT.values, employer: 'Lamplist' } })
    expect(score.offences).toEqual(['8: employer is "Lamplist", not null'])
  })

  test('an instant in the wrong zone', () => {
    const score = judged(SEVEN, { ...EIGHT, values: { ...EIGHT.values, posted: '2026-03-06T10:00:00.000Z' } })
    expect(accuracyOf(score).posted).toBe(0.5)
  })

  test('a missed posting, with all its fields', () => {
    const score = judged(EIGHT)
    expect(score).toMatchObject({ expected: 2, found: 1, missed: 1 })
    expect(accuracyOf(score)).toEqual({ id: 0.5, title: 0.5, employer: 0.5, url: 0, posted: 0.5 })
    expect(score.offences).toContain('7: missed')
  })

  test.each([
    ['is not on the page', { ...EIGHT, id: '9' }],
    ['is read twice', SEVEN],
    ['is read twice under two ids', { ...SEVEN, id: 'lamp-7' }],
  ])('a posting that %s', (_, posting) => {
    expect(judged(SEVEN, EIGHT, posting)).toMatchObject({ found: 2, missed: 0, surplus: 1 })
  })
})

describe('a list', () => {
  const listed = read([], { listed: ['7', '8'] })

  test('whose postings stand on pages of their own need only name them', () => {
    const score = judgePage({ ...PAGE, detailsApart: true }, listed)
    expect(score).toMatchObject({ found: 2, missed: 0, surplus: 0, offences: [] })
    expect(accuracyOf(score)).toEqual({ id: 1, title: null, employer: null, url: null, posted: null })
  })

  test('that holds the values must give them', () => {
    expect(accuracyOf(judgePage(PAGE, listed)).title).toBe(0)
  })
})

describe('a list of too many ids to write down', () => {
  // printf '/7\n/8\n/9' | sha256sum
  const sha256 = '4e92f1adedcf037ae159f90136aba1a576f94b75558747d058aaf8f94130d475'
  const page: ExpectedPage = { ...PAGE, postings: [], detailsApart: true, digest: { count: 3, sha256 } }

  test.each([
    ['all, in any order', ['/9', '/7', '/8'], { found: 3, missed: 0, surplus: 0 }],
    ['one less', ['/7', '/8'], { found: 2, missed: 1, surplus: 0 }],
    ['another instead', ['/7', '/8', '/x'], { found: 2, missed: 1, surplus: 0 }],
    ['one twice', ['/7', '/8', '/9', '/9'], { found: 3, missed: 0, surplus: 1 }],
    ['one more', ['/7', '/8', '/9', '/x'], { found: 2, missed: 1, surplus: 1 }],
  ])('%s', (_, listed, counts) => {
    expect(judgePage(page, read([], { listed }))).toMatchObject({ expected: 3, ...counts })
  })
})

describe('what does not pass', () => {
  const scored = (fields: Partial<Record<Field, Tally>>, rest: Partial<Score> = {}): Score => ({
    ...{ files: 1, expected: 200, found: 200, missed: 0, surplus: 0, signals: {}, offences: [] },
    fields: perField((field) => fields[field] ?? { right: 200, of: 200 }),
    ...rest,
  })
  const failures = (...scores: Score[]): string[] =>
    failuresOf(new Map(scores.map((score, at) => [['lamplist', 'wicks'][at] ?? '', score])))

  test.each([
    ['nothing wrong', scored({}), []],
    ['198 of 200', scored({ title: { right: 198, of: 200 } }), []],
    [
      '197 of 200',
      scored({ title: { right: 197, of: 200 } }),
      ['all platforms: title is right in 197 of 200: less than 99 %'],
    ],
    ['one missed', scored({}, { missed: 1 }), ['lamplist: 1 of 200 postings missed']],
    ['one too many', scored({}, { surplus: 1 }), ['lamplist: 1 postings that are not there, or are read twice']],
    ['a field that nothing judged', scored({ url: { right: 0, of: 0 } }), []],
  ])('%s', (_, score, expected) => {
    expect(failures(score)).toEqual(expected)
  })

  test('a small platform does not hide in the sum', () => {
    expect(failures(scored({}), scored({ posted: { right: 1, of: 2 } }))).toEqual([
      'wicks: posted is right in 1 of 2: less than 95 %',
    ])
  })

  test('platforms are summed up', () => {
    const signals = { 'unknown-field': 2 }
    const both = sumScores([scored({}, { signals, missed: 1 }), scored({ url: { right: 1, of: 2 } }, { signals })])
    expect(both).toMatchObject({ files: 2, expected: 400, missed: 1, signals: { 'unknown-field': 4 } })
    expect(both.fields.url).toEqual({ right: 201, of: 202 })
    expect(accuracyOf(both).url).toBe(0.995)
  })
})
