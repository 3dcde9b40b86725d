import { decodeHTML } from 'entities'
import type { RawSalary } from '../../src/domain/raw-posting.js'
import type { NamedPosting, Platform } from '../board.js'
import { jsonList, jsonObject } from '../read/json.js'
import { malformed, readPosting, readingOf, unknownKeys } from '../read/posting.js'
import type { EntryReading } from '../read/posting.js'
import { amount, link, listOf, objectOf, plain, present, verbatim } from '../read/text.js'

const KNOWN = new Set([
  ...['absolute_url', 'id', 'title', 'company_name', 'location', 'content', 'requisition_id', 'first_published'],
  ...['updated_at', 'language', 'application_deadline', 'metadata', 'departments', 'pay_input_ranges'],
  // Ignored: nothing that a reader of the advert would see, or told by other fields.
  ...[
    'data_compliance',
    'internal_job_id',
    'offices',
    'ai_disclaimer',
    'include_ai_disclaimer',
    'ai_opt_out_request_url',
  ],
  ...['questions', 'education', 'education_requirements'],
])

/** A value of the employer's own custom fields. */
const custom = (metadata: unknown, name: RegExp): string | undefined => {
  for (const entry of listOf(metadata)) {
    const field = objectOf(entry)
    if (field && name.test(plain(field['name']) ?? '')) return plain(listOf(field['value'])[0])
  }
  return undefined
}

const placesOf = (location: unknown): { text: string }[] =>
  (plain(objectOf(location)?.['name']) ?? '')
    .split(/\s*[;|•]\s*/)
    .filter((text) => text !== '')
    .map((text) => ({ text }))

const units = (cents: unknown): number | undefined => {
  const whole = amount(cents)
  return whole === undefined ? undefined : whole / 100
}

/** A range in hundredths of its currency, whatever the currency is; its period is not said. */
const rangeOf = (value: unknown): RawSalary[] => {
  const range = objectOf(value) ?? {}
  const [min, max] = [units(range['min_cents']), units(range['max_cents'])]
  return min === undefined && max === undefined ? [] : [present({ min, max, currency: plain(range['currency_type']) })]
}

/** Several ranges (zones, levels) are alternatives: a text names them all. */
const salaryOf = (value: unknown): RawSalary | undefined => {
  const [first, ...others] = listOf(value).flatMap(rangeOf)
  if (first === undefined || others.length === 0) return first
  const texts = [first, ...others].map(
    ({ min, max, currency = '' }) => `${currency} ${[min, max].filter(Boolean).join(' – ')}`,
  )
  return { text: texts.join('; ') }
}

const entry = (value: unknown, employer: string | undefined): EntryReading => {
  const advert = objectOf(value)
  if (advert === undefined) return malformed('an entry of jobs is not an object')
  const url = link(advert['absolute_url'])
  const content = verbatim(advert['content'])
  const workMode = custom(advert['metadata'], /^(?:workplace|work(?:ing)? (?:type|model|mode)|location type|remote)/i)
  const employment = custom(advert['metadata'], /^(?:employment|job|contract) type/i)
  const reading = readPosting(plain(advert['id']), advert, {
    title: plain(advert['title']),
    employer: plain(advert['company_name']) ?? employer,
    url,
    requisition: plain(advert['requisition_id']),
    places: placesOf(advert['location']),
    workMode,
    employmentTypes: employment === undefined ? undefined : [employment],
    salary: salaryOf(advert['pay_input_ranges']),
    // The API escapes the HTML once more: decoded once, it is the advert's own.
    description: content === undefined ? undefined : { html: decodeHTML(content) },
    datePosted: plain(advert['first_published']),
    dateUpdated: plain(advert['updated_at']),
    validThrough: plain(advert['application_deadline']),
    language: plain(advert['language']),
    categories: listOf(advert['departments']).flatMap((department) => plain(objectOf(department)?.['name']) ?? []),
  })
  return 'posting' in reading ? { ...reading, signals: unknownKeys(advert, KNOWN) } : reading
}

/** The list with descriptions, from the base form `…/v1/boards/acme` too. */
const listUrl = (given: string): string => {
  const url = new URL(given)
  url.pathname = url.pathname.replace(/^(\/v1\/boards\/[^/]+)\/?$/, '$1/jobs')
  if (!url.searchParams.has('content')) url.searchParams.set('content', 'true')
  return url.href
}

/** Its sites for people: each region has an API of its own. */
const SITE = /^(?:job-)?boards\.(eu\.)?greenhouse\.io$/
/** What the API calls a board, and an advert. */
const TOKEN = /^[\w-]+$/
const NUMBER = /^\d+$/

/** `boards.greenhouse.io/acme/jobs/17`, and the form that employers build into their own pages. */
const addressed = ({ pathname, searchParams }: URL): readonly (string | null | undefined)[] => {
  const [, board, word, id] = pathname.split('/')
  if (word === 'job_app') return [searchParams.get('for'), searchParams.get('token')]
  return word === 'jobs' ? [board, id] : []
}

const named = (url: URL): NamedPosting | undefined => {
  const site = SITE.exec(url.hostname)
  const [board, id] = site ? addressed(url) : []
  if (board == null || id == null || !TOKEN.test(board) || !NUMBER.test(id)) return undefined
  const api = `https://boards-api.${site?.[1] ?? ''}greenhouse.io/v1/boards/${board}`
  return {
    page: { url: `${api}/jobs/${id}`, kind: 'posting', detailOf: id },
    board: api,
    sourceId: id,
  }
}

/** Greenhouse's public board API: one answer with all postings, `…/v1/boards/<token>/jobs?content=true`. */
const greenhouse: Platform = {
  id: 'greenhouse',
  readerVersion: 2,
  list: 'whole',
  accept: 'application/json',
  start: (board) => [{ url: listUrl(board.url), kind: 'list' }],
  named,
  read(page, board) {
    const body = jsonObject(page.body, 'a Greenhouse board')
    if (page.request.kind === 'posting') return readingOf([entry(body, board.employer)])
    const jobs = jsonList(body['jobs'], 'a Greenhouse board')
    const total = objectOf(body['meta'])?.['total']
    return readingOf(
      jobs.map((job) => entry(job, board.employer)),
      { empty: jobs.length === 0, ...(typeof total === 'number' && { total }) },
    )
  },
}

export default greenhouse
