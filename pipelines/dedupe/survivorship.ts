import type { Offer } from '../../src/domain/posting.js'
import type { Row } from './table.js'

/** A field's value, the posting it is from, and why that one. */
export interface Survivor<T> {
  readonly value: T
  readonly from: string
}

const alive = ({ state }: Row): number => (state?.state === 'closed' ? 0 : 1)

/**
 * Postings of a cluster in order of trust: living ones first, then the board's rank (an employer's own page before an
 * aggregator), then the newest, then the key.
 */
export const byTrust = (rows: readonly Row[]): Row[] =>
  [...rows].sort(
    (x, y) =>
      alive(y) - alive(x) ||
      y.posting.rank - x.posting.rank ||
      (x.posting.observedAt < y.posting.observedAt ? 1 : x.posting.observedAt > y.posting.observedAt ? -1 : 0) ||
      (x.posting.key < y.posting.key ? -1 : 1),
  )

/** The first value that a trusted posting has. */
export const firstKnown = <T>(trusted: readonly Row[], read: (row: Row) => T | undefined): Survivor<T> | undefined => {
  for (const row of trusted) {
    const value = read(row)
    if (value !== undefined) return { value, from: `${row.posting.key} (most trusted that has it)` }
  }
  return undefined
}

const FULLNESS = { full: 2, snippet: 1, none: 0 }

/** The row whose text is whole, and among those the most trusted. */
export const fullestText = (trusted: readonly Row[]): Row | undefined => {
  const best = Math.max(...trusted.map(({ posting }) => FULLNESS[posting.description.status]))
  return trusted.find(({ posting }) => FULLNESS[posting.description.status] === best)
}

const offerKey = ({ places, workMode, remoteCountries }: Offer): string =>
  JSON.stringify([
    places.map(({ placeIds, text }) => placeIds.at(-1) ?? text).sort(),
    workMode,
    [...remoteCountries].sort(),
  ])

const withTypes = (offer: Offer, other: Offer): Offer => {
  const salary = offer.salary ?? other.salary
  return {
    ...offer,
    employmentTypes: [...new Set([...offer.employmentTypes, ...other.employmentTypes])],
    ...(salary && { salary }),
  }
}

/** The union of all offers: no place is lost; of one and the same combination the more trusted one stands, filled up. */
export const unionOfOffers = (trusted: readonly Row[]): Offer[] => {
  const offers = new Map<string, Offer>()
  for (const offer of trusted.flatMap(({ posting }) => posting.offers)) {
    const known = offers.get(offerKey(offer))
    offers.set(offerKey(offer), known ? withTypes(known, offer) : offer)
  }
  return [...offers.values()]
}
