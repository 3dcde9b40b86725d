import type { VacancyQuery } from '../ports/vacancy-index.js'
import type { Group } from './group.js'

const MOST_HITS = 100
const MOST_CURSOR = 2000

/** How many hits a page holds, and where the page before ended. */
export const page: Group<Pick<VacancyQuery, 'size' | 'cursor'>> = {
  names: ['size', 'cursor'],
  read(given, defaults) {
    const size = given.whole('size', { min: 1, max: MOST_HITS }) ?? defaults.size
    const cursor = given.text('cursor', MOST_CURSOR)
    return { size, ...(cursor !== undefined && { cursor }) }
  },
  write: ({ size, cursor }, defaults) => ({
    ...(size !== defaults.size && { size: String(size) }),
    ...(cursor !== undefined && { cursor }),
  }),
}
