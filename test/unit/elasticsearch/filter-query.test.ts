import { describe, expect, test } from '@jest/globals'
import { allFilters, offerFilters, vacancyFilters } from '../../../src/edges/elasticsearch/filter-query.js'
import type { VacancyQuery } from '../../../src/ports/vacancy-index.js'

type Filters = VacancyQuery['filters']

const stated = (more: Partial<Filters>): Filters => ({ includeUnstated: false, ...more })
const missing = (field: string) => ({ bool: { must_not: { exists: { field } } } })
const anyOf = (...should: unknown[]) => ({ bool: { should, minimum_should_match: 1 } })

describe('filters → Elasticsearch queries', () => {
  test.each<[Partial<Filters>, unknown]>([
    [{ seniority: ['senior', 'lead'] }, { terms: { seniority: ['senior', 'lead'] } }],
    [{ skill: ['C++'] }, { terms: { skills: ['C++'] } }],
    [{ employer: ['acme'] }, { terms: { employer: ['acme'] } }],
    [{ language: ['en'] }, { terms: { language: ['en'] } }],
    [{ board: ['b'] }, { terms: { boards: ['b'] } }],
    [{ experienceMax: 3 }, { range: { experience: { lte: 3 } } }],
    [{ firstSeenSince: 5 }, { range: { firstSeen: { gte: 5 } } }],
  ])('of the vacancy: %j', (filters, expected) => {
    expect(vacancyFilters(stated(filters))).toEqual([expected])
    expect(offerFilters(stated(filters))).toEqual([])
  })

  test.each<[Partial<Filters>, unknown]>([
    [{ place: ['city:1'] }, { terms: { 'offers.places': ['city:1'] } }],
    [{ workMode: ['remote'] }, { terms: { 'offers.workMode': ['remote'] } }],
    [{ employmentType: ['full-time'] }, { terms: { 'offers.employmentTypes': ['full-time'] } }],
    [{ salaryMin: 100 }, anyOf({ range: { 'offers.annual': { gte: 100 } } })],
    [
      { salaryMin: 100, includeUnstated: true },
      anyOf({ range: { 'offers.annual': { gte: 100 } } }, missing('offers.annual')),
    ],
    [{ remoteFrom: ['DE'] }, anyOf({ terms: { 'offers.remoteFrom': ['DE'] } })],
    [
      { remoteFrom: ['DE'], includeUnstated: true },
      anyOf(
        { terms: { 'offers.remoteFrom': ['DE'] } },
        { bool: { filter: [{ term: { 'offers.workMode': 'remote' } }, missing('offers.remoteFrom')] } },
      ),
    ],
    [
      { near: { lat: 55.7, lon: 37.6, km: 20 } },
      { geo_distance: { distance: '20km', 'offers.points': { lat: 55.7, lon: 37.6 } } },
    ],
  ])('of one offer: %j', (filters, expected) => {
    expect(offerFilters(stated(filters))).toEqual([expected])
    expect(vacancyFilters(stated(filters))).toEqual([])
  })

  test('all filters on offers hold inside one offer', () => {
    expect(allFilters(stated({ workMode: ['remote'], place: ['city:1'], language: ['en'] }))).toEqual([
      { terms: { language: ['en'] } },
      {
        nested: {
          path: 'offers',
          query: {
            bool: {
              filter: [{ terms: { 'offers.places': ['city:1'] } }, { terms: { 'offers.workMode': ['remote'] } }],
            },
          },
        },
      },
    ])
  })

  test('facets may be left out', () => {
    const filters = stated({ workMode: ['remote'], remoteFrom: ['DE'], language: ['en'], board: ['b'] })
    expect(allFilters(filters, ['workMode', 'remoteFrom', 'language'])).toEqual([{ terms: { boards: ['b'] } }])
  })
})
