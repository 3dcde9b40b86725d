import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { normalizePosting } from '../../../pipelines/normalize/posting.js'
import { hasConsequence } from '../../../src/domain/errors.js'
import { Posting } from '../../../src/domain/posting.js'
import { RawFields } from '../../../src/domain/raw-posting.js'
import { normalizeContext, rawPosting } from './raw.js'

const text = `Мы ищем разработчика. ${'Опыт работы с Python и PostgreSQL от 3 лет. '.repeat(10)}`
const full = {
  title: 'Senior Python Developer (m/w/d) - Москва',
  employer: 'ООО «Ромашка»',
  places: [{ text: 'Москва' }, { text: 'Санкт-Петербург' }],
  workMode: 'Гибрид',
  employmentTypes: ['Полная занятость'],
  salary: { text: 'от 200 000 до 300 000 ₽ на руки' },
  description: { html: `<p>${text}</p>` },
  datePosted: '2026-05-01',
}

describe('a posting', () => {
  test('carries every field and fits its schema', () => {
    const posting = normalizePosting(rawPosting(full), normalizeContext)
    expect(Posting.parse(posting)).toEqual(posting)
    expect(posting).toMatchObject({
      key: 'demo:1',
      fence: 5,
      title: { clean: 'Senior Python Developer', seniority: 'senior' },
      employer: { name: 'Ромашка' },
      applyKey: 'demo.example/1',
      experience: { minYears: 3 },
      language: 'ru',
      datePosted: '2026-05-01T00:00:00.000Z',
      description: { status: 'full' },
    })
    expect(posting.skills).toEqual(['Python', 'PostgreSQL'])
    expect(posting.offers).toHaveLength(1)
    expect(posting.offers[0]).toMatchObject({
      workMode: 'hybrid',
      employmentTypes: ['full-time'],
      salary: { min: 200_000, max: 300_000, currency: 'RUB', period: 'month', gross: false },
    })
    expect(posting.offers[0]?.places.map(({ city }) => city)).toEqual(['Moscow', 'Saint Petersburg'])
  })

  test('a remote posting placed in a whole country is from there; a city says nothing of from-where', () => {
    const from = (place: string): string[] | undefined =>
      normalizePosting(rawPosting({ workMode: 'remote', places: [{ text: place }] }), normalizeContext).offers[0]
        ?.remoteCountries
    expect(from('United States')).toEqual(['US'])
    expect(from('Berlin, Germany')).toEqual([])
  })

  test('alternatives of salary are offers of their own', () => {
    const posting = normalizePosting(rawPosting({ ...full, salary: { text: '$5000; €4500' } }), normalizeContext)
    expect(posting.offers.map(({ salary }) => salary?.currency)).toEqual(['USD', 'EUR'])
  })

  test('the content hash ignores run, fence and times of observation, and nothing else', () => {
    const hash = (fields: object, over: object = {}): string =>
      normalizePosting(rawPosting(fields, over), normalizeContext).contentHash
    expect(hash(full, { run: 'other', fence: 9, observedAt: '2026-05-06T08:00:00.000Z' })).toBe(hash(full))
    for (const change of [
      { title: 'X Y' },
      { url: 'https://demo.example/2' },
      { skills: ['Go'] },
      { datePosted: '2026-05-02' },
    ])
      expect(hash({ ...full, ...change })).not.toBe(hash(full))
  })

  test('a date that is restated at every crawl is not later than the first sight', () => {
    const posted = (datePosted: string) =>
      normalizePosting(
        rawPosting({ ...full, datePosted }, { observedAt: '2026-05-09T08:00:00.000Z' }),
        normalizeContext,
      )
    expect(posted('2026-05-09').datePosted).toBe('2026-05-04T08:00:00.000Z')
    expect(posted('2026-05-09').contentHash).toBe(posted('2026-05-08').contentHash)
    expect(posted('2026-05-03').datePosted).toBe('2026-05-03T00:00:00.000Z')
  })

  test('equal texts, equal text hashes', () => {
    const other = {
      ...full,
      title: 'SENIOR PYTHON DEVELOPER',
      description: { html: `<div><b>${text.toUpperCase()}</b></div>` },
    }
    const hash = (fields: object): string => normalizePosting(rawPosting(fields), normalizeContext).textHash
    expect(hash(other)).toBe(hash(full))
  })

  test.each([
    [{ title: '  ' }, 'no-title'],
    [{ title: '—!!!—' }, 'no-title'],
    [{ url: 'javascript:alert(1)' }, 'bad-url'],
    [{ url: '/relative' }, 'bad-url'],
  ])('%j can never pass: %s', (fields, code) => {
    expect(() => normalizePosting(rawPosting(fields), normalizeContext)).toThrow(
      expect.objectContaining({ consequence: 'poison', code }),
    )
  })
})

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '(((((((((((((((((((((((((((((((',
    '1'.repeat(300),
    '1 '.repeat(150),
    '$1-$1-$1-'.repeat(30),
    'от до от до '.repeat(30),
    ', , , - - - / / /'.repeat(20),
    'м/ж'.repeat(80),
    '\uD800\uDC00\uD800',
    '__proto__',
    'constructor',
    'toString',
    '\u0000\u200B\u202E',
    'REMOTE '.repeat(40),
    'формат'.repeat(60),
    'a.b.c.d.'.repeat(40),
    '<p>'.repeat(80),
  ),
  fc
    .array(
      fc.constantFrom(
        'Москва',
        'Remote',
        'от',
        '100',
        'к',
        '₽',
        '-',
        '(',
        ')',
        ',',
        '/',
        'Senior',
        '$',
        'до',
        '.',
        ' ',
        '\n',
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join('')),
)
const cut = (most: number) => hostile.map((value) => value.slice(0, most))

