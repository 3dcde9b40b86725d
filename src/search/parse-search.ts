import { JobdataError } from '../domain/errors.js'
import type { VacancyQuery } from '../ports/vacancy-index.js'
import { choices } from './choices.js'
import { experience } from './experience.js'
import { facets } from './facets.js'
import { firstSeen } from './first-seen.js'
import { readGiven } from './given.js'
import type { Given, Parameters } from './given.js'
import type { Defaults } from './group.js'
import { interpret } from './interpreted.js'
import type { Interpreted } from './interpreted.js'
import { near } from './near.js'
import { page } from './page.js'
import { salary } from './salary.js'
import { readSort, writeSort } from './sort.js'
import { text } from './text.js'
import { unknownParameters } from './unknown.js'
import type { Ignored } from './unknown.js'
import { values } from './values.js'

export interface ParsedSearch {
  readonly query: VacancyQuery
  /** The query as it was understood, defaults included, for people to read. */
  readonly interpreted: Interpreted
  readonly ignored: readonly Ignored[]
}

export interface SearchOptions {
  /** Epoch milliseconds. */
  readonly now: number
  /** Hits a page when none is asked for. Default 20. */
  readonly size?: number
  /** Parameters that somebody else reads (the page's language): neither read nor reported here. */
  readonly others?: readonly string[]
}

const USUAL_SIZE = 20

const groups = [text, values, choices, salary, experience, firstSeen, near, page, facets]

/** Every parameter of a search. */
export const searchParameters: readonly string[] = [...groups.flatMap(({ names }) => names), 'sort']

const readQuery = (given: Given, defaults: Defaults): VacancyQuery => {
  const read = text.read(given, defaults)
  const filters = {
    ...values.read(given, defaults),
    ...choices.read(given, defaults),
    ...salary.read(given, defaults),
    ...experience.read(given, defaults),
    ...firstSeen.read(given, defaults),
    ...near.read(given, defaults),
  }
  return {
    text: read,
    filters,
    sort: readSort(given, read, filters.near !== undefined),
    ...facets.read(given, defaults),
    ...page.read(given, defaults),
    now: defaults.now,
  }
}

/**
 * Parameters → query. Unknown parameters are ignored and named, with the one that was probably meant.
 * @throws JobdataError `bad-request`, code `bad-query`, `details.errors` = `[{ field, message }]`: all that is wrong at once
 */
export const parseSearch = (input: Parameters, { now, size, others = [] }: SearchOptions): ParsedSearch => {
  const given = readGiven(input)
  const query = readQuery(given, { now, size: size ?? USUAL_SIZE })
  if (given.errors.length > 0) {
    const wrong = given.errors.map(({ field, message }) => `${field}: ${message}`).join('; ')
    throw new JobdataError(`correct the search (${wrong})`, {
      consequence: 'bad-request',
      code: 'bad-query',
      details: { errors: given.errors },
    })
  }
  return {
    query,
    interpreted: interpret(query),
    ignored: unknownParameters(input, searchParameters).filter(({ name }) => !others.includes(name)),
  }
}

/** The inverse of {@link parseSearch}: parameters that read back as this query. Defaults are left out. */
export const toParameters = (query: VacancyQuery, { size }: { readonly size?: number } = {}): Parameters =>
  groups.reduce<Parameters>((written, group) => ({ ...written, ...group.write(query, { size: size ?? USUAL_SIZE }) }), {
    ...writeSort(query),
  })

/** The parameters as the part of a link after `?`, without it. */
export const toQueryString = (parameters: Parameters): string => {
  const written = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters))
    for (const one of value === undefined ? [] : [value].flat()) written.append(name, one)
  return written.toString()
}
