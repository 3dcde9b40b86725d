import { describe, expect, test } from '@jest/globals'
import type { Page, Platform } from '../../../crawlers/board.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'
import { jsonList } from '../../../crawlers/read/json.js'
import { readPosting, readingOf } from '../../../crawlers/read/posting.js'
import { link, objectOf, plain } from '../../../crawlers/read/text.js'
import { hashId } from '../../../src/domain/ids.js'
import { campaign } from '../../support/hostile/campaign.js'
import type { CampaignOptions } from '../../support/hostile/campaign.js'
import { CONVERSIONS, NUMBER_CONVERSIONS, explained } from '../../support/hostile/conversions.js'
import { Evidence } from '../../support/hostile/evidence.js'
import type { Fault } from '../../support/hostile/examine.js'
import type { Fixture } from '../../support/platform-pages.js'

/** Fixed, so that a change that fails here is the change's fault. Many more: `npm run -s hostile`. */
const SEED = 20_261_124
const SAMPLE = 100

const platforms = [...(await loadPlatforms()).values()]

test.each(platforms.map((platform) => [platform.id, platform] as const))(
  '%s reads or refuses whatever comes, soon, and invents nothing',
  (_, platform) => {
    const { report, failure } = campaign(platform, { seed: SEED, runs: SAMPLE })
    expect(failure && `${failure.message}\n${failure.variant}`).toBeUndefined()
    expect(report.runs).toBe(SAMPLE)
    expect(report.threw).toBeGreaterThan(0)
    expect(report.postings).toBeGreaterThan(0)
  },
  60_000,
)

const FIXTURES: readonly Fixture[] = [
  {
    name: 'two adverts',
    expected: { url: 'https://lanterns.example/jobs.json', postings: [{ sourceId: '1' }, { sourceId: '2' }] },
    body: JSON.stringify([
      { id: '1', title: 'Lamp Fitter', url: 'https://lanterns.example/1', perks: { lunch: true } },
      { id: 2, title: 'Glass Blower', url: '/2', perks: null },
    ]),
  },
]

/** A reader as they should be; each bad one below differs in one thing. */
const read = (page: Page): ReturnType<Platform['read']> => {
  let body: unknown
  try {
    body = JSON.parse(page.body)
  } catch {
    return readingOf([])
  }
  return readingOf(
    jsonList(body, 'a list').map((advert) => {
      const { id, title, url } = objectOf(advert) ?? {}
      return readPosting(plain(id), advert, { title: plain(title), url: link(url, page.url) })
    }),
  )
}

const platformOf = (reader: Platform['read']): Platform => ({
  id: 'lamplist',
  readerVersion: 1,
  list: 'whole',
  accept: 'application/json',
  start: () => [],
  read: reader,
})

const outcomeOf = (reader: Platform['read'], options: Partial<CampaignOptions> = {}) =>
  campaign(platformOf(reader), { seed: SEED, runs: 300, fixtures: FIXTURES, shrinkMs: 0, ...options })

/** The good reader's reading with other postings. */
const withPostings = (
  page: Page,
  change: (posting: ReturnType<typeof read>['postings'][number]) => object,
): ReturnType<typeof read> => {
  const reading = read(page)
  return { ...reading, postings: reading.postings.map((posting) => ({ ...posting, ...change(posting) })) }
}

const busy = (ms: number): void => {
  const { user } = process.cpuUsage()
  const until = performance.now() + ms
  while (performance.now() < until || (process.cpuUsage().user - user) / 1000 < ms);
}

let pages = 0

const BAD: readonly (readonly [string, Fault, Platform['read']])[] = [
  [
    'stumbles over a title that is no text',
    'crash',
    (page) => withPostings(page, ({ source }) => ({ sourceId: (source as { id: string }).id.trim() || 'x' })),
  ],
  [
    'says that the page is bad with an error of another consequence',
    'crash',
    (page) => {
      if (page.body.length < 100) throw new RangeError('too short')
      return read(page)
    },
  ],
  [
    'takes its time over a page',
    'slow',
    (page) => {
      busy(130)
      return read(page)
    },
  ],
  [
    'makes up an employer',
    'invented',
    (page) => withPostings(page, ({ fields }) => ({ fields: { ...fields, employer: 'Unicorns Ltd' } })),
  ],
  [
    'makes up a salary',
    'invented',
    (page) => withPostings(page, ({ fields }) => ({ fields: { ...fields, salary: { min: 98_765 } } })),
  ],
  [
    'makes up an address',
    'invented',
    (page) =>
      withPostings(page, ({ fields }) => ({ fields: { ...fields, applyUrl: 'https://unicorns.example/apply' } })),
  ],
  [
    'hands out an id without end',
    'misfit',
    (page) => withPostings(page, ({ sourceId }) => ({ sourceId: sourceId.repeat(501) })),
  ],
  [
    'hands out fields of its own',
    'misfit',
    (page) => withPostings(page, ({ fields }) => ({ fields: { ...fields, shade: 'x' } })),
  ],
  [
    'hands out what cannot be written',
    'misfit',
    (page) =>
      withPostings(page, () => {
        const source: Record<string, unknown> = {}
        source['self'] = source
        return { source }
      }),
  ],
  ['hands out its count of pages', 'impure', (page) => ({ ...read(page), total: ++pages })],
  ['hands out the page as it came', 'contact', (page) => withPostings(page, () => ({ source: page.body }))],
]

