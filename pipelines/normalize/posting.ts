import type { Terms } from '../../src/domain/board.js'
import { JobdataError } from '../../src/domain/errors.js'
import { fold, foldWords, tidy, wellFormed } from '../../src/domain/fold.js'
import { hashId } from '../../src/domain/ids.js'
import { applyKey, webUrl } from '../../src/domain/links.js'
import type { Offer, Place, Posting } from '../../src/domain/posting.js'
import type { RawFields, RawPosting } from '../../src/domain/raw-posting.js'
import { readPast, readUntil } from './dates.js'
import { readDescription } from './description.js'
import { readEmployer } from './employer.js'
import { readEmployment } from './employment.js'
import { readExperience } from './experience.js'
import { readLanguage } from './language.js'
import { readPlaces } from './places.js'
import { readSalaries } from './salary.js'
import { readSkills } from './skills.js'
import { sketch } from './sketch.js'
import { textHash } from './text-hash.js'
import { readTitle } from './title.js'
import { readMode } from './work-mode.js'

/** Grows when a rule gives other values: what was normalized before is re-read. */
export const RULES_VERSION = 3

export interface NormalizeContext {
  readonly board: {
    readonly rank: number
    readonly terms: Terms
    readonly language?: string | undefined
    readonly country?: string | undefined
    readonly employer?: string | undefined
  }
  /** ISO 4217; salaries are annualised to it. */
  readonly baseCurrency: string
}

const poison = (code: string, message: string): JobdataError =>
  new JobdataError(message, { consequence: 'poison', code })

const checkedTitle = (raw: RawPosting): string => {
  const title = tidy(wellFormed(raw.fields.title))
  if (!/[\p{L}\p{N}]/u.test(title))
    throw poison('no-title', `${raw.key} has no title; see what the reader takes as title`)
  return title
}

const checkedUrl = (raw: RawPosting): string => {
  const url = webUrl(raw.fields.url)
  if (url === undefined) throw poison('bad-url', `${raw.key} has no http(s) address; see what the reader takes as url`)
  return url.href
}

/** Names a title may close with: the posting's own places, in every name known. */
const placeNames = (fields: RawFields, places: readonly Place[]): Set<string> => {
  const names = new Set<string>()
  for (const { text, locality } of fields.places.slice(0, 50))
    for (const name of [text, locality ?? '', ...text.split(/[,;(]/)]) names.add(fold(name))
  for (const { city, cityRu, region } of places) for (const name of [city, cityRu, region]) names.add(fold(name ?? ''))
  names.delete('')
  return names
}

/** The countries, when places are countries only. */
const wholeCountries = (places: readonly Place[]): string[] =>
  places.every(({ placeIds }) => placeIds.length === 1) ? places.flatMap(({ country }) => country ?? []) : []

/** When it was put up: not after it was seen first, though some boards restate the date at every crawl. */
const postedOf = ({ fields, observedAt, firstSeenAt }: RawPosting): string | undefined => {
  const stated = readPast(fields.datePosted, Date.parse(observedAt))
  return stated !== undefined && stated > firstSeenAt ? firstSeenAt : stated
}

/** One offer per distinct combination; alternatives of salary are the only thing that differs today. */
const offersOf = (
  raw: RawPosting,
  places: Place[],
  text: string,
  title: string,
  context: NormalizeContext,
): Offer[] => {
  const day = (postedOf(raw) ?? raw.firstSeenAt).slice(0, 10)
  const country = places[0]?.country ?? context.board.country
  const salaries = readSalaries(raw.fields.salary, title, text, { baseCurrency: context.baseCurrency, day, country })
  const { workMode, remoteCountries } = readMode(raw.fields, text, wholeCountries(places))
  const employmentTypes = readEmployment(raw.fields.employmentTypes, title)
  const offer: Offer = { places, workMode, remoteCountries: [...remoteCountries], employmentTypes }
  return salaries.length === 0 ? [offer] : salaries.map((salary) => ({ ...offer, salary }))
}

const linksOf = (fields: RawFields, page: string): Pick<Posting, 'applyUrl' | 'applyKey'> => {
  const apply = webUrl(fields.applyUrl)
  return {
    ...(apply !== undefined && { applyUrl: apply.href }),
    applyKey: applyKey(apply ?? new URL(page)),
  }
}

const datesOf = (raw: RawPosting): Pick<Posting, 'datePosted' | 'dateUpdated' | 'validThrough'> => {
  const now = Date.parse(raw.observedAt)
  const datePosted = postedOf(raw)
  const dateUpdated = readPast(raw.fields.dateUpdated, now)
  const validThrough = readUntil(raw.fields.validThrough, now)
  return {
    ...(datePosted !== undefined && { datePosted }),
    ...(dateUpdated !== undefined && { dateUpdated }),
    ...(validThrough !== undefined && { validThrough }),
  }
}

/** What consumers see of a posting: all that is derived from its fields and its board. */
type Content = Omit<
  Posting,
  | 'key'
  | 'board'
  | 'platform'
  | 'run'
  | 'fence'
  | 'observedAt'
  | 'firstSeenAt'
  | 'bootstrap'
  | 'readerVersion'
  | 'rulesVersion'
  | 'contentHash'
>

const optional = <K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { [key in K]?: V }

const contentOf = (raw: RawPosting, context: NormalizeContext): Content => {
  const { fields } = raw
  const { board } = context
  const rawTitle = checkedTitle(raw)
  const url = checkedUrl(raw)
  const places = readPlaces(fields.places, { country: board.country })
  const title = readTitle(rawTitle, placeNames(fields, places))
  const description = readDescription(fields.description)
  const words = foldWords(description.text)
  const requisition = tidy(fields.requisition ?? '')
  return {
    title,
    ...optional('employer', readEmployer(fields.employer ?? board.employer, fields.employerSite)),
    url,
    ...linksOf(fields, url),
    ...(requisition !== '' && { requisition }),
    offers: offersOf(raw, places, description.text, rawTitle, context),
    ...optional('experience', readExperience(fields.experience, description.text)),
    skills: readSkills(fields.skills ?? [], rawTitle, words, description.text),
    ...optional('language', readLanguage(title.clean, description.text, fields.language, board.language)),
    ...datesOf(raw),
    description,
    textHash: textHash(foldWords(title.clean), words),
    sketch: sketch(words),
    terms: board.terms,
    rank: board.rank,
  }
}

/**
 * A raw posting checked, keyed and normalized. Pure; the same raw posting gives the same posting.
 * @throws JobdataError `poison`: `no-title`, `bad-url`
 */
export const normalizePosting = (raw: RawPosting, context: NormalizeContext): Posting => {
  const content = contentOf(raw, context)
  const { key, board, platform, run, fence, observedAt, firstSeenAt, bootstrap, readerVersion } = raw
  return {
    ...{ key, board, platform, run, fence, observedAt, firstSeenAt, bootstrap, readerVersion },
    rulesVersion: RULES_VERSION,
    ...content,
    contentHash: hashId('posting', JSON.stringify(content)),
  }
}
