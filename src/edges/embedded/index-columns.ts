import type { FacetName, FacetValue } from '../../ports/vacancy-index.js'
import { FACETS } from '../../ports/vacancy-index.js'
import type { Facts } from './index-facts.js'

/** Values of one facet as small numbers, with what people see of them. */
export interface Dictionary {
  /** Number → value. */
  readonly values: string[]
  readonly labels: (FacetValue['label'] | undefined)[]
  code(value: string, label?: FacetValue['label']): number
  find(value: string): number | undefined
}

const dictionary = (): Dictionary => {
  const codes = new Map<string, number>()
  const values: string[] = []
  const labels: Dictionary['labels'] = []
  return {
    values,
    labels,
    code(value, label) {
      const known = codes.get(value)
      const code = known ?? values.length
      if (known === undefined) {
        codes.set(value, code)
        values.push(value)
      }
      if (label !== undefined || known === undefined) labels[code] = label
      return code
    },
    find: (value) => codes.get(value),
  }
}

export type Dictionaries = Readonly<Record<FacetName, Dictionary>>

export interface OfferColumns {
  readonly place: readonly number[]
  readonly workMode: number
  readonly isRemote: boolean
  readonly remoteFrom: readonly number[]
  readonly employmentType: readonly number[]
  /** The best that the offer tells of a year's pay; -1 = nothing. */
  readonly annual: number
  readonly points: readonly { readonly lat: number; readonly lon: number }[]
}

/** What filters, facets and sorts look at: one vacancy that is open or unverified, in small numbers. */
export interface Columns {
  readonly row: number
  readonly id: string
  readonly isUnverified: boolean
  readonly posted: number
  readonly firstSeen: number
  /** 0 = not stated. */
  readonly experienceMin: number
  /** -1 = not stated. */
  readonly salary: number
  readonly seniority: number
  readonly employer: number
  readonly language: number
  readonly skill: readonly number[]
  readonly board: readonly number[]
  readonly offers: readonly OfferColumns[]
}

type OfferFacts = Facts['offers'][number]

/** A vacancy without any offer has one that tells nothing. */
const UNTOLD: OfferFacts = {
  placeIds: [],
  points: [],
  workMode: 'unknown',
  remoteCountries: [],
  employmentTypes: [],
}

const offerColumns = (offer: OfferFacts, of: Dictionaries): OfferColumns => ({
  place: offer.placeIds.map((id) => of.place.code(id)),
  workMode: of.workMode.code(offer.workMode),
  isRemote: offer.workMode === 'remote',
  remoteFrom: offer.remoteCountries.map((country) => of.remoteFrom.code(country)),
  employmentType: offer.employmentTypes.map((type) => of.employmentType.code(type)),
  annual: offer.annualMax ?? offer.annualMin ?? -1,
  points: offer.points,
})

const toColumns = (row: number, id: string, facts: Facts, of: Dictionaries): Columns => {
  for (const { id: place, en, ru } of facts.places) of.place.code(place, { en, ru })
  const offers = (facts.offers.length === 0 ? [UNTOLD] : facts.offers).map((offer) => offerColumns(offer, of))
  const { employerKey, employerName } = facts
  return {
    row,
    id,
    isUnverified: facts.state === 'unverified',
    posted: facts.datePosted ?? facts.firstSeenAt,
    firstSeen: facts.firstSeenAt,
    experienceMin: facts.experienceMin ?? 0,
    salary: Math.max(...offers.map(({ annual }) => annual)),
    seniority: of.seniority.code(facts.seniority),
    employer: of.employer.code(employerKey, { en: employerName, ru: employerName }),
    language: of.language.code(facts.language),
    skill: [...new Set(facts.skills)].map((skill) => of.skill.code(skill)),
    board: [...new Set(facts.boards)].map((board) => of.board.code(board)),
    offers,
  }
}

/** All vacancies that search may find, in memory: filters and facets of 50,000 take milliseconds here. */
export const openColumns = () => {
  const dictionaries = Object.fromEntries(FACETS.map((name) => [name, dictionary()])) as unknown as Dictionaries
  // Rows are numbered from one without gaps: an array is twice as fast as a map here.
  const byRow: (Columns | undefined)[] = []
  return {
    dictionaries,
    byRow: byRow as readonly (Columns | undefined)[],
    put(row: number, id: string, facts: Facts): void {
      while (byRow.length < row) byRow.push(undefined)
      byRow[row] = toColumns(row, id, facts, dictionaries)
    },
    remove(row: number): void {
      if (row < byRow.length) byRow[row] = undefined
    },
  }
}

export type ColumnStore = ReturnType<typeof openColumns>
