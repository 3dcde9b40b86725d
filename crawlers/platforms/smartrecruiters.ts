import { escapeText } from 'entities'
import { wellFormed } from '../../src/domain/fold.js'
import type { RawPlace, RawSalary } from '../../src/domain/raw-posting.js'
import type { ListedPosting, NamedPosting, Page, PageRequest, Platform, Reading } from '../board.js'
import { jsonList, jsonObject, notTheFormat } from '../read/json.js'
import { malformed, readPosting, readingOf, signal, unknownKeys } from '../read/posting.js'
import type { EntryReading, LooseFields } from '../read/posting.js'
import { amount, link, objectOf, plain, present, verbatim } from '../read/text.js'

type Advert = Readonly<Record<string, unknown>>

const LIMIT = 100

/** A page of the list on a walk, whose adverts' own pages come next; a saved list has no such pages, and says what it can. */
const PAGED = 'paged'

const KNOWN = new Set(
  [
    'id name company refNumber releasedDate location industry department function typeOfEmployment experienceLevel',
    'compensation language jobAd postingUrl applyUrl active',
    // Ignored: other ids, addresses of the same, the employer's own labels, and who wrote it (never kept).
    'uuid jobId jobAdId defaultJobAd ref referralUrl customField visibility creator actions',
  ].flatMap((line) => line.split(' ')),
)

const labelOf = (value: unknown): string | undefined => {
  const { label, id } = objectOf(value) ?? {}
  return plain(label) ?? plain(id)
}

const coordinate = (value: unknown, most: number): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Math.abs(number) <= most && number !== 0 ? number : undefined
}

/** A country's code comes in small letters; its name would stay as it is. */
const countryOf = (value: unknown): string | undefined =>
  plain(value)?.replace(/^[a-z]{2}$/, (code) => code.toUpperCase())

/** A part that is missing leaves a comma in `fullLocation`. */
const placesOf = (location: Advert): RawPlace[] => {
  const locality = plain(location['city'])
  const region = plain(location['region'])
  const country = countryOf(location['country'])
  const said = (plain(location['fullLocation']) ?? '').split(',').map((part) => part.trim())
  const parts = said.some((part) => part !== '') ? said : [locality, region, country]
  const text = parts.filter((part) => part !== undefined && part !== '').join(', ')
  if (text === '') return []
  const [lat, lon] = [coordinate(location['latitude'], 90), coordinate(location['longitude'], 180)]
  return [present({ text, locality, region, country, lat, lon })]
}

/** Two marks, and both denied leave the third mode, unless what people read (title, place) says another one. */
const workModeOf = (location: Advert, said: readonly (string | undefined)[]): string | undefined => {
  if (location['remote'] === true) return 'remote'
  if (location['hybrid'] === true) return 'hybrid'
  const isDenied = location['remote'] === false && location['hybrid'] === false
  return isDenied && !said.some((text) => /remote|hybrid/i.test(text ?? '')) ? 'on site' : undefined
}

const salaryOf = (value: unknown): RawSalary | undefined => {
  const compensation = objectOf(value) ?? {}
  const salary = objectOf(compensation['salary']) ?? compensation
  const min = amount(salary['min'])
  const max = amount(salary['max'])
  if (min === undefined && max === undefined) return undefined
  return present({ min, max, currency: plain(salary['currency']), period: plain(salary['period']) })
}

/** The sections in their order on the page, each under its title; videos have no text. */
const descriptionOf = (jobAd: unknown): LooseFields['description'] => {
  const html = Object.values(objectOf(objectOf(jobAd)?.['sections']) ?? {}).flatMap((section) => {
    const { title, text } = objectOf(section) ?? {}
    const body = verbatim(text)
    if (body === undefined) return []
    const heading = plain(title)
    return heading === undefined ? [body] : [`<h3>${escapeText(heading)}</h3>`, body]
  })
  return html.length === 0 ? undefined : { html: html.join('\n') }
}

/** A name as part of an address; half a character, which has no encoding, as U+FFFD. */
const segment = (name: string): string => encodeURIComponent(wellFormed(name))

/** The page that people see, where the answer does not name it. */
const pageOf = (company: Advert, id: string | undefined): string | undefined => {
  const identifier = plain(company['identifier'])
  return identifier === undefined || id === undefined
    ? undefined
    : `https://jobs.smartrecruiters.com/${segment(identifier)}/${segment(id)}`
}

const detailOf = (advert: Advert, id: string | undefined, employer: string | undefined): EntryReading => {
  const company = objectOf(advert['company']) ?? {}
  const location = objectOf(advert['location']) ?? {}
  const title = plain(advert['name'])
  const places = placesOf(location)
  const employment = labelOf(advert['typeOfEmployment'])
  const reading = readPosting(id, present({ ...advert, creator: undefined }), {
    title,
    employer: plain(company['name']) ?? employer,
    url: link(advert['postingUrl']) ?? pageOf(company, id),
    applyUrl: link(advert['applyUrl']),
    requisition: plain(advert['refNumber']),
    places,
    workMode: workModeOf(location, [title, ...places.map(({ text }) => text)]),
    employmentTypes: employment === undefined ? undefined : [employment],
    salary: salaryOf(advert['compensation']),
    description: descriptionOf(advert['jobAd']),
    datePosted: plain(advert['releasedDate']),
    language: plain(objectOf(advert['language'])?.['code']),
    experience: labelOf(advert['experienceLevel']),
    categories: [advert['department'], advert['function'], advert['industry']].flatMap((one) => labelOf(one) ?? []),
    ...(advert['active'] === false && { removed: true }),
  })
  return 'posting' in reading ? { ...reading, signals: unknownKeys(advert, KNOWN) } : reading
}

