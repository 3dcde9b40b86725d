import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { searchParameters } from '../../../src/search/parse-search.js'
import { buildTestApi } from '../../support/api.js'
import type { TestApi } from '../../support/api.js'
import { readPage } from '../../support/page.js'
import type { ReadPage } from '../../support/page.js'
import { inventVacancy, vacancyWrite } from '../../support/vacancies.js'

let api: TestApi
beforeAll(async () => {
  api = await buildTestApi()
})
afterAll(() => api.close())

type Language = 'ru' | 'en'

const ask = (url: string, language: Language) =>
  api.ask({ url, headers: { accept: 'text/html', 'accept-language': language } })

const open = async (url: string, language: Language = 'en'): Promise<ReadPage> => {
  const { statusCode, body } = await ask(url, language)
  expect(statusCode).toBe(200)
  return readPage(body)
}

const REMOVE = { en: 'Remove filter: ', ru: 'Убрать фильтр: ' }

const chips = ({ links }: ReadPage, language: Language) =>
  links.flatMap(({ name, href }) => {
    const prefix = REMOVE[language]
    return name.startsWith(prefix) ? [{ text: name.slice(prefix.length).replaceAll('\u00A0', ' '), href }] : []
  })

const search = (parameters: Record<string, string>): string => `/?${new URLSearchParams(parameters).toString()}`

/** Each filter by its parameters, with its chip. */
const FILTERS: readonly (readonly [Record<string, string>, string, string])[] = [
  [{ place: 'country:DE' }, 'Germany', 'Германия'],
  [{ place: 'region:RU.53' }, 'Novosibirsk Oblast', 'Новосибирская область'],
  [{ place: 'city:551487' }, 'Kazan', 'Казань'],
  [{ workMode: 'hybrid' }, 'Hybrid', 'Гибрид'],
  [{ remoteFrom: 'RU' }, 'Russia', 'Россия'],
  [{ remoteFrom: 'CIS' }, 'CIS', 'СНГ'],
  [{ employmentType: 'part-time' }, 'Part time', 'Частичная'],
  [{ seniority: 'senior' }, 'Senior', 'Старший'],
  [{ skill: 'QA' }, 'QA', 'QA'],
  [{ employer: 'quiet harbour' }, 'Quiet Harbour', 'Quiet Harbour'],
  [{ language: 'ru' }, 'Russian', 'русский'],
  [{ board: 'city-works' }, 'Работа города', 'Работа города'],
  [{ salaryMin: '30000' }, 'from €30,000 a year', 'от 30 000 € в год'],
  [{ includeUnstated: 'false' }, 'Not stated: hidden', 'Не указано — скрыто'],
  [{ experienceMax: '1' }, 'At most 1 year of experience', 'Опыт не больше 1 года'],
  [{ experienceMax: '2.5' }, 'At most 2.5 years of experience', 'Опыт не больше 2,5 года'],
  [{ firstSeenWithinDays: '3' }, 'First seen within 3 days', 'Впервые увидели за 3 дня'],
  [{ lat: '55.789', lon: '49.122' }, 'Kazan + 50 km', 'Казань + 50 км'],
  [{ lat: '55.789', lon: '49.122', km: '7.5' }, 'Kazan + 7.5 km', 'Казань + 7,5 км'],
  [{ lat: '60.5', lon: '-40.25' }, '60.5, -40.25 + 50 km', '60.5, -40.25 + 50 км'],
]