describe('a reader that', () => {
  test('is good breaks nothing', () => expect(outcomeOf(read).failure).toBeUndefined())

  test.each(BAD)('%s: %s', (_, fault, reader) => expect(outcomeOf(reader).failure?.fault).toBe(fault))

  test('feeds a rule of normalize that fails is told', () => {
    const normalize = () => {
      throw new TypeError('no rule for this')
    }
    expect(outcomeOf(read, { normalize }).failure?.fault).toBe('normalize')
  })
})

test('the same seed gives the same variants, and a failing one is told as small as it was found', () => {
  const [first, again] = [1, 2].map(() => outcomeOf(BAD[3]![2], { shrinkMs: 10_000 }).failure)
  expect(first?.page.body).toBe(again?.page.body)
  expect(first?.variant).toBe(`two adverts (${FIXTURES[0]?.body.length ?? 0} characters)`)
})

describe('of a value', () => {
  const body =
    '<item><title>Lamp &amp;amp; &lt;b&gt;Glass&lt;/b&gt;</title><place><![CDATA[Порто]]> <i>x</i> Гавань</place>' +
    '[{"title": "Lamp", "on": "yesterday"}] "level": "mid_level", "in": "pt", <geo>43.12,5.93</geo> 3 days in the office KrakÃ³w' +
    '{"at": 1764000000000, "level": 1e21, "text": "a\\u00e9\\n b", "cur": "р«уб»", "mail": "to hr@acme.example now"} href="/7?a=b"'
  const page = { request: { url: '', kind: 'list' }, url: '', status: 200, contentType: '', body, fetchedAt: 0 }
  const evidence = new Evidence(page, ['https://lanterns.example/jobs'])
  const blessed = new Set(['month', '# лет', 'careers.lanterns.example'])

  test.each([
    ['Lamp & <b>Glass</b>', 'said'],
    ['aé b', 'said'],
    ['1e+21', 'number as text'],
    ['month', 'said by the platform itself'],
    ['7 лет', 'said by the platform itself'],
    ['2025-11-24T16:00:00.000Z', 'epoch to ISO'],
    ['https://lanterns.example/7?a=b', 'address resolved'],
    ['https://careers.lanterns.example/7', 'address resolved'],
    ['to [contact removed] now', 'contacts redacted'],
    ['Glass, Гавань', 'parts joined'],
    ['Kraków', 'letters mended'],
    ['руб', 'quotes and flags dropped'],
    ['Порто Гавань', 'own text of an element'],
  ])('%p: %s', (value, name) => expect(explained(value, evidence, blessed)).toBe(name))

  test.each([
    'Lamp & Wax',
    '1e+22',
    'year',
    '31 лет',
    '2025-11-24T16:00:01.000Z',
    'https://wax.example/7',
    'https://lanterns.example/8',
    'from [contact removed] now',
    'Krakow',
    'Glass, Wax',
    'Гавань Порто',
  ])('%p is invented', (value) => expect(explained(value, evidence, blessed)).toBeUndefined())

  const listPage = { ...page, body: '{"list": [{"title": "Lamp", "days": 3}], "other": {"title": "Wax"}}' }
  const list = new Evidence(listPage, [])
  const hashOf = (object: object): string => hashId(JSON.stringify(object))

  test.each([
    ['<h3>Lamp &amp; &lt;b&gt;Glass</h3>\n<ul>Порто</ul>\nx', 'fields.description.html', 'sections under headings'],
    ['<h3>Порто</h3>\nto [contact removed] now', 'fields.description.html', 'sections under headings'],
    ['mid level', 'fields.experience', 'code in words'],
    ['Hybrid', 'fields.workMode', 'mode of work by another word'],
    ['PT', 'fields.places.country', 'code of a country in capitals'],
    [5.93, 'fields.places.lon', 'one of a pair of coordinates'],
    [1_764_000_000_000, 'fields.salary.min', 'numeral'],
  ])('%p of %s: %s', (value, field, name) => expect(explained(value, evidence, blessed, field)).toBe(name))

  test.each([
    ['<h3>Lamp &amp; Wax</h3>\nПорто', 'fields.description.html'],
    ['<h3>Порто</h3>\n<p>Гавань</p>', 'fields.description.html'],
    ['<h3>Порто</h3>\nx', 'fields.title'],
    ['mid level', 'fields.title'],
    ['high level', 'fields.experience'],
    ['Remote', 'fields.workMode'],
    ['Hybrid', 'fields.employmentTypes'],
    ['ES', 'fields.places.country'],
    [5.94, 'fields.places.lon'],
    [5.93, 'fields.salary.min'],
  ])('%p of %s is invented', (value, field) => expect(explained(value, evidence, blessed, field)).toBeUndefined())

  test.each([[{ title: 'Lamp', days: 3 }], [{ title: 'Lamp' }]])('the hash of the entry %p may mark it', (entry) =>
    expect(explained(hashOf(entry), list, blessed, 'listed.mark')).toBe('entry hashed'),
  )

  test.each([
    [{ title: 'Wax' }, 'listed.mark'],
    [{ title: 'Lamp', days: 4 }, 'listed.mark'],
    [{ title: 'Lamp' }, 'fields.title'],
  ])('the hash of %p as %s is invented', (object, field) =>
    expect(explained(hashOf(object), list, blessed, field)).toBeUndefined(),
  )

  test('every listed conversion says why readers may make it', () => {
    const all = [...CONVERSIONS, ...NUMBER_CONVERSIONS]
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(all.filter(({ why }) => why.length < 20)).toEqual([])
  })
})
