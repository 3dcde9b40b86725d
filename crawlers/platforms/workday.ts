import { hashId } from '../../src/domain/ids.js'
import type { Board } from '../../src/domain/board.js'
import type { RawPlace } from '../../src/domain/raw-posting.js'
import type { ListedPosting, NamedPosting, Page, PageRequest, Platform, Reading } from '../board.js'
import { jsonList, jsonObject, notTheFormat } from '../read/json.js'
import { malformed, readPosting, readingOf, signal, unknownKeys } from '../read/posting.js'
import type { EntryReading } from '../read/posting.js'
import { redact } from '../read/redact.js'
import { link, listOf, objectOf, plain, present, verbatim } from '../read/text.js'

/** The API answers 400 to more. */
const PAGE = 20
/** Most tenants count no further and give page 1 again after it; the counts of their facets go on. */
const CAP = 2000
/** Facets that one part of a capped list may combine. */
const MOST_FACETS = 3

type Json = Readonly<Record<string, unknown>>

const KNOWN_LIST = new Set(['total', 'jobPostings', 'facets', 'userAuthenticated'])
const KNOWN_LISTED = new Set([
  ...['title', 'externalPath', 'locationsText', 'timeType', 'remoteType', 'bulletFields'],
  // Ignored: relative ("Posted 3 Days Ago", "Posted 30+ Days Ago"); the advert's own page has the day.
  'postedOn',
])
const KNOWN_DETAIL = new Set(['jobPostingInfo', 'hiringOrganization', 'similarJobs', 'userAuthenticated'])
const KNOWN_INFO = new Set([
  ...['title', 'jobDescription', 'location', 'additionalLocations', 'startDate', 'endDate', 'timeType', 'remoteType'],
  ...['jobReqId', 'jobPostingId', 'country', 'jobRequisitionLocation', 'externalUrl', 'posted'],
  // Ignored: relative dates, and the form's own plumbing.
  ...['postedOn', 'timeLeftToApply', 'jobPostingEndDateAsText', 'id', 'jobPostingSiteId', 'canApply', 'logoImage'],
  ...['includeResumeParsing', 'questionnaireId', 'secondaryQuestionnaireId'],
])

/** Where a site is asked, and where people read it. */
interface Site {
  readonly api: string
  readonly page: string
}

const LOCALE = /^[a-z]{2}(?:-[a-z]{2})?$/i

/** Of any of `acme.wd5.myworkdayjobs.com/en-US/Careers`, `wd5.myworkdaysite.com/recruiting/acme/Careers`, `…/wday/cxs/acme/Careers/jobs`. */
const siteOf = (given: string): Site => {
  const { origin, hostname, pathname } = new URL(given)
  const parts = pathname.split('/').filter((part) => part !== '')
  const named = LOCALE.test(parts[0] ?? '') && parts.length > 1 ? parts.slice(1) : parts
  const isShared = hostname.endsWith('myworkdaysite.com')
  const [tenant = '', site = ''] =
    named[0] === 'wday'
      ? named.slice(2)
      : named[0] === 'recruiting' && isShared
        ? named.slice(1)
        : [hostname.split('.')[0] ?? '', ...named]
  return {
    api: `${origin}/wday/cxs/${tenant}/${site}`,
    page: [origin, ...(isShared ? ['recruiting', tenant] : []), site].filter((part) => part !== '').join('/'),
  }
}

type Applied = Readonly<Record<string, readonly string[]>>

const request = (board: Board, offset: number, appliedFacets: Applied): PageRequest => ({
  url: `${siteOf(board.url).api}/jobs`,
  kind: 'search',
  method: 'POST',
  body: { limit: PAGE, offset, searchText: '', appliedFacets },
})

const askedOf = ({ request: { body } }: Page): { offset: number; applied: Applied } => {
  const { offset, appliedFacets } = objectOf(body) ?? {}
  return { offset: typeof offset === 'number' ? offset : 0, applied: (objectOf(appliedFacets) ?? {}) as Applied }
}

interface Facet {
  readonly parameter: string
  readonly values: readonly { readonly id: string; readonly count: number }[]
  /** Of all its values; a posting with several values counts in each. */
  readonly sum: number
  readonly largest: number
}

/** The facets of a list, those too that stand inside a group of facets. */
const facetsOf = (value: unknown, depth = 0): Facet[] =>
  listOf(value).flatMap((one) => {
    const facet = objectOf(one) ?? {}
    const inner = depth < MOST_FACETS ? facetsOf(facet['values'], depth + 1) : []
    const parameter = plain(facet['facetParameter'])
    const values = listOf(facet['values']).flatMap((of) => {
      const { id, count } = objectOf(of) ?? {}
      return typeof id === 'string' && typeof count === 'number' && count > 0 ? [{ id, count }] : []
    })
    if (parameter === undefined || values.length === 0) return inner
    const counts = values.map(({ count }) => count)
    const sum = counts.reduce((a, b) => a + b, 0)
    return [{ parameter, values, sum, largest: Math.max(...counts) }, ...inner]
  })

