import type { TextQuery, VacancyQuery } from '../ports/vacancy-index.js'
import type { Given } from './given.js'

type Sort = VacancyQuery['sort']

const SORTS: readonly Sort[] = ['relevance', 'date', 'salary', 'distance']

/** Without words nothing is more relevant than the newest. */
export const usualSort = ({ words, phrases }: TextQuery): Sort =>
  words.length + phrases.length > 0 ? 'relevance' : 'date'

/** Not a group: its default hangs on the text, and `distance` on a place to measure from. */
export const readSort = (given: Given, text: TextQuery, isNear: boolean): Sort => {
  const asked = given.text('sort')?.toLowerCase()
  if (asked === undefined) return usualSort(text)
  const sort = SORTS.find((one) => one === asked)
  if (sort === undefined) given.refuse('sort', `"${asked}" is none of ${SORTS.join(', ')}`)
  if (sort === 'distance' && !isNear) given.refuse('sort', 'distance needs lat and lon')
  return sort ?? usualSort(text)
}

export const writeSort = ({ sort, text }: VacancyQuery): { readonly sort?: Sort } =>
  sort === usualSort(text) ? {} : { sort }
