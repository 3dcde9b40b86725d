import type { Posting } from '../../src/domain/posting.js'

/** City-level places of all offers. */
export const citiesOf = (posting: Posting): ReadonlySet<string> =>
  new Set(
    posting.offers.flatMap(({ places }) =>
      places.flatMap(({ placeIds }) => placeIds.filter((id) => id.startsWith('city:'))),
    ),
  )

/** What of a group of postings can forbid that it is joined with another. */
export interface Traits {
  /** Known seniorities. */
  readonly seniorities: ReadonlySet<string>
  /** Requisitions by platform and employer: elsewhere the same field holds a board's own number. */
  readonly requisitions: ReadonlyMap<string, ReadonlySet<string>>
  /** Distinct sets of cities, by their text; postings without a known city have none. */
  readonly cities: ReadonlyMap<string, ReadonlySet<string>>
}

const NONE: ReadonlySet<string> = new Set()

export const traitsOf = (posting: Posting): Traits => {
  const { title, requisition, platform, employer } = posting
  const cities = citiesOf(posting)
  return {
    seniorities: title.seniority === 'unknown' ? NONE : new Set([title.seniority]),
    requisitions:
      requisition === undefined || employer === undefined
        ? new Map()
        : new Map([[`${platform}|${employer.key}`, new Set([requisition])]]),
    cities: cities.size === 0 ? new Map() : new Map([[[...cities].sort().join(), cities]]),
  }
}

const union = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): ReadonlySet<T> => new Set([...a, ...b])

/** Traits of two groups joined. */
export const joined = (a: Traits, b: Traits): Traits => ({
  seniorities: union(a.seniorities, b.seniorities),
  requisitions: new Map(
    [...new Set([...a.requisitions.keys(), ...b.requisitions.keys()])].map((key) => [
      key,
      union(a.requisitions.get(key) ?? NONE, b.requisitions.get(key) ?? NONE),
    ]),
  ),
  cities: new Map([...a.cities, ...b.cities]),
})

/** Whether some value of one set differs from some value of the other. */
const differ = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => {
  if (a.size === 0 || b.size === 0) return false
  return a.size > 1 || b.size > 1 || !a.has([...b][0] ?? '')
}

const disjoint = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => {
  for (const one of a) if (b.has(one)) return false
  return true
}

export type Veto = 'requisition' | 'seniority' | 'city'

/** What forbids that two groups are of one opening: a conflict of any pair across them; undefined when there is none. */
export const vetoOf = (a: Traits, b: Traits): Veto | undefined => {
  for (const [key, requisitions] of a.requisitions)
    if (differ(requisitions, b.requisitions.get(key) ?? NONE)) return 'requisition'
  if (differ(a.seniorities, b.seniorities)) return 'seniority'
  for (const [name, cities] of a.cities) {
    for (const [other, others] of b.cities) if (name !== other && disjoint(cities, others)) return 'city'
  }
  return undefined
}
