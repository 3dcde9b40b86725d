import type { estypes } from '@elastic/elasticsearch'
import type { FacetName, FacetValue, VacancyQuery } from '../../ports/vacancy-index.js'
import { allFilters, OFFER_FIELDS, offerFilters, VACANCY_FIELDS, vacancyFilters } from './filter-query.js'
import { placeOf } from './index-body.js'

type Aggregation = estypes.AggregationsAggregationContainer

/** A value of a facet as the server counts it. */
interface Bucket {
  readonly key: string
  readonly doc_count: number
  readonly vacancies?: { readonly doc_count: number }
  readonly label?: { readonly buckets: readonly { readonly key: string }[] }
}

/** The counted values, under a filter or two. */
export interface FacetAggregate {
  readonly values?: { readonly buckets: readonly Bucket[] }
  readonly matching?: FacetAggregate
}

/** Facets whose own filter is set: they are counted without it. */
export const disjunctive = ({ facets, filters }: VacancyQuery): FacetName[] =>
  facets.filter((name) => filters[name] !== undefined)

/** Values that tell nothing are no facet. */
const UNTOLD = ['', 'unknown']

const ofVacancy = (name: keyof typeof VACANCY_FIELDS, { filters, facetSize }: VacancyQuery): Aggregation => ({
  filter: { bool: { filter: allFilters(filters, [name]) } },
  aggs: {
    values: {
      terms: {
        field: VACANCY_FIELDS[name],
        size: facetSize,
        exclude: UNTOLD,
        order: [{ _count: 'desc' }, { _key: 'asc' }],
      },
      ...(name === 'employer' && { aggs: { label: { terms: { field: 'employerName', size: 1 } } } }),
    },
  },
})

const valuesOf = (name: keyof typeof OFFER_FIELDS, size: number) => ({
  field: name === 'place' ? 'offers.placeNames' : OFFER_FIELDS[name],
  size,
  exclude: UNTOLD,
})

/** Values of any offer: no other filter asks for one. */
const ofAnyOffer = (name: keyof typeof OFFER_FIELDS, { filters, facetSize }: VacancyQuery): Aggregation => ({
  filter: { bool: { filter: vacancyFilters(filters) } },
  aggs: { values: { terms: { ...valuesOf(name, facetSize), order: [{ _count: 'desc' }, { _key: 'asc' }] } } },
})

/** Values of offers that match all other filters; a vacancy counts once a value, however many of its offers have it. */
const ofMatchingOffers = (name: keyof typeof OFFER_FIELDS, { filters, facetSize }: VacancyQuery): Aggregation => ({
  filter: { bool: { filter: vacancyFilters(filters) } },
  aggs: {
    matching: {
      nested: { path: 'offers' },
      aggs: {
        matching: {
          filter: { bool: { filter: offerFilters(filters, [name]) } },
          aggs: {
            values: {
              terms: { ...valuesOf(name, facetSize), order: [{ vacancies: 'desc' }, { _key: 'asc' }] },
              aggs: { vacancies: { reverse_nested: {} } },
            },
          },
        },
      },
    },
  },
})

const ofOffers = (name: keyof typeof OFFER_FIELDS, query: VacancyQuery): Aggregation =>
  (offerFilters(query.filters, [name]).length === 0 ? ofAnyOffer : ofMatchingOffers)(name, query)

const isOfOffers = (name: FacetName): name is keyof typeof OFFER_FIELDS => name in OFFER_FIELDS

/** Counts of every facet asked for, each with every filter but its own. */
export const facetAggregations = (query: VacancyQuery): Record<string, Aggregation> =>
  Object.fromEntries(
    query.facets.map((name) => [name, isOfOffers(name) ? ofOffers(name, query) : ofVacancy(name, query)]),
  )

const toValue = (name: FacetName, { key, doc_count: offers, vacancies, label }: Bucket): FacetValue => {
  const count = vacancies?.doc_count ?? offers
  if (name === 'place') {
    const { id, en, ru } = placeOf(key)
    return { value: id, count, label: { en, ru } }
  }
  const shown = label?.buckets[0]?.key
  return { value: key, count, ...(shown !== undefined && { label: { en: shown, ru: shown } }) }
}

/** A place whose name has changed is told once, by its most frequent name. */
const joined = (values: readonly FacetValue[]): FacetValue[] => {
  const byValue = new Map<string, FacetValue>()
  for (const value of values) {
    const known = byValue.get(value.value)
    byValue.set(value.value, known ? { ...known, count: known.count + value.count } : value)
  }
  return [...byValue.values()].sort((a, b) => b.count - a.count)
}

const bucketsOf = (aggregate: FacetAggregate | undefined): readonly Bucket[] =>
  aggregate === undefined ? [] : (aggregate.values?.buckets ?? bucketsOf(aggregate.matching))

/** What the server counted. */
export const readFacets = (
  names: readonly FacetName[],
  counted: Readonly<Record<string, FacetAggregate>>,
): Partial<Record<FacetName, FacetValue[]>> =>
  Object.fromEntries(
    names.map((name) => [name, joined(bucketsOf(counted[name]).map((bucket) => toValue(name, bucket)))]),
  )
