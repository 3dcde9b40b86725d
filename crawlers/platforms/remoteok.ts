import type { RawSalary } from '../../src/domain/raw-posting.js'
import type { Platform } from '../board.js'
import { jsonListBody, notTheFormat } from '../read/json.js'
import { malformed, readPosting, readingOf, unknownKeys } from '../read/posting.js'
import type { EntryReading } from '../read/posting.js'
import { amount, link, listOf, objectOf, plain, present, verbatim } from '../read/text.js'

type Advert = Readonly<Record<string, unknown>>

const KNOWN = new Set([
  ...['id', 'date', 'epoch', 'company', 'position', 'tags', 'description', 'location', 'apply_url', 'salary_min'],
  ...['salary_max', 'url'],
  // Ignored: the address once more, logos (their use is not permitted), and whether it was posted here first.
  ...['slug', 'company_logo', 'logo', 'original', 'verified'],
])

/** UTF-8 that was taken for Latin-1 on its way: "KrakÃ³w". */
const MANGLED = /[\u00C2-\u00DF][\u0080-\u00BF]|[\u00E0-\u00EF][\u0080-\u00BF]{2}|[\u00F0-\u00F4][\u0080-\u00BF]{3}/g

/** The text with mangled letters mended; what would not be UTF-8 stays as it is. */
const mended = (value: unknown): unknown =>
  typeof value === 'string'
    ? value.replaceAll(MANGLED, (letters) => {
        const letter = Buffer.from(letters, 'latin1').toString('utf8')
        return letter.includes('\uFFFD') ? letters : letter
      })
    : value

/** The board's own test of applicants, another word for each reader of the API: no part of the advert. */
const TEST = /(?:<br\s?\/?>\s?){0,4}Please mention the word \*\*[^*]{1,60}\*\* [^<>]{0,400}$/

const descriptionOf = (value: unknown) => {
  const html = verbatim(mended(value))?.replace(TEST, '').trim()
  return html === undefined || html === '' ? undefined : { html }
}

/** Least pay that can be a year's: below it an hour's stands in the field. */
const LEAST_YEARLY = 1000

/** A year's pay in US dollars; 0 is not stated. */
const salaryOf = (advert: Advert): RawSalary | undefined => {
  const min = amount(advert['salary_min'])
  const max = amount(advert['salary_max'])
  const most = max ?? min
  if (most === undefined) return undefined
  return present({ min, max, currency: 'USD', period: most >= LEAST_YEARLY ? 'year' : undefined })
}

/** Those tags that name a kind of employment. */
const EMPLOYMENT = /^(?:full|part)[ -]?time$|^contract$|^internship$|^freelance$|^temporary$/i

const entry = (value: unknown): EntryReading => {
  const advert = objectOf(value)
  if (advert === undefined) return malformed('an entry of the list is not an object')
  const place = plain(mended(advert['location']))
  const tags = listOf(advert['tags']).flatMap((tag) => plain(mended(tag)) ?? [])
  const reading = readPosting(plain(advert['id']), advert, {
    title: plain(mended(advert['position'])),
    employer: plain(mended(advert['company'])),
    url: link(advert['url']),
    applyUrl: link(advert['apply_url']),
    places: place === undefined ? [] : [{ text: place }],
    // The board has nothing else; the place says from where.
    workMode: 'remote',
    employmentTypes: tags.filter((tag) => EMPLOYMENT.test(tag)).slice(0, 10),
    salary: salaryOf(advert),
    description: descriptionOf(advert['description']),
    datePosted: plain(advert['date']) ?? plain(advert['epoch']),
    // Words that the board found in the text, rightly or not ("go", "support"): no skills that anybody asks for.
    categories: tags.filter((tag) => !EMPLOYMENT.test(tag)).slice(0, 100),
  })
  return 'posting' in reading ? { ...reading, signals: unknownKeys(advert, KNOWN) } : reading
}

/** The first element holds the terms of the API: never a posting. */
const isNotice = (value: unknown): boolean => {
  const object = objectOf(value)
  return object?.['legal'] !== undefined && object['id'] === undefined
}

/** Remote OK's API, `remoteok.com/api`: the newest hundred postings in one answer, so that absence says nothing. */
const remoteok: Platform = {
  id: 'remoteok',
  readerVersion: 1,
  list: 'window',
  accept: 'application/json',
  start: (board) => [{ url: board.url, kind: 'list' }],
  read(page) {
    const all = jsonListBody(page.body, 'a list of Remote OK')
    const adverts = all.filter((one) => !isNotice(one))
    // Not even the notice: not the API's answer.
    if (all.length === 0) throw notTheFormat('a list of Remote OK')
    return readingOf(adverts.map(entry), { empty: adverts.length === 0 })
  },
}

export default remoteok
