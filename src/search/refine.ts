import type { FacetName, VacancyQuery } from '../ports/vacancy-index.js'
import type { Filters } from './group.js'
import { usualSort } from './sort.js'

const without = <T extends object, K extends keyof T>(from: T, name: K): Omit<T, K> =>
  Object.fromEntries(Object.entries(from).filter(([key]) => key !== name)) as Omit<T, K>

const withFilter = (query: VacancyQuery, name: FacetName, list: readonly string[]): VacancyQuery => ({
  ...without(query, 'cursor'),
  filters: { ...without(query.filters, name), ...(list.length > 0 && { [name]: list }) },
})

export const hasFilter = ({ filters }: VacancyQuery, name: FacetName, value: string): boolean =>
  (filters[name] as readonly string[] | undefined)?.includes(value) ?? false

/** The query with one value of a facet more, or without it when it is chosen already; from its first page on. */
export const toggleFilter = (query: VacancyQuery, name: FacetName, value: string): VacancyQuery => {
  const chosen: readonly string[] = query.filters[name] ?? []
  const list = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]
  return withFilter(query, name, list)
}

/** The query without one filter, in an order that it can still have; from its first page on. */
export const withoutFilter = (query: VacancyQuery, name: keyof Filters): VacancyQuery => {
  const filters: Filters = { includeUnstated: true, ...without(query.filters, name) }
  const sort = query.sort === 'distance' && !filters.near ? usualSort(query.text) : query.sort
  return { ...without(query, 'cursor'), sort, filters }
}
