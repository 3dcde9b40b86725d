import type { VacancyQuery } from '../ports/vacancy-index.js'

/** The query as it was understood: only what was asked for, and what holds when nothing is said. */
export interface Interpreted {
  readonly words: readonly string[]
  readonly phrases: readonly string[]
  readonly excluded: readonly string[]
  readonly filters: Readonly<Record<string, string | number | boolean | readonly string[]>>
  readonly sort: VacancyQuery['sort']
  readonly size: number
}

const DAY = 86_400_000

/** A query in words: dates as days, a circle as a sentence. */
export const interpret = ({ text, filters, sort, size, now }: VacancyQuery): Interpreted => {
  const { near, firstSeenSince, ...plain } = filters
  return {
    words: text.words,
    phrases: text.phrases,
    excluded: text.excluded,
    filters: {
      ...plain,
      ...(firstSeenSince !== undefined && { firstSeenWithinDays: Math.round((now - firstSeenSince) / DAY) }),
      ...(near && { near: `within ${near.km} km of ${near.lat}, ${near.lon}` }),
    },
    sort,
    size,
  }
}
