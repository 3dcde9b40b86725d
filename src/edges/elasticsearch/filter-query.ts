import type { estypes } from '@elastic/elasticsearch'
import type { FacetName, VacancyQuery } from '../../ports/vacancy-index.js'

type Query = estypes.QueryDslQueryContainer
type Filters = VacancyQuery['filters']

/** Facets that filter vacancies, with their fields. */
export const VACANCY_FIELDS = {
  seniority: 'seniority',
  skill: 'skills',
  employer: 'employer',
  language: 'language',
  board: 'boards',
} as const satisfies Partial<Record<FacetName, string>>

/** Facets that filter offers, with their fields. */
export const OFFER_FIELDS = {
  place: 'offers.places',
  workMode: 'offers.workMode',
  remoteFrom: 'offers.remoteFrom',
  employmentType: 'offers.employmentTypes',
} as const satisfies Partial<Record<FacetName, string>>

const without = (field: string): Query => ({ bool: { must_not: { exists: { field } } } })
const anyOf = (should: readonly Query[]): Query => ({ bool: { should: [...should], minimum_should_match: 1 } })

/** Filters of the facets that are set, but those left out. */
const termsOf = (
  filters: Filters,
  fields: Partial<Record<FacetName, string>>,
  leftOut: readonly FacetName[],
): Query[] =>
  Object.entries(fields).flatMap(([name, field]) => {
    const values = filters[name as FacetName]
    if (values === undefined || leftOut.includes(name as FacetName)) return []
    return [{ terms: { [field]: [...values] } }]
  })

/** Filters on the vacancy itself. */
export const vacancyFilters = (filters: Filters, leftOut: readonly FacetName[] = []): Query[] => {
  const { experienceMax, firstSeenSince } = filters
  return [
    ...termsOf(filters, VACANCY_FIELDS, leftOut),
    ...(experienceMax === undefined ? [] : [{ range: { experience: { lte: experienceMax } } }]),
    ...(firstSeenSince === undefined ? [] : [{ range: { firstSeen: { gte: firstSeenSince } } }]),
  ]
}

/** Only remote work can be allowed from somewhere without saying so. */
const fromFilter = (values: readonly string[], includeUnstated: boolean): Query => {
  const field = OFFER_FIELDS.remoteFrom
  const unstated: Query = { bool: { filter: [{ term: { [OFFER_FIELDS.workMode]: 'remote' } }, without(field)] } }
  return anyOf([{ terms: { [field]: [...values] } }, ...(includeUnstated ? [unstated] : [])])
}

const salaryFilter = (salaryMin: number, includeUnstated: boolean): Query => {
  const field = 'offers.annual'
  return anyOf([{ range: { [field]: { gte: salaryMin } } }, ...(includeUnstated ? [without(field)] : [])])
}

/** Filters that must hold inside one offer. */
export const offerFilters = (filters: Filters, leftOut: readonly FacetName[] = []): Query[] => {
  const { remoteFrom, salaryMin, near, includeUnstated } = filters
  return [
    ...termsOf(filters, OFFER_FIELDS, [...leftOut, 'remoteFrom']),
    ...(remoteFrom === undefined || leftOut.includes('remoteFrom') ? [] : [fromFilter(remoteFrom, includeUnstated)]),
    ...(salaryMin === undefined ? [] : [salaryFilter(salaryMin, includeUnstated)]),
    ...(near === undefined
      ? []
      : [{ geo_distance: { distance: `${near.km}km`, 'offers.points': { lat: near.lat, lon: near.lon } } }]),
  ]
}

/** All filters but those left out, those on offers inside one offer. */
export const allFilters = (filters: Filters, leftOut: readonly FacetName[] = []): Query[] => {
  const ofOffer = offerFilters(filters, leftOut)
  const nested: Query[] =
    ofOffer.length === 0 ? [] : [{ nested: { path: 'offers', query: { bool: { filter: ofOffer } } } }]
  return [...vacancyFilters(filters, leftOut), ...nested]
}