describe('filters in force', () => {
  test.each(FILTERS)('%j has a chip that takes it off', async (parameters, en, ru) => {
    const url = search({ q: 'engineer', ...parameters })
    expect(chips(await open(url, 'en'), 'en')).toEqual([{ text: en, href: '/?q=engineer' }])
    expect(chips(await open(url, 'ru'), 'ru')).toEqual([{ text: ru, href: '/?q=engineer' }])
  })

  test('no filter of the search is without one', () => {
    const others = new Set(['q', 'sort', 'size', 'cursor', 'facets'])
    const shown = new Set(FILTERS.flatMap(([parameters]) => Object.keys(parameters)))
    expect(searchParameters.filter((name) => !others.has(name) && !shown.has(name))).toEqual([])
  })

  test('a chip takes off one filter of many, and leads to the first page', async () => {
    const { cursor } = (await api.ask({ url: '/v1/vacancies?language=en&workMode=onsite&size=1' })).json<{
      cursor: string
    }>()
    const page = await open(search({ language: 'en', workMode: 'onsite', size: '1', cursor }))
    expect(chips(page, 'en')).toEqual([
      { text: 'On site', href: '/?language=en&size=1' },
      { text: 'English', href: '/?workMode=onsite&size=1' },
    ])
  })

  test('a filter stays visible when its facet is not counted', async () => {
    expect(chips(await open('/?facets=none&board=river-jobs'), 'en')).toMatchObject([{ text: 'River Jobs' }])
  })

  test('without a circle there is no nearest: its chip takes the order with it', async () => {
    const page = await open('/?q=engineer&lat=52.524&lon=13.411&sort=distance')
    expect(chips(page, 'en')).toEqual([{ text: 'Berlin + 50 km', href: '/?q=engineer' }])
  })
})

describe('the form', () => {
  const send = (fields: Record<string, string> | URLSearchParams) =>
    ask(`/?${new URLSearchParams(fields).toString()}`, 'en')
  const EMPTY = { q: '', near: '', km: '50', salaryMin: '', experienceMax: '', firstSeenWithinDays: '' }

  test.each([
    ['nothing', {}, '/'],
    ['words', { q: 'повар' }, '/?q=%D0%BF%D0%BE%D0%B2%D0%B0%D1%80'],
    ['a city', { near: 'Казань', km: '30' }, '/?lat=55.789&lon=49.122&km=30'],
    ['a city in English', { near: 'Berlin, Germany' }, '/?lat=52.524&lon=13.411'],
    ['degrees', { near: '60.5, -40.25', km: '7.5' }, '/?lat=60.5&lon=-40.25&km=7.5'],
    ['no radius', { near: 'Казань', km: '' }, '/?lat=55.789&lon=49.122'],
    ['a floor', { salaryMin: '30000' }, '/?salaryMin=30000'],
    [
      'a floor, stated ones only',
      { salaryMin: '30000', includeUnstated: 'false' },
      '/?salaryMin=30000&includeUnstated=false',
    ],
    ['stated ones only: any floor will do', { includeUnstated: 'false' }, '/?salaryMin=0&includeUnstated=false'],
    ['experience', { experienceMax: '0' }, '/?experienceMax=0'],
    ['freshness', { firstSeenWithinDays: '7' }, '/?firstSeenWithinDays=7'],
    ['an order', { sort: 'salary' }, '/?sort=salary'],
    ['the order by distance without a city any more', { sort: 'distance' }, '/'],
  ])('%s leads to a short address', async (_name, filled, address) => {
    const answer = await send({ ...EMPTY, ...filled })
    expect(answer.statusCode).toBe(303)
    expect(answer.headers['location']).toBe(address)
  })

  test.each([
    ['nothing', '/'],
    [
      'all of its own fields',
      '/?q=engineer&salaryMin=30000&includeUnstated=false&experienceMax=3&firstSeenWithinDays=45',
    ],
    ['a city', '/?lat=55.789&lon=49.122&km=30'],
    ['a point beside a city', '/?lat=55.79&lon=49.12'],
    ['a Moscow that is not the one people mean', '/?lat=46.732&lon=-117'],
    ['facets and order', '/?sort=salary&skill=SQL&skill=a%5C%2Cb&workMode=onsite&board=river-jobs'],
    ['the order by distance', '/?sort=distance&lat=55.789&lon=49.122'],
  ])('sent as it stands, it leads to the same search: %s', async (_name, address) => {
    for (const language of ['en', 'ru'] as const) {
      const { headers } = await send((await open(address, language)).fields('search'))
      const sorted = (url = ''): string[] => [...new URLSearchParams(url.slice(2))].map(String).sort()
      expect(sorted(headers['location'])).toEqual(sorted(address))
    }
  })

  test('a city that nobody knows is said, and nothing else is lost', async () => {
    const { body, statusCode } = await ask(
      search({ ...EMPTY, near: 'Абракадабринск', km: '20', sort: 'distance', skill: 'SQL' }),
      'ru',
    )
    expect(statusCode).toBe(200)
    expect(body).toContain('Город «Абракадабринск» нам не знаком')
    const page = readPage(body)
    expect(chips(page, 'ru')).toMatchObject([{ text: 'SQL' }])
    const fields = page.fields('search')
    expect([fields.get('near'), fields.get('km')]).toEqual(['Абракадабринск', '20'])
  })

  test('what is no number is refused in words, not lost', async () => {
    const { statusCode, body } = await send({ ...EMPTY, salaryMin: 'много' })
    expect(statusCode).toBe(400)
    expect(body).toContain('salaryMin')
  })
})

