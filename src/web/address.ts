import type { VacancyQuery } from '../ports/vacancy-index.js'
import type { Parameters } from '../search/given.js'
import { toParameters, toQueryString } from '../search/parse-search.js'

/** The page with these parameters; without any it has no `?`. */
export const pageWith = (parameters: Parameters): string => {
  const written = toQueryString(parameters)
  return written === '' ? '/' : `/?${written}`
}

/** The page's address of a search: the shortest that reads back as this query. */
export const addressOf = (query: VacancyQuery): string => pageWith(toParameters(query))
