import type { RawPlace, RawSalary } from '../../src/domain/raw-posting.js'
import type { Board } from '../../src/domain/board.js'
import type { PageRequest, PartReader, Platform, Reading } from '../board.js'
import { notTheFormat } from '../read/json.js'
import { readPosting, readingOf, unknownKeys } from '../read/posting.js'
import type { EntryReading } from '../read/posting.js'
import { asJson, namesIn } from '../read/rss.js'
import { amount, link, plain, present } from '../read/text.js'
import { childText, childTexts, xmlParts } from '../read/xml.js'
import type { Element } from '../read/xml.js'

/** Names under which feeds of this form give the same thing; the first that is there is taken. */
const NAMES = {
  id: ['referencenumber', 'reference', 'partnerJobId', 'job_id', 'jobid', 'id', 'guid'],
  requisition: ['requisitionid', 'requisition_id', 'req_id'],
  title: ['title', 'jobtitle', 'name'],
  url: ['url', 'link', 'applyurl', 'apply_url'],
  employer: ['company', 'company_name', 'company_title', 'employer', 'sourcename'],
  employerSite: ['company_url', 'company_website'],
  html: ['html_description', 'description', 'html_profile', 'profile', 'requirements', 'benefits'],
  posted: ['date', 'publication_date', 'pubdate', 'datePosted', 'posted_at', 'created_at'],
  updated: ['updated_date', 'updated_at', 'lastmodified'],
  ends: ['expirationdate', 'expiration_date', 'expires', 'validThrough', 'closing_date'],
  street: ['streetaddress', 'street', 'location'],
  city: ['city', 'town'],
  region: ['state', 'region', 'province', 'department'],
  country: ['country', 'country_code'],
  salary: ['salary', 'compensation', 'wage'],
  employment: ['jobtype', 'job_type', 'contract', 'contracttype', 'employment_type', 'job_time', 'working_time'],
  workMode: ['remotetype', 'remote_type', 'remote', 'remote_level', 'workplacetype'],
  experience: ['experience'],
  education: ['education', 'education_level'],
  language: ['language', 'lang'],
  categories: ['category', 'function', 'sector', 'industry', 'tags'],
  skills: ['skills'],
} as const

const KNOWN = new Set<string>([
  ...Object.values(NAMES).flat(),
  ...['address', 'postalcode', 'postal_code', 'zip', 'latitude', 'longitude', 'lat', 'lon', 'geoloc', 'remotecountry'],
  // Ignored: contacts, prices of clicks, pictures, and what the form's publishers keep for themselves.
  ...['email', 'phone', 'contact', 'cpc', 'bid', 'logo', 'company_logo', 'cover_url', 'video_id', 'video_host', 'slug'],
  ...['indeed-apply-data', 'trackingurl', 'company_description', 'company_sector', 'siret', 'naf_code', 'csr_label'],
  ...['qualification', 'contract_period_value', 'contract_period_unit', 'contract_duration', 'job_start_date'],
  ...['last_activation_at', 'referencecode', 'facility', 'campaign', 'priority', 'is_sponsored', 'metadata'],
])

/** Feeds of HTML pages and of other formats are none of this form. */
const OTHER_ROOTS = /^(?:html|rss|feed|rdf:RDF|urlset|sitemapindex|error)$/i

/** Of an element that nests its parts: `<company><name>`, `<address><city>`. */
const inside = (item: Element, name: string): Element | undefined =>
  item.children.find((child) => child.name === name && child.children.length > 0)

const first = (item: Element, names: readonly string[]): string | undefined => {
  for (const name of names) {
    const text = plain(childText(item, name))
    if (text !== undefined) return text
  }
  return undefined
}

const employerOf = (item: Element): string | undefined => {
  const nested = inside(item, 'company')
  return nested ? first(nested, ['name', 'title']) : first(item, NAMES.employer)
}

const COORDINATES = /^(-?\d{1,3}(?:\.\d+)?)\s?[,;]\s?(-?\d{1,3}(?:\.\d+)?)$/

const degrees = (text: string | undefined, most: number): number | undefined => {
  const number = text === undefined ? Number.NaN : Number(text)
  return Math.abs(number) <= most && number !== 0 ? number : undefined
}

const pointOf = (item: Element): Pick<RawPlace, 'lat' | 'lon'> => {
  const [, both, other] = COORDINATES.exec(first(item, ['geoloc']) ?? '') ?? []
  const lat = degrees(both ?? first(item, ['latitude', 'lat']), 90)
  const lon = degrees(other ?? first(item, ['longitude', 'lon']), 180)
  return lat === undefined || lon === undefined ? {} : { lat, lon }
}

