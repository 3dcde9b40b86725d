import { FACETS } from '../ports/vacancy-index.js'
import type { VacancyQuery } from '../ports/vacancy-index.js'
import type { Group } from './group.js'

const NONE = 'none'
const VALUES_A_FACET = 20

/** Facets to count, by name; all when nothing is said, `none` for none. */
export const facets: Group<Pick<VacancyQuery, 'facets' | 'facetSize'>> = {
  names: ['facets'],
  read(given) {
    const asked = given.list('facets').map((name) => name.toLowerCase())
    const known = new Map(FACETS.map((name) => [name.toLowerCase(), name]))
    const bad = asked.find((name) => name !== NONE && !known.has(name))
    if (bad !== undefined) given.refuse('facets', `"${bad}" is none of ${FACETS.join(', ')}, ${NONE}`)
    const names = FACETS.filter((name) => asked.length === 0 || asked.includes(name.toLowerCase()))
    return { facets: names, facetSize: VALUES_A_FACET }
  },
  write({ facets: asked }) {
    if (asked.length === 0) return { facets: NONE }
    return asked.length === FACETS.length ? {} : { facets: asked }
  },
}
