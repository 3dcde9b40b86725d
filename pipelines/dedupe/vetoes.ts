import type { Posting } from '../../src/domain/posting.js'

/** City-level places of all offers. */
export const citiesOf = (posting: Posting): ReadonlySet<string> =>
  new Set(
    posting.offers.flatMap(({ places }) =>
      places.flatMap(({ placeIds }) => placeIds.filter((id) => id.startsWith('city:'))),
    ),
  )

const disjoint = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => {
  for (const one of a) if (b.has(one)) return false
  return true
}

/** Requisitions are comparable on one platform only: elsewhere the same field holds a board's own number. */
const requisitionsConflict = (a: Posting, b: Posting): boolean =>
  a.requisition !== undefined &&
  b.requisition !== undefined &&
  a.platform === b.platform &&
  a.employer?.key === b.employer?.key &&
  a.requisition !== b.requisition

const senioritiesConflict = (a: Posting, b: Posting): boolean =>
  a.title.seniority !== 'unknown' && b.title.seniority !== 'unknown' && a.title.seniority !== b.title.seniority

const citiesConflict = (a: Posting, b: Posting): boolean => {
  const [of, to] = [citiesOf(a), citiesOf(b)]
  return of.size > 0 && to.size > 0 && disjoint(of, to)
}

export type Veto = 'requisition' | 'seniority' | 'city'

/** What forbids that two postings are of one opening; undefined when nothing does. */
export const vetoOf = (a: Posting, b: Posting): Veto | undefined => {
  if (requisitionsConflict(a, b)) return 'requisition'
  if (senioritiesConflict(a, b)) return 'seniority'
  return citiesConflict(a, b) ? 'city' : undefined
}