/** How many postings there are: what two facets agree on, as those do that give each posting one value; else the most. */
const countedBy = (facets: readonly Facet[]): number => {
  const sums = facets.map(({ sum }) => sum)
  const agreed = sums.filter((sum, index) => sums.indexOf(sum) !== index)
  return Math.max(...(agreed.length > 0 ? agreed : sums))
}

/** The facet to part a capped list by: it counts every posting, best each once, and its largest part is the smallest. */
const partedBy = (facets: readonly Facet[]): Facet | undefined => {
  const count = countedBy(facets)
  const cost = ({ sum, largest }: Facet): number => (largest < CAP ? 0 : 2e9) + (sum === count ? 0 : 1e9) + largest
  return facets
    .filter(({ sum, values }) => sum >= count && values.length > 1)
    .reduce<Facet | undefined>((best, facet) => (best && cost(best) <= cost(facet) ? best : facet), undefined)
}

const totalOf = (value: unknown): number => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw notTheFormat('a Workday list with its total')
  return value
}

/** The further pages of a list, or its parts. Only the first page knows the total: the others say 0. */
const onwards = (page: Page, board: Board, body: Json): Partial<Reading> => {
  const { offset, applied } = askedOf(page)
  if (offset > 0) {
    const isEmpty = listOf(body['jobPostings']).length === 0
    return isEmpty ? { signals: [signal('list-capped', 'a page of the list came without the postings it has')] } : {}
  }
  const total = totalOf(body['total'])
  const names = Object.keys(applied)
  const stated = names.length === 0 ? { total, empty: total === 0 } : {}
  const facets = facetsOf(body['facets']).filter(({ parameter }) => !names.includes(parameter))
  const isCapped = total === CAP && countedBy(facets) > CAP
  const parts = isCapped && names.length < MOST_FACETS ? partedBy(facets) : undefined
  if (parts !== undefined) {
    const next = parts.values.map(({ id }) => request(board, 0, { ...applied, [parts.parameter]: [id] }))
    return { ...stated, next }
  }
  const pages = Array.from({ length: Math.max(0, Math.ceil(total / PAGE) - 1) }, (_, index) => (index + 1) * PAGE)
  return {
    ...stated,
    next: pages.map((at) => request(board, at, applied)),
    signals: isCapped ? [signal('list-capped', `more than ${CAP} postings, and no facet parts them`)] : [],
  }
}

/**
 * What follows the title in the last segment of an address: `R-1042`, or `R-1042-1` when a requisition stands on the
 * site again. Edits of title and place change the rest; the requisition alone would make two adverts one.
 */
