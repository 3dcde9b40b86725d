import type { VacancyDocument } from '../../ports/vacancy-index.js'

export type Search = NonNullable<VacancyDocument['search']>

/** What the writing thread leaves for the searching one: all but the text and the pages. */
export type Facts = Omit<Search, 'text' | 'descriptionStatus' | 'pages'>

/** Facts of what search may find; null for closed vacancies, forwards and purges. */
export const factsOf = (search: Search | undefined): string | null => {
  if (search === undefined || search.state === 'closed') return null
  return JSON.stringify({ ...search, text: undefined, descriptionStatus: undefined, pages: undefined })
}
