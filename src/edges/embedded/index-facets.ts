import type { FacetName, FacetValue } from '../../ports/vacancy-index.js'
import type { Columns, Dictionaries, Dictionary, OfferColumns } from './index-columns.js'
import { bitOf } from './index-match.js'

type Codes = number | readonly number[]

// A function a facet: the engine reads each faster than a name that changes at every step.
const OF_OFFER: Partial<Record<FacetName, (offer: OfferColumns) => Codes>> = {
  place: ({ place }) => place,
  workMode: ({ workMode }) => workMode,
  remoteFrom: ({ remoteFrom }) => remoteFrom,
  employmentType: ({ employmentType }) => employmentType,
}
const OF_VACANCY: Partial<Record<FacetName, (vacancy: Columns) => Codes>> = {
  seniority: ({ seniority }) => seniority,
  skill: ({ skill }) => skill,
  employer: ({ employer }) => employer,
  language: ({ language }) => language,
  board: ({ board }) => board,
}

/** Counts of one facet's values: a vacancy counts once a value, however many of its offers have it. */
const counter = ({ values }: Dictionary) => {
  const counts = new Uint32Array(values.length)
  const lastRow = new Int32Array(values.length).fill(-1)
  const addOne = (code: number, row: number): void => {
    if (lastRow[code] === row) return
    lastRow[code] = row
    counts[code] = (counts[code] ?? 0) + 1
  }
  return {
    counts,
    add(codes: Codes, row: number): void {
      if (typeof codes === 'number') addOne(codes, row)
      else for (let at = 0; at < codes.length; at++) addOne(codes[at] ?? 0, row)
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
  const all = names.map((name) => ({ name, counted: counter(of[name]) }))
  const readBy = <T>(readers: Partial<Record<FacetName, (from: T) => Codes>>) =>
    all.flatMap(({ name, counted }) => {
      const codesOf = readers[name]
      return codesOf ? [{ others: ~bitOf[name], counted, codesOf }] : []
    })
  const ofOffers = readBy(OF_OFFER)
  const ofVacancy = readBy(OF_VACANCY)
  return {
    /** A vacancy by the bits it fails, with those that each of its offers fails; `isMatch`: one of them fails none. */
    add(vacancy: Columns, failed: number, offersFailed: readonly number[], isMatch: boolean): void {
      const { offers, row } = vacancy
      if (isMatch)
        for (const { others, counted, codesOf } of ofVacancy)
          if ((failed & others) === 0) counted.add(codesOf(vacancy), row)
      if (failed !== 0) return
      for (const { others, counted, codesOf } of ofOffers)
        for (let at = 0; at < offers.length; at++)
          if (((offersFailed[at] ?? 0) & others) === 0) counted.add(codesOf(offers[at] as OfferColumns), row)
    },
    top: (size: number): Partial<Record<FacetName, FacetValue[]>> =>
      Object.fromEntries(all.map(({ name, counted }) => [name, topOf(counted.counts, of[name], size)])),
  }
}

export type FacetCounts = ReturnType<typeof facetCounts>