const anyFields = fc.record({
  title: cut(1000),
  employer: cut(600),
  employerSite: cut(300),
  applyUrl: cut(300),
  requisition: cut(200),
  places: fc.array(fc.record({ text: cut(600), locality: cut(300), region: cut(300), country: cut(120) }), {
    maxLength: 3,
  }),
  workMode: cut(200),
  remoteFrom: fc.array(cut(200), { maxLength: 3 }),
  employmentTypes: fc.array(cut(200), { maxLength: 3 }),
  salary: fc.record({
    text: cut(500),
    min: fc.double({ noNaN: true, noDefaultInfinity: true }),
    currency: cut(40),
    period: cut(60),
  }),
  description: fc.record({ html: hostile, text: hostile }),
  datePosted: cut(100),
  validThrough: cut(100),
  language: cut(40),
  experience: cut(500),
  skills: fc.array(cut(300), { maxLength: 3 }),
})

describe('hostile fields', () => {
  test('give a posting or poison, the same each time, soon', () => {
    fc.assert(
      fc.property(anyFields, (generated) => {
        const fields = RawFields.parse({ ...generated, url: 'https://demo.example/1' })
        const raw = rawPosting(fields)
        try {
          const posting = normalizePosting(raw, normalizeContext)
          expect(Posting.parse(posting)).toEqual(posting)
          expect(normalizePosting(JSON.parse(JSON.stringify(raw)) as never, normalizeContext)).toEqual(posting)
          const again = { ...fields, title: posting.title.clean, description: { html: posting.description.html } }
          expect(normalizePosting(rawPosting(again), normalizeContext).title.clean).toBe(posting.title.clean)
        } catch (error) {
          if (!hasConsequence(error, 'poison')) throw error
        }
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    'a',
    '(',
    '1 ',
    '<',
    '<p>',
    '&lt;p',
    'формат',
    'от 1 до ',
    '$1-',
    'Go, ',
    '• ',
    'м/ж ',
    'удаленн',
    'опыт 1 ',
  ])('a long run of %j costs no more than a moment', (piece) => {
    const long = piece.repeat(Math.ceil(100_000 / piece.length))
    const started = performance.now()
    normalizePosting(
      rawPosting({
        title: `T${long.slice(0, 990)}`,
        employer: long.slice(0, 600),
        places: [{ text: long.slice(0, 600) }],
        salary: { text: long.slice(0, 2000) },
        experience: long.slice(0, 1000),
        description: { html: long },
      }),
      normalizeContext,
    )
    expect(performance.now() - started).toBeLessThan(1500)
  })
})