test('the order by distance is offered beside the others where there is something to measure from', async () => {
  const orders = async (url: string) => (await open(url)).links.filter(({ name }) => name === 'Nearest')
  expect(await orders('/?q=engineer')).toEqual([])
  expect(await orders('/?q=engineer&lat=52.524&lon=13.411')).toEqual([
    { name: 'Nearest', href: '/?sort=distance&q=engineer&lat=52.524&lon=13.411' },
  ])
})

describe('a hit', () => {
  test.each([
    ['en', 'first seen November 15, 2026', 'seen 59 minutes ago', 'On: River JobsРабота города'],
    ['ru', 'впервые увидели 15 ноября 2026 г.', 'проверено 59 минут назад', 'Доски: River JobsРабота города'],
  ] as const)('tells its boards, and when it was seen first and last (%s)', async (language, first, last, boards) => {
    await api.deps.index.write([vacancyWrite(inventVacancy(208, { title: 'Смотритель маяка' }), 2000)])
    const page = await open('/?q=смотритель', language)
    const [card] = page.texts('article')
    expect(card).toContain(first)
    expect(card).toContain(last)
    expect(card).toContain(boards)
    // It was seen last by the complete run of its first board.
    expect(page.times).toEqual(['2026-11-14T08:00:00.000Z', '2026-11-15T08:00:00.000Z', '2026-11-24T07:01:00.000Z'])
  })

  test('a place without a city is shown by its region', async () => {
    const { offers, ...rest } = inventVacancy(205, { title: 'Lighthouse keeper' })
    const [offer] = offers
    const region = {
      text: 'МО',
      region: 'Moscow Oblast',
      country: 'RU',
      placeIds: ['country:RU', 'region:RU.47'],
      confidence: 1,
    }
    await api.deps.index.write([
      vacancyWrite({ ...rest, offers: [{ ...offer, places: [region] } as typeof offer & object] }, 2001),
    ])
    expect((await open('/?q=lighthouse', 'ru')).texts('article')[0]).toContain('Московская область, Россия')
    expect((await open('/?q=lighthouse', 'en')).texts('article')[0]).toContain('Moscow Oblast, Russia')
  })
})

test('facets are called as their readers call them', async () => {
  const names = async (language: Language) => (await open('/', language)).texts('li').map((text) => text.slice(1))
  expect(await names('ru')).toEqual(
    expect.arrayContaining([expect.stringMatching(/^Англия\d/), expect.stringMatching(/^Республика Татарстан\d/)]),
  )
  expect(await names('en')).toEqual(
    expect.arrayContaining([expect.stringMatching(/^England\d/), expect.stringMatching(/^Tatarstan Republic\d/)]),
  )
  expect(await names('en')).toEqual(expect.arrayContaining([expect.stringMatching(/^Harbour Careers\d/)]))
})
