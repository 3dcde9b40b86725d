import { escapeText } from 'entities'
import type { RawPlace, RawSalary } from '../../src/domain/raw-posting.js'
import type { NamedPosting, Page, PageRequest, Platform } from '../board.js'
import { jsonListBody, jsonObject } from '../read/json.js'
import { malformed, readPosting, readingOf, unknownKeys } from '../read/posting.js'
import type { EntryReading, LooseFields } from '../read/posting.js'
import { amount, link, listOf, objectOf, plain, present, verbatim } from '../read/text.js'

type Advert = Readonly<Record<string, unknown>>

const LIMIT = 100

const KNOWN = new Set([
  ...['id', 'text', 'categories', 'country', 'workplaceType', 'createdAt', 'hostedUrl', 'applyUrl', 'description'],
  ...['descriptionPlain', 'lists', 'additional', 'additionalPlain', 'salaryRange', 'salaryDescription'],
  ...['salaryDescriptionPlain', 'opening', 'descriptionBody'],
  // Ignored: the same once more as plain text.
  ...['openingPlain', 'descriptionBodyPlain'],
])
const KNOWN_CATEGORIES = new Set(['location', 'allLocations', 'commitment', 'team', 'department', 'level'])

/** The country is that of the posting's main location; the others have none of their own. */
const placesOf = (categories: Advert, country: string | undefined): RawPlace[] => {
  const main = plain(categories['location'])
  const all = listOf(categories['allLocations']).flatMap((location) => plain(location) ?? [])
  const texts = new Set(main === undefined ? all : [main, ...all])
  const places = [...texts].map((text, index) =>
    present({ text, country: text === main || (main === undefined && index === 0) ? country : undefined }),
  )
  return places.length > 0 || country === undefined ? places : [{ text: country, country }]
}

const salaryOf = (value: unknown): RawSalary | undefined => {
  const range = objectOf(value) ?? {}
  const min = amount(range['min'])
  const max = amount(range['max'])
  if (min === undefined && max === undefined) return undefined
  return present({ min, max, currency: plain(range['currency']), period: plain(range['interval']) })
}

/** A list is its heading and bare `<li>`s. */
const section = (value: unknown): string[] => {
  const { text, content } = objectOf(value) ?? {}
  const heading = plain(text)
  const items = verbatim(content)
  return [
    ...(heading === undefined ? [] : [`<h3>${escapeText(heading)}</h3>`]),
    ...(items === undefined ? [] : [`<ul>${items}</ul>`]),
  ]
}

/** The whole advert in the order of its page: what opens it, its lists, what is said of pay, what closes it. */
const descriptionOf = (advert: Advert): LooseFields['description'] => {
  const opening = verbatim(advert['description']) ?? verbatim(advert['opening']) ?? verbatim(advert['descriptionBody'])
  const html = [
    ...(opening === undefined ? [] : [opening]),
    ...listOf(advert['lists']).flatMap(section),
    ...[advert['salaryDescription'], advert['additional']].flatMap((part) => verbatim(part) ?? []),
  ].join('\n')
  if (html !== '') return { html }
  const text = ['descriptionPlain', 'salaryDescriptionPlain', 'additionalPlain']
    .flatMap((part) => verbatim(advert[part]) ?? [])
    .join('\n\n')
  return text === '' ? undefined : { text }
}

const signalsOf = (advert: Advert, categories: Advert) => [
  ...unknownKeys(advert, KNOWN),
  ...unknownKeys(categories, KNOWN_CATEGORIES),
]

const entry = (value: unknown, employer: string | undefined): EntryReading => {
  const advert = objectOf(value)
  if (advert === undefined) return malformed('an entry of the list is not an object')
  const categories = objectOf(advert['categories']) ?? {}
  const commitment = plain(categories['commitment'])
  const workplace = plain(advert['workplaceType'])
  const reading = readPosting(plain(advert['id']), advert, {
    title: plain(advert['text']),
    employer,
    url: link(advert['hostedUrl']),
    applyUrl: link(advert['applyUrl']),
    places: placesOf(categories, plain(advert['country'])),
    workMode: workplace === 'unspecified' ? undefined : workplace,
    employmentTypes: commitment === undefined ? undefined : [commitment],
    salary: salaryOf(advert['salaryRange']),
    description: descriptionOf(advert),
    // Milliseconds, and the only date there is.
    datePosted: plain(advert['createdAt']),
    experience: plain(categories['level']),
    categories: [...new Set([categories['department'], categories['team']].flatMap((name) => plain(name) ?? []))],
  })
  return 'posting' in reading ? { ...reading, signals: signalsOf(advert, categories) } : reading
}

/** The API's list, also from the address of the site that people see (`jobs.lever.co/acme`). */
const listOfSite = (given: string): URL => {
  const url = new URL(given)
  if (!url.hostname.startsWith('jobs.')) return url
  const site = url.pathname.split('/')[1] ?? ''
  return new URL(`/v0/postings/${site}`, `https://${url.hostname.replace(/^jobs\./, 'api.')}`)
}

const skipOf = (url: string): number => Number(new URL(url).searchParams.get('skip') ?? 0)

/** `after`: the id that the page before begins with. */
const pageAt = (list: string, skip: number, after?: string): PageRequest => {
  const url = new URL(list)
  url.searchParams.set('mode', 'json')
  url.searchParams.set('skip', String(skip))
  url.searchParams.set('limit', String(LIMIT))
  return { url: url.href, kind: after === undefined ? 'list' : `list after ${after}` }
}

/**
 * The API names no total, and its limit is only an upper bound: a short page may be followed by more, so the list ends at an
 * empty page. A page beyond the limit, or the same page once more, comes from a server that knows no paging: it gave all.
 */
const nextOf = ({ request }: Page, adverts: readonly unknown[]): readonly PageRequest[] => {
  const first = plain(objectOf(adverts[0])?.['id'])
  const isRepeated = first !== undefined && request.kind === `list after ${first}`
  if (adverts.length === 0 || adverts.length > LIMIT || isRepeated) return []
  return [pageAt(request.url, skipOf(request.url) + adverts.length, first)]
}

const SITES = new Set(['jobs.lever.co', 'jobs.eu.lever.co'])
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

const named = (url: URL): NamedPosting | undefined => {
  const [, site = '', id = ''] = url.pathname.split('/')
  if (!SITES.has(url.hostname) || site === '' || !ID.test(id)) return undefined
  const board = `${url.origin}/${site}`
  return {
    page: { url: `${listOfSite(board).href}/${id}?mode=json`, kind: 'posting', detailOf: id },
    board,
    sourceId: id,
  }
}

/**
 * Lever's public Postings API, `api.lever.co/v0/postings/<site>` (`api.eu.lever.co` for sites in Europe). An unknown site is
 * answered by `{"ok":false}`, never by an empty list.
 */
const lever: Platform = {
  id: 'lever',
  readerVersion: 1,
  list: 'whole',
  domain: 'lever.co',
  accept: 'application/json',
  start: (board) => [pageAt(listOfSite(board.url).href, 0)],
  named,
  read(page, board) {
    if (page.request.kind === 'posting')
      return readingOf([entry(jsonObject(page.body, 'a posting of Lever'), board.employer)])
    const adverts = jsonListBody(page.body, 'a list of Lever')
    return readingOf(
      adverts.map((advert) => entry(advert, board.employer)),
      { next: nextOf(page, adverts), empty: adverts.length === 0 && skipOf(page.request.url) === 0 },
    )
  },
}

export default lever
