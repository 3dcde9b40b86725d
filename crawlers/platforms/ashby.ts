import type { RawPlace, RawSalary } from '../../src/domain/raw-posting.js'
import type { NamedPosting, Platform } from '../board.js'
import { jsonList, jsonObject } from '../read/json.js'
import { malformed, readPosting, readingOf, unknownKeys } from '../read/posting.js'
import type { EntryReading } from '../read/posting.js'
import { amount, link, listOf, objectOf, plain, present, verbatim } from '../read/text.js'

type Advert = Readonly<Record<string, unknown>>

const KNOWN = new Set([
  ...[
    'id',
    'title',
    'department',
    'team',
    'employmentType',
    'location',
    'secondaryLocations',
    'address',
    'publishedAt',
  ],
  ...[
    'updatedAt',
    'isListed',
    'isRemote',
    'workplaceType',
    'jobUrl',
    'applyUrl',
    'descriptionHtml',
    'descriptionPlain',
  ],
  ...['compensation'],
  // Ignored: whether the job page shows the pay that the API shows, and a teaser for social networks.
  ...['shouldDisplayCompensationOnJobPostings', 'descriptionSocial'],
])

/** A location's name with its address, which stands in `postalAddress` or, on some boards, bare. Empty parts are absent. */
const placeOf = (name: unknown, address: unknown): RawPlace[] => {
  const stated = objectOf(address)
  const parts = objectOf(stated?.['postalAddress']) ?? stated ?? {}
  const locality = plain(parts['addressLocality'])
  const region = plain(parts['addressRegion'])
  const country = plain(parts['addressCountry'])
  const text = plain(name) ?? [locality, region, country].filter((part) => part !== undefined).join(', ')
  return text === '' ? [] : [present({ text, locality, region, country })]
}

const placesOf = (advert: Advert): RawPlace[] => [
  ...placeOf(advert['location'], advert['address']),
  ...listOf(advert['secondaryLocations']).flatMap((secondary) => {
    const one = objectOf(secondary)
    return one === undefined ? placeOf(secondary, undefined) : placeOf(one['location'], one['address'])
  }),
]

/**
 * `workplaceType` decides: `isRemote` is true of hybrid postings too. Where it is missing the flag is all that is said; a
 * denied one does not overrule what people read (title, place).
 */
const workModeOf = (advert: Advert, said: readonly (string | undefined)[]): string | undefined => {
  const stated = plain(advert['workplaceType'])
  if (stated !== undefined || typeof advert['isRemote'] !== 'boolean') return stated
  if (advert['isRemote']) return 'Remote'
  return said.some((text) => /remote|hybrid/i.test(text ?? '')) ? undefined : 'not remote'
}

const hasAmount = (component: Advert | undefined): boolean =>
  component?.['compensationType'] === 'Salary' &&
  (amount(component['minValue']) ?? amount(component['maxValue'])) !== undefined

/** Of "€61K – €72K • 0.1% – 0.3% • Offers Bonus" the part that is pay. */
const payIn = (summary: unknown): string | undefined =>
  plain(summary)
    ?.split(' • ')
    .find((part) => /\d/.test(part) && !/%|equity|bonus|commission/i.test(part))

/** The pay proper: what stands beside it (equity, bonus, commission) is no salary. */
const salaryOf = (value: unknown): RawSalary | undefined => {
  const compensation = objectOf(value) ?? {}
  const tiers = listOf(compensation['compensationTiers']).flatMap((tier) => listOf(objectOf(tier)?.['components']))
  const components = [...listOf(compensation['summaryComponents']), ...tiers].map(objectOf)
  const salary = components.find(hasAmount)
  const text =
    plain(compensation['scrapeableCompensationSalarySummary']) ?? payIn(compensation['compensationTierSummary'])
  if (salary === undefined) return text === undefined ? undefined : { text }
  return present({
    text,
    min: amount(salary['minValue']),
    max: amount(salary['maxValue']),
    currency: plain(salary['currencyCode']),
    period: plain(salary['interval']),
  })
}

const entry = (value: unknown, employer: string | undefined): EntryReading => {
  const advert = objectOf(value)
  if (advert === undefined) return malformed('an entry of jobs is not an object')
  const url = link(advert['jobUrl'])
  const title = plain(advert['title'])
  const places = placesOf(advert)
  const employment = plain(advert['employmentType'])
  const html = verbatim(advert['descriptionHtml'])
  const text = verbatim(advert['descriptionPlain'])
  const reading = readPosting(plain(advert['id']) ?? url, advert, {
    title,
    employer,
    url,
    applyUrl: link(advert['applyUrl']),
    places,
    workMode: workModeOf(advert, [title, ...places.map(({ text }) => text)]),
    employmentTypes: employment === undefined ? undefined : [employment],
    salary: salaryOf(advert['compensation']),
    description: html === undefined ? (text === undefined ? undefined : { text }) : { html },
    datePosted: plain(advert['publishedAt']),
    dateUpdated: plain(advert['updatedAt']),
    categories: [...new Set([advert['department'], advert['team']].flatMap((name) => plain(name) ?? []))],
  })
  return 'posting' in reading ? { ...reading, signals: unknownKeys(advert, KNOWN) } : reading
}

/** An unlisted advert is open to those who have its address only: not a posting of the board. */
const isListed = (job: unknown): boolean => objectOf(job)?.['isListed'] !== false

/** The list with pay, also from the address of the board that people see (`jobs.ashbyhq.com/acme`). */
const listUrl = (given: string): string => {
  const url = new URL(given)
  const name = url.pathname.split('/')[1] ?? ''
  const list = url.hostname.startsWith('jobs.') ? new URL(`https://api.ashbyhq.com/posting-api/job-board/${name}`) : url
  list.searchParams.set('includeCompensation', 'true')
  return list.href
}

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/** The API has no single adverts: its board shows this one among the others. */
const named = ({ origin, hostname, pathname }: URL): NamedPosting | undefined => {
  const [, name = '', id = ''] = pathname.split('/')
  if (hostname !== 'jobs.ashbyhq.com' || name === '' || !ID.test(id)) return undefined
  const board = `${origin}/${name}`
  return { page: { url: listUrl(board), kind: 'list' }, board, sourceId: id }
}

/** Ashby's public posting API: one answer with all postings, `…/posting-api/job-board/<name>?includeCompensation=true`. */
const ashby: Platform = {
  id: 'ashby',
  readerVersion: 1,
  list: 'whole',
  domain: 'ashbyhq.com',
  accept: 'application/json',
  start: (board) => [{ url: listUrl(board.url), kind: 'list' }],
  named,
  read(page, board) {
    const jobs = jsonList(jsonObject(page.body, 'an Ashby board')['jobs'], 'an Ashby board').filter(isListed)
    return readingOf(
      jobs.map((job) => entry(job, board.employer)),
      { empty: jobs.length === 0 },
    )
  },
}

export default ashby
