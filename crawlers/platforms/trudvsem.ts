import type { Board } from '../../src/domain/board.js'
import type { RawPlace } from '../../src/domain/raw-posting.js'
import type { Signal } from '../../src/domain/run.js'
import type { PageRequest, Platform } from '../board.js'
import { jsonObject, notTheFormat } from '../read/json.js'
import { malformed, readPosting, readingOf, signal, unknownKeys } from '../read/posting.js'
import type { EntryReading } from '../read/posting.js'
import { amount, coordinate, link, listOf, objectOf, plain, present, verbatim } from '../read/text.js'

const PAGE = 100
/** The API answers no page from this index on: about 10,000 postings a query. */
const LAST_PAGE = 99

const KNOWN = new Set([
  ...[
    'id',
    'region',
    'company',
    'creation-date',
    'date_modify',
    'salary',
    'salary_min',
    'salary_max',
    'currency',
    'job-name',
  ],
  ...[
    'vac_url',
    'employment',
    'schedule',
    'duty',
    'category',
    'requirement',
    'addresses',
    'term',
    'work_places',
    'skills',
  ],
  // Ignored: the source's name, people's contacts (never kept), and social marks that are not part of the advert.
  ...[
    'source',
    'contact_list',
    'contact_person',
    'social_protected',
    'workPlaces',
    'code_profession',
    'typicalPosition',
  ],
])

const pageAt = (board: Board, index: number): PageRequest => {
  const url = new URL(board.url)
  url.searchParams.set('limit', String(PAGE))
  url.searchParams.set('offset', String(index))
  return { url: url.href, kind: 'list' }
}

const placesOf = (advert: Readonly<Record<string, unknown>>): RawPlace[] => {
  const region = plain(objectOf(advert['region'])?.['name'])
  const addresses = listOf(objectOf(advert['addresses'])?.['address'])
  const places = addresses.flatMap((address) => {
    const { location, lat, lng } = objectOf(address) ?? {}
    const text = plain(location)
    return text === undefined
      ? []
      : [present({ text, region, country: 'RU', lat: coordinate(lat, 90), lon: coordinate(lng, 180) })]
  })
  return places.length > 0 || region === undefined ? places : [{ text: region, region, country: 'RU' }]
}

const salaryOf = (advert: Readonly<Record<string, unknown>>) => {
  const min = amount(advert['salary_min'])
  const max = amount(advert['salary_max'])
  const text = plain(advert['salary'])
  if (min === undefined && max === undefined && text === undefined) return undefined
  // The portal publishes a month's pay; its currency is "«руб.»" with quotes.
  return present({ text, min, max, currency: plain(advert['currency'])?.replaceAll(/[«»"]/g, ''), period: 'month' })
}

const experienceOf = (value: unknown): string | undefined => {
  const years = plain(value)
  return years === undefined || !/^\d+$/.test(years) ? years : `${years} лет`
}

const entry = (value: unknown): EntryReading => {
  const advert = objectOf(objectOf(value)?.['vacancy'])
  if (advert === undefined) return malformed('an entry holds no "vacancy"')
  const company = objectOf(advert['company']) ?? {}
  const requirement = objectOf(advert['requirement']) ?? {}
  const duty = verbatim(advert['duty'])
  const qualification = verbatim(requirement['qualification'])
  const html = [duty, qualification].filter((part) => part !== undefined).join('\n')
  const employment = plain(advert['employment'])
  const category = plain(objectOf(advert['category'])?.['specialisation'])
  const reading = readPosting(plain(advert['id']), advert, {
    title: plain(advert['job-name']),
    employer: plain(company['name']),
    employerSite: link(company['url'] ?? company['site']),
    url: link(advert['vac_url']),
    places: placesOf(advert),
    workMode: plain(advert['schedule']),
    employmentTypes: employment === undefined ? undefined : [employment],
    salary: salaryOf(advert),
    description: html === '' ? undefined : { html },
    datePosted: plain(advert['creation-date']),
    dateUpdated: plain(advert['date_modify']),
    language: 'ru',
    experience: experienceOf(requirement['experience']),
    education: plain(requirement['education']),
    categories: category === undefined ? undefined : [category],
    skills: listOf(advert['skills']).flatMap((skill) => plain(skill) ?? plain(objectOf(skill)?.['skill_name']) ?? []),
  })
  return 'posting' in reading ? { ...reading, signals: unknownKeys(advert, KNOWN) } : reading
}

/** The whole number of postings that the answer claims; anything else is not the format, and never 0. */
const totalOf = (value: unknown): number => {
  const total = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
  if (typeof total !== 'number' || !Number.isInteger(total) || total < 0)
    throw notTheFormat('an answer of trudvsem with meta.total')
  return total
}

const cappedAt = (total: number): Signal =>
  signal('list-capped', `${total} postings, the API gives no page after ${LAST_PAGE}: split the board by region`)

const pageIndex = (url: string): number => Number(new URL(url).searchParams.get('offset') ?? 0)

/**
 * Работа России (opendata.trudvsem.ru), keyless open data of the state. `offset` is a page's index. Whether it counts from 0
 * or from 1 (clients disagree), the walk ends at a short page where the total is reached or at a page without postings; counted
 * from 1, page 1 repeats page 0 and adds nothing.
 */
const trudvsem: Platform = {
  id: 'trudvsem',
  readerVersion: 1,
  list: 'whole',
  accept: 'application/json',
  start: (board) => [pageAt(board, 0)],
  read(page, board) {
    const body = jsonObject(page.body, 'an answer of trudvsem')
    const meta = objectOf(body['meta'])
    // A failure comes with HTTP 200: the body's own status is what counts.
    if (plain(body['status']) !== '200' || (meta?.['error'] ?? '') !== '')
      throw notTheFormat('an answer of trudvsem with status 200')
    const total = totalOf(meta?.['total'])
    const index = pageIndex(page.request.url)
    const listed = objectOf(body['results'])?.['vacancies']
    // Only a page past the end may come without a list.
    if (!Array.isArray(listed) && index * PAGE < total) throw notTheFormat('an answer of trudvsem with its vacancies')
    const vacancies = listOf(listed)
    const atEnd = vacancies.length === 0 || (vacancies.length < PAGE && (index + 1) * PAGE >= total)
    const capped = !atEnd && index >= LAST_PAGE
    return readingOf(vacancies.map(entry), {
      total,
      empty: total === 0,
      next: atEnd || capped ? [] : [pageAt(board, index + 1)],
      signals: capped ? [cappedAt(total)] : [],
    })
  },
}

export default trudvsem
