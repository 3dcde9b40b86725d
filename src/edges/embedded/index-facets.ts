import type { FacetName, FacetValue } from '../../ports/vacancy-index.js'
import type { Columns, Dictionaries, Dictionary, OfferColumns } from './index-columns.js'
import { bitOf } from './index-match.js'

const OFFER_FACETS: ReadonlySet<FacetName> = new Set(['place', 'workMode', 'remoteFrom', 'employmentType'])

/** Counts of one facet's values: a vacancy counts once a value, however many of its offers have it. */
const counter = ({ values }: Dictionary) => {
  const counts = new Uint32Array(values.length)
  const lastRow = new Int32Array(values.length).fill(-1)
  return {
    counts,
    add(codes: number | readonly number[], row: number): void {
      if (typeof codes === 'number') counts[codes] = (counts[codes] ?? 0) + 1
      else
        for (const code of codes) {
          if (lastRow[code] === row) continue
          lastRow[code] = row
          counts[code] = (counts[code] ?? 0) + 1
        }
    },
  }
}

const isTold = (value: string): boolean => value !== '' && value !== 'unknown'

const topOf = (counts: Uint32Array, { values, labels }: Dictionary, size: number): FacetValue[] => {
  const found: FacetValue[] = []
  for (const [code, count] of counts.entries()) {
    const [value = '', label] = [values[code], labels[code]]
    if (count > 0 && isTold(value)) found.push({ value, count, ...(label && { label }) })
  }
  return found.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, size)
}

/** Counts facets disjunctively: each with every filter but its own. */
export const facetCounts = (names: readonly FacetName[], of: Dictionaries) => {
  const all = names.map((name) => ({ name, bit: bitOf[name], counted: counter(of[name]) }))
  const ofOffers = all.filter(({ name }) => OFFER_FACETS.has(name)) as readonly {
    name: 'place' | 'workMode' | 'remoteFrom' | 'employmentType'
    bit: number
    counted: ReturnType<typeof counter>
  }[]
  const ofVacancy = all.filter(({ name }) => !OFFER_FACETS.has(name)) as readonly {
    name: 'seniority' | 'skill' | 'employer' | 'language' | 'board'
    bit: number
    counted: ReturnType<typeof counter>
  }[]
  return {
    /** A vacancy by the bits it fails, with those that each of its offers fails. */
    add(vacancy: Columns, failed: number, offersFailed: readonly number[]): void {
      if (offersFailed.includes(0))
        for (const { name, bit, counted } of ofVacancy)
          if ((failed & ~bit) === 0) counted.add(vacancy[name], vacancy.row)
      if (failed !== 0) return
      for (const { name, bit, counted } of ofOffers)
        vacancy.offers.forEach((offer: OfferColumns, at) => {
          if (((offersFailed[at] ?? 0) & ~bit) !== 0) return
          const codes = offer[name]
          counted.add(typeof codes === 'number' ? [codes] : codes, vacancy.row)
        })
    },
    top: (size: number): Partial<Record<FacetName, FacetValue[]>> =>
      Object.fromEntries(all.map(({ name, counted }) => [name, topOf(counted.counts, of[name], size)])),
  }
}

export type FacetCounts = ReturnType<typeof facetCounts>