const idOf = (address: string): string | undefined => {
  const tail = address.replace(/[?#].*$/, '').replace(/^.*\//, '')
  return plain(tail.slice(tail.indexOf('_') + 1))
}

const pathOf = (entry: Json): string | undefined => {
  const path = verbatim(entry['externalPath'])
  return path?.startsWith('/') === true ? path : undefined
}

/** One value as a list. */
const only = (text: string | undefined): string[] | undefined => (text === undefined ? undefined : [text])

/** Changes when the list shows the advert otherwise, but for the days that pass; contacts, and what nests without end, left out. */
const markOf = (entry: Json): string => hashId(JSON.stringify(redact({ ...entry, postedOn: undefined })))

const withoutAddress = malformed('an entry has no address', 'externalPath')

const listed = (entry: Json, { api }: Site): ListedPosting | undefined => {
  const path = pathOf(entry)
  const url = path && link(api + path)
  const sourceId = path && idOf(path)
  if (!url || !sourceId) return undefined
  return { sourceId, detail: { url, kind: 'detail', detailOf: sourceId }, mark: markOf(entry) }
}

/** "3 Locations" names none. */
const isPlace = (text: string): boolean => !/^\d+ [\p{L}\s]{1,30}$/u.test(text)

/** What the list itself tells of an advert: all there is when a saved list is read by itself. */
const told = (entry: Json, { page }: Site, employer: string | undefined): EntryReading => {
  const path = pathOf(entry)
  if (path === undefined) return withoutAddress
  const id = idOf(path)
  const place = plain(entry['locationsText'])
  const bullets = listOf(entry['bulletFields']).flatMap((text) => plain(text) ?? [])
  return readPosting(id, entry, {
    title: plain(entry['title']),
    employer,
    url: link(page + path),
    requisition: bullets.find((text) => id === text || id?.startsWith(`${text}-`)),
    places: place === undefined || !isPlace(place) ? [] : [{ text: place }],
    workMode: plain(entry['remoteType']),
    employmentTypes: only(plain(entry['timeType'])),
  })
}

const readList = (page: Page, board: Board, body: Json): Reading => {
  const site = siteOf(board.url)
  const entries = jsonList(body['jobPostings'], 'a Workday list').map((entry) => objectOf(entry) ?? {})
  const unknown = [...unknownKeys(body, KNOWN_LIST), ...entries.flatMap((entry) => unknownKeys(entry, KNOWN_LISTED))]
  if (page.request.kind !== 'search') {
    const postings = entries.map((entry) => told(entry, site, board.employer))
    return readingOf(postings, { empty: entries.length === 0, signals: unknown })
  }
  const found = entries.map((entry) => listed(entry, site))
  const onward = onwards(page, board, body)
  return readingOf(
    found.flatMap((one) => (one === undefined ? [withoutAddress] : [])),
    {
      ...onward,
      listed: found.filter((one) => one !== undefined),
      signals: [...unknown, ...(onward.signals ?? [])],
    },
  )
}

const placesOf = (info: Json): RawPlace[] => {
  const of = objectOf(objectOf(info['jobRequisitionLocation'])?.['country'])
  const country = plain(of?.['alpha2Code']) ?? plain(objectOf(info['country'])?.['descriptor'] ?? of?.['descriptor'])
  const first = plain(info['location']) ?? country
  const others = listOf(info['additionalLocations']).flatMap((place) => plain(place) ?? [])
  return [
    ...(first === undefined ? [] : [present({ text: first, country })]),
    // Some tenants say the first place again.
    ...others.filter((text) => text !== first).map((text) => ({ text })),
  ]
}

/** Where people read what the API was asked for, should the answer not say. */
const pageOf = (asked: string, { api, page }: Site): string | undefined =>
  asked.startsWith(`${api}/`) ? link(page + asked.slice(api.length)) : undefined

const readDetail = (page: Page, board: Board, body: Json, info: Json): Reading => {
  const organisation = objectOf(body['hiringOrganization'])
  const url = link(info['externalUrl']) ?? pageOf(page.request.url, siteOf(board.url))
  const description = verbatim(info['jobDescription'])
  const id = page.request.detailOf ?? idOf(url ?? plain(info['jobPostingId']) ?? '') ?? plain(info['jobReqId'])
  const reading = readPosting(id, info, {
    title: plain(info['title']),
    employer: plain(organisation?.['name']) ?? board.employer,
    employerSite: link(organisation?.['url']),
    url,
    requisition: plain(info['jobReqId']),
    places: placesOf(info),
    workMode: plain(info['remoteType']),
    employmentTypes: only(plain(info['timeType'])),
    description: description === undefined ? undefined : { html: description },
    // The advert's first and last day on the site, not those of the work.
    datePosted: plain(info['startDate']),
    validThrough: plain(info['endDate']),
    removed: info['posted'] === false ? true : undefined,
  })
  return readingOf([reading], { signals: [...unknownKeys(body, KNOWN_DETAIL), ...unknownKeys(info, KNOWN_INFO)] })
}

/** `acme.wd5.myworkdayjobs.com/en-US/Careers/job/Berlin/Night-Porter_R-1042`, with or without what follows for applying. */
const named = ({ href, hostname, pathname }: URL): NamedPosting | undefined => {
  const path = /\/job\/(?:[^/]+\/)?[^/]*_[^/]+/.exec(pathname)?.[0]
  const sourceId = path && idOf(path)
  if (!hostname.endsWith('.myworkdayjobs.com') || !sourceId) return undefined
  const { api, page } = siteOf(href)
  return { page: { url: api + path, kind: 'detail', detailOf: sourceId }, board: page, sourceId }
}

/**
 * Workday's career sites (CXS), `https://<tenant>.wd<n>.myworkdayjobs.com/<site>`: a list to page through, adverts on pages
 * of their own. The list gives at most 2,000 postings of a search; a larger one is parted by the values of its facets.
 */
const workday: Platform = {
  id: 'workday',
  readerVersion: 1,
  list: 'whole',
  domain: 'myworkdayjobs.com',
  accept: 'application/json',
  start: (board) => [request(board, 0, {})],
  named,
  read(page, board) {
    const body = jsonObject(page.body, 'an answer of Workday')
    const info = objectOf(body['jobPostingInfo'])
    return info === undefined ? readList(page, board, body) : readDetail(page, board, body, info)
  },
}

export default workday