/** An entry of the list: its text stands on a page of its own. */
const listedOf = (value: unknown, list: string): ListedPosting[] => {
  const advert = objectOf(value)
  const sourceId = plain(advert?.['id'])
  if (sourceId === undefined) return []
  const url = new URL(list)
  url.search = ''
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${segment(sourceId)}`
  const mark = plain(advert?.['releasedDate'])
  return [
    { sourceId, detail: { url: url.href, kind: 'detail', detailOf: sourceId }, ...(mark !== undefined && { mark }) },
  ]
}

const offsetOf = (url: string): number => Number(new URL(url).searchParams.get('offset') ?? 0)

const pageAt = (list: string, offset: number): PageRequest => {
  const url = new URL(list)
  url.searchParams.set('limit', String(LIMIT))
  url.searchParams.set('offset', String(offset))
  return { url: url.href, kind: PAGED }
}

const totalOf = (value: unknown): number => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw notTheFormat('a list of SmartRecruiters with totalFound')
  return value
}

/** A full page may not be the last one, whatever the count says; one that holds more than the count is wrong itself. */
const isFollowed = (length: number, end: number, total: number): boolean =>
  length > 0 && (end < total || (end === total && length >= LIMIT))

/**
 * A page of the list. A company that does not exist is answered like one without vacancies: 200, `totalFound` 0, nothing else.
 * No mark of the format tells them apart, so that this answer is never called an empty list: the run is unreadable and closes
 * nothing. A renamed company would otherwise close all of its postings (`expect.min` would have to be set to prevent it, and
 * a hold only delays it); a company that really has no vacancy left keeps them unverified, and they close in 30 days.
 */
const readList = (page: Page, body: Advert, employer: string | undefined): Reading => {
  const content = jsonList(body['content'], 'a list of SmartRecruiters')
  const total = totalOf(body['totalFound'])
  if (page.request.kind !== PAGED) {
    const entries = content.map((value): EntryReading => {
      const advert = objectOf(value)
      return advert ? detailOf(advert, plain(advert['id']), employer) : malformed('an entry of content is no object')
    })
    return readingOf(entries, { total })
  }
  const listed = content.flatMap((advert) => listedOf(advert, page.request.url))
  const lost = content.length - listed.length
  const end = offsetOf(page.request.url) + content.length
  return readingOf([], {
    listed,
    total,
    next: isFollowed(content.length, end, total) ? [pageAt(page.request.url, end)] : [],
    signals: [
      ...content.flatMap((advert) => unknownKeys(objectOf(advert) ?? {}, KNOWN)),
      ...(lost > 0 ? [{ ...signal('malformed-entry', 'an entry of content has no id', 'id'), count: lost }] : []),
      ...(end > total
        ? [signal('list-capped', 'the list holds more than it counts: nobody knows where it ends', 'totalFound')]
        : []),
      ...(total === 0 && content.length === 0
        ? [signal('empty-or-gone', 'no vacancies, or no such company: look whether it was renamed')]
        : []),
    ],
  })
}

/** The API's list, also from the company's page that people see (`careers.smartrecruiters.com/Acme`). */
const listUrl = (given: string): string => {
  const url = new URL(given)
  if (!/^(?:jobs|careers)\./.test(url.hostname)) {
    url.pathname = url.pathname.replace(/^(\/v1\/companies\/[^/]+)\/?$/, '$1/postings')
    return url.href
  }
  return `https://api.smartrecruiters.com/v1/companies/${url.pathname.split('/')[1] ?? ''}/postings`
}

/** `jobs.smartrecruiters.com/Acme/743999-night-porter` */
const named = ({ origin, hostname, pathname }: URL): NamedPosting | undefined => {
  const [, company = '', last = ''] = pathname.split('/')
  const id = /^(\d{6,})(?:-|$)/.exec(last)?.[1]
  if (hostname !== 'jobs.smartrecruiters.com' || company === '' || id === undefined) return undefined
  const board = `${origin}/${company}`
  return { page: { url: `${listUrl(board)}/${id}`, kind: 'detail', detailOf: id }, board, sourceId: id }
}

/** SmartRecruiters' public posting API, `api.smartrecruiters.com/v1/companies/<company>/postings`: a list, and a page a posting. */
const smartrecruiters: Platform = {
  id: 'smartrecruiters',
  readerVersion: 1,
  list: 'whole',
  domain: 'smartrecruiters.com',
  accept: 'application/json',
  start: (board) => [pageAt(listUrl(board.url), 0)],
  named,
  read(page, board) {
    const body = jsonObject(page.body, 'an answer of SmartRecruiters')
    const isDetail = page.request.detailOf !== undefined || body['jobAd'] !== undefined
    if (!isDetail) return readList(page, body, board.employer)
    if (objectOf(body['jobAd']) === undefined) throw notTheFormat('a posting of SmartRecruiters')
    return readingOf([detailOf(body, page.request.detailOf ?? plain(body['id']), board.employer)])
  },
}

export default smartrecruiters
