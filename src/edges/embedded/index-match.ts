import type { FacetName, VacancyQuery } from '../../ports/vacancy-index.js'
import type { Columns, Dictionaries, Dictionary, OfferColumns } from './index-columns.js'
import { FACETS } from '../../ports/vacancy-index.js'

type Filters = VacancyQuery['filters']

/** One bit a facet: the filters that a vacancy or an offer fails. */
export const bitOf = Object.fromEntries(FACETS.map((name, at) => [name, 1 << at])) as Record<FacetName, number>

/** Fails by what is no facet: no facet counts it. */
const ALL = (1 << FACETS.length) - 1

/** Numbers of the wanted values; undefined when the filter is not set. A value that nothing has is left out. */
const wantedCodes = (values: readonly string[] | undefined, of: Dictionary): ReadonlySet<number> | undefined =>
  values && new Set(values.flatMap((value) => of.find(value) ?? []))

const hasAny = (codes: readonly number[], wanted: ReadonlySet<number>): boolean => {
  for (const code of codes) if (wanted.has(code)) return true
  return false
}

type Near = NonNullable<Filters['near']>

const EARTH_KM = 6371
const RADIANS = Math.PI / 180

/** Great-circle distance in kilometres. */
export const distanceKm = (a: { lat: number; lon: number }, b: { lat: number; lon: number }): number => {
  const north = Math.sin(((b.lat - a.lat) * RADIANS) / 2)
  const east = Math.sin(((b.lon - a.lon) * RADIANS) / 2)
  const chord = north * north + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * east * east
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** Kilometres to the nearest point of an offer; Infinity when it has none. */
export const nearestKm = ({ points }: OfferColumns, near: Near): number =>
  points.reduce((least, point) => Math.min(least, distanceKm(point, near)), Infinity)

const offerFailures = (filters: Filters, of: Dictionaries): ((offer: OfferColumns) => number) => {
  const { salaryMin, includeUnstated, near } = filters
  const place = wantedCodes(filters.place, of.place)
  const workMode = wantedCodes(filters.workMode, of.workMode)
  const remoteFrom = wantedCodes(filters.remoteFrom, of.remoteFrom)
  const employmentType = wantedCodes(filters.employmentType, of.employmentType)

  const failsSalary = ({ annual }: OfferColumns): boolean =>
    salaryMin !== undefined && (annual < 0 ? !includeUnstated : annual < salaryMin)
  // Only remote work can be allowed from somewhere without saying so.
  const failsFrom = (offer: OfferColumns, wanted: ReadonlySet<number>): boolean =>
    offer.remoteFrom.length === 0 ? !(includeUnstated && offer.isRemote) : !hasAny(offer.remoteFrom, wanted)

  return (offer) => {
    if (failsSalary(offer) || (near && nearestKm(offer, near) > near.km)) return ALL
    let failed = 0
    if (place && !hasAny(offer.place, place)) failed |= bitOf.place
    if (workMode && !workMode.has(offer.workMode)) failed |= bitOf.workMode
    if (remoteFrom && failsFrom(offer, remoteFrom)) failed |= bitOf.remoteFrom
    if (employmentType && !hasAny(offer.employmentType, employmentType)) failed |= bitOf.employmentType
    return failed
  }
}

const vacancyFailures = (filters: Filters, of: Dictionaries): ((vacancy: Columns) => number) => {
  const { experienceMax = Infinity, firstSeenSince = -Infinity } = filters
  const seniority = wantedCodes(filters.seniority, of.seniority)
  const employer = wantedCodes(filters.employer, of.employer)
  const language = wantedCodes(filters.language, of.language)
  const skill = wantedCodes(filters.skill, of.skill)
  const board = wantedCodes(filters.board, of.board)
  return (vacancy) => {
    if (vacancy.experienceMin > experienceMax || vacancy.firstSeen < firstSeenSince) return ALL
    let failed = 0
    if (seniority && !seniority.has(vacancy.seniority)) failed |= bitOf.seniority
    if (employer && !employer.has(vacancy.employer)) failed |= bitOf.employer
    if (language && !language.has(vacancy.language)) failed |= bitOf.language
    if (skill && !hasAny(vacancy.skill, skill)) failed |= bitOf.skill
    if (board && !hasAny(vacancy.board, board)) failed |= bitOf.board
    return failed
  }
}

/** How a vacancy fares with all filters. */
export interface Matching {
  /** Bits of the filters on the vacancy itself that it fails. */
  readonly vacancy: (vacancy: Columns) => number
  /** Bits of the filters on one offer that this one fails. */
  readonly offer: (offer: OfferColumns) => number
}

export const matching = (filters: Filters, of: Dictionaries): Matching => ({
  vacancy: vacancyFailures(filters, of),
  offer: offerFailures(filters, of),
})
