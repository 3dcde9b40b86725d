import type { RawPlace, RawSalary } from '../../src/domain/raw-posting.js'
import type { NamedPosting, Platform } from '../board.js'
import { jsonList, jsonObject } from '../read/json.js'
import { malformed, readPosting, readingOf, unknownKeys } from '../read/posting.js'
import type { EntryReading, LooseFields } from '../read/posting.js'
import { amount, link, listOf, objectOf, plain, present, verbatim } from '../read/text.js'

type Advert = Readonly<Record<string, unknown>>

const KNOWN = new Set(
  [
    'id title status company_name careers_url careers_apply_url locations location city state_name country country_code',
    'remote hybrid on_site employment_type_code salary description requirements experience_code education_code',
    'department category_code tags created_at published_at updated_at close_at translations',
    // Ignored: the places' addresses once more, hours, the order on the page, pictures and words for social networks.
    'state_code postal_code street min_hours max_hours min_hours_per_week max_hours_per_week position slug guid',
    'highlight sharing_title sharing_description sharing_image cover_image dynamic_fields',
    // Ignored: the form of application, and the mailbox of applicants (never kept).
    'options_cv options_cover_letter options_photo options_phone options_title options_salutation open_questions',
    'locations_question locations_question_type locations_question_required location_question_visible mailbox_email',
  ].flatMap((line) => line.split(' ')),
)

/** The parts of a place, each told once: "Berlin, Germany", not "Berlin, Berlin, Germany"; its name where it has none. */
const placeOf = (place: Advert, region: unknown, name: unknown): RawPlace[] => {
  const locality = plain(place['city'])
  const state = plain(region)
  const country = plain(place['country_code']) ?? plain(place['country'])
  const parts = [locality, state, plain(place['country'])].filter((part) => part !== undefined)
  const text = parts.length > 0 ? [...new Set(parts)].join(', ') : plain(name)
  return text === undefined ? [] : [present({ text, locality, region: state, country })]
}

const placesOf = (offer: Advert): RawPlace[] => {
  const places = listOf(offer['locations']).flatMap((location) => {
    const place = objectOf(location)
    return place === undefined ? [] : placeOf(place, place['state'], place['name'])
  })
  return places.length > 0 ? places : placeOf(offer, offer['state_name'], offer['location'])
}

/** An offer may carry several of the marks: who may work remotely need not come. None of them set says nothing. */
const workModeOf = (offer: Advert): string | undefined =>
  ['remote', 'hybrid', 'on_site'].find((mark) => offer[mark] === true)

const salaryOf = (value: unknown): RawSalary | undefined => {
  const salary = objectOf(value) ?? {}
  const min = amount(salary['min'])
  const max = amount(salary['max'])
  if (min === undefined && max === undefined) return undefined
  return present({ min, max, currency: plain(salary['currency']), period: plain(salary['period']) })
}

const descriptionOf = (offer: Advert): LooseFields['description'] => {
  const parts = [offer['description'], offer['requirements']].flatMap((part) => verbatim(part) ?? [])
  return parts.length === 0 ? undefined : { html: parts.join('\n') }
}

/** A code as words: `mid_level`. */
const wordsOf = (code: unknown): string | undefined => plain(code)?.replaceAll('_', ' ')

/** The language, when the offer is written in one only. */
const languageOf = (translations: unknown): string | undefined => {
  const languages = Object.keys(objectOf(translations) ?? {})
  return languages.length === 1 ? plain(languages[0]) : undefined
}

const entry = (value: unknown, employer: string | undefined): EntryReading => {
  const offer = objectOf(value)
  if (offer === undefined) return malformed('an entry of offers is not an object')
  const employment = plain(offer['employment_type_code'])
  const labels = [offer['department'], wordsOf(offer['category_code']), ...listOf(offer['tags'])]
  const reading = readPosting(plain(offer['id']), offer, {
    title: plain(offer['title']),
    employer: plain(offer['company_name']) ?? employer,
    url: link(offer['careers_url']),
    applyUrl: link(offer['careers_apply_url']),
    places: placesOf(offer),
    workMode: workModeOf(offer),
    employmentTypes: employment === undefined ? undefined : [employment],
    salary: salaryOf(offer['salary']),
    description: descriptionOf(offer),
    datePosted: plain(offer['published_at']) ?? plain(offer['created_at']),
    dateUpdated: plain(offer['updated_at']),
    validThrough: plain(offer['close_at']),
    language: languageOf(offer['translations']),
    experience: wordsOf(offer['experience_code']),
    education: wordsOf(offer['education_code']),
    categories: [...new Set(labels.flatMap((label) => plain(label) ?? []))],
  })
  return 'posting' in reading ? { ...reading, signals: unknownKeys(offer, KNOWN) } : reading
}

/** Drafts, internal and closed offers are no postings. */
const isPublished = (value: unknown): boolean => {
  const status = objectOf(value)?.['status']
  return status === undefined || status === null || status === 'published'
}

/** The API stands on every careers site, on the provider's host and on the employer's own. */
const listUrl = (given: string): string => {
  const url = new URL(given)
  return /^\/api\/offers\/?$/.test(url.pathname) ? url.href : new URL('/api/offers', url).href
}

/** The address tells no id: of the site's offers it is the one with this page. */
const named = ({ origin, hostname, pathname }: URL): NamedPosting | undefined =>
  hostname.endsWith('.recruitee.com') && /^\/o\/[^/]+\/?$/.test(pathname)
    ? { page: { url: listUrl(origin), kind: 'list' }, board: origin }
    : undefined

/** A Recruitee careers site: one answer with all postings, `<tenant>.recruitee.com/api/offers`. */
const recruitee: Platform = {
  id: 'recruitee',
  readerVersion: 1,
  list: 'whole',
  domain: 'recruitee.com',
  accept: 'application/json',
  start: (board) => [{ url: listUrl(board.url), kind: 'list' }],
  named,
  read(page, board) {
    const offers = jsonList(jsonObject(page.body, 'a Recruitee site')['offers'], 'a Recruitee site').filter(isPublished)
    return readingOf(
      offers.map((offer) => entry(offer, board.employer)),
      { empty: offers.length === 0 },
    )
  },
}

export default recruitee