const placesOf = (item: Element): RawPlace[] => {
  const source = inside(item, 'address') ?? item
  const locality = first(source, NAMES.city)
  const region = first(source, NAMES.region)
  const country = first(source, NAMES.country)
  const parts = [locality ?? first(source, ['location']), region, country].filter((part) => part !== undefined)
  const text = [...new Set(parts)].join(', ')
  return text === '' ? [] : [present({ text, locality, region, country, ...pointOf(source) })]
}

const salaryOf = (item: Element): RawSalary | undefined => {
  const nested = inside(item, 'salary')
  if (!nested) {
    const text = first(item, NAMES.salary)
    return text === undefined ? undefined : { text }
  }
  const [min, max] = [amount(first(nested, ['min', 'minimum'])), amount(first(nested, ['max', 'maximum']))]
  if (min === undefined && max === undefined) return undefined
  return present({ min, max, currency: first(nested, ['currency']), period: first(nested, ['period', 'type', 'unit']) })
}

/** Description and what stands apart from it, each once: HTML before plain text of the same. */
const htmlOf = (item: Element): string | undefined => {
  const has = (name: string): boolean => childText(item, name) !== undefined
  const names = NAMES.html.filter((name) => !has(`html_${name}`))
  const parts = names.flatMap((name) => childText(item, name) ?? [])
  return parts.length === 0 ? undefined : parts.join('\n\n')
}

const listed = (item: Element, names: readonly string[]): string[] =>
  names.flatMap((name) => childTexts(item, name)).flatMap((text) => text.split(/\s*[,;|]\s*/).filter(Boolean))

const entry = (item: Element, base: string, boardEmployer: string | undefined): EntryReading => {
  const html = htmlOf(item)
  const employment = NAMES.employment.flatMap((name) => childTexts(item, name))
  const categories = listed(item, NAMES.categories)
  const skills = listed(item, NAMES.skills)
  const reading = readPosting(first(item, NAMES.id), asJson(item), {
    title: first(item, NAMES.title),
    employer: employerOf(item) ?? boardEmployer,
    employerSite: link(first(item, NAMES.employerSite)),
    url: link(first(item, NAMES.url), base),
    requisition: first(item, NAMES.requisition),
    places: placesOf(item),
    workMode: first(item, NAMES.workMode),
    employmentTypes: employment.length === 0 ? undefined : employment,
    salary: salaryOf(item),
    description: html === undefined ? undefined : { html },
    datePosted: first(item, NAMES.posted),
    dateUpdated: first(item, NAMES.updated),
    validThrough: first(item, NAMES.ends),
    language: first(item, NAMES.language),
    experience: first(item, NAMES.experience),
    education: first(item, NAMES.education),
    skills: skills.length === 0 ? undefined : skills,
    categories: categories.length === 0 ? undefined : categories,
  })
  return 'posting' in reading ? { ...reading, signals: unknownKeys(namesIn(item), KNOWN) } : reading
}

const ENTRY = 'job'
/** How many jobs the publisher says that there are. */
const COUNT = 'expectedJobCount'

const openParts = ({ url }: PageRequest, board: Board): PartReader => {
  const xml = xmlParts([ENTRY, COUNT])
  let entries = 0
  let total: number | undefined
  const toReading = (elements: readonly Element[]): Reading => {
    const jobs = elements.filter(({ name }) => name === ENTRY)
    entries += jobs.length
    for (const { name, text } of elements) if (name === COUNT) total = amount(text)
    return readingOf(
      jobs.map((job) => entry(job, url, board.employer)),
      total === undefined ? {} : { total },
    )
  }
  return {
    take: (text) => toReading(xml.take(text)),
    end() {
      const { root, isWhole } = xml.end()
      if (root === undefined || OTHER_ROOTS.test(root)) throw notTheFormat('a feed of jobs in Indeed’s form')
      if (!isWhole)
        throw notTheFormat(`a whole feed: it breaks off after ${entries} jobs, which were taken; none is closed`)
      return readingOf([], { empty: entries === 0 })
    },
  }
}

const joined = ({ postings, signals, total }: Reading, end: Reading): Reading => ({
  ...end,
  postings,
  signals: [...signals, ...end.signals],
  ...(total !== undefined && { total }),
})

/** Indeed's XML feed and its many relatives: `<source><job>…`, all jobs in one file of up to some hundred megabytes. */
const indeedXml: Platform = {
  id: 'indeed-xml',
  readerVersion: 1,
  list: 'whole',
  accept: 'application/xml, text/xml;q=0.9',
  start: (board) => [{ url: board.url, kind: 'list' }],
  read(page, board) {
    const parts = openParts({ ...page.request, url: page.url }, board)
    return joined(parts.take(page.body), parts.end())
  },
  parts: openParts,
}

export default indeedXml
