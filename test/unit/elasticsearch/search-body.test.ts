import { describe, expect, test } from '@jest/globals'
import { anchorBody, searchBody } from '../../../src/edges/elasticsearch/search-body.js'
import { NOW, query } from '../../support/search-query.js'

const found = { terms: { state: ['open', 'unverified'] } }
const near = { lat: 55.7, lon: 37.6, km: 20 }

describe('search → Elasticsearch body', () => {
  test('browsing: no text, no facets, one hit more than the page', () => {
    expect(searchBody(query({ size: 20 }))).toEqual({
      size: 21,
      query: { bool: { must_not: [], filter: [found] } },
      sort: [{ fresh: 'desc' }, { id: 'asc' }],
      _source: ['vacancy'],
      track_total_hits: 100_000,
    })
  })

  test('words are ranked by their score, the verified state and whole days of freshness', () => {
    const body = searchBody(query({ text: { words: ['java'] }, now: NOW + 5000 }))
    expect(body.sort).toEqual([{ _score: { order: 'desc' } }, { id: 'asc' }])
    expect(body.query).toMatchObject({
      function_score: {
        query: { bool: { must: [{ bool: { must: [{ combined_fields: { query: 'java' } }] } }], filter: [found] } },
        functions: [
          { filter: { term: { state: 'unverified' } }, weight: 0.6 },
          { exp: { posted: { origin: String(NOW), offset: '1d', scale: '90d', decay: 0.77 } } },
        ],
        score_mode: 'multiply',
        boost_mode: 'multiply',
      },
    })
  })

  test('words sorted by something else are only found', () => {
    const body = searchBody(query({ text: { words: ['java'] }, sort: 'salary' }))
    expect(body.sort).toEqual([{ annual: 'desc' }, { id: 'asc' }])
    expect(body.query).toHaveProperty('bool.must')
  })

  test.each([
    ['date' as const, [{ posted: 'desc' }, { id: 'asc' }]],
    // Without a circle there is no distance.
    ['distance' as const, [{ posted: 'desc' }, { id: 'asc' }]],
  ])('by %s', (sort, expected) => {
    expect(searchBody(query({ sort })).sort).toEqual(expected)
  })

  test('a circle: the distance of offers that match is told behind the order, or is the order', () => {
    const distance = {
      _geo_distance: {
        'offers.points': { lat: 55.7, lon: 37.6 },
        unit: 'km',
        mode: 'min',
        nested: {
          path: 'offers',
          filter: {
            bool: {
              filter: [{ geo_distance: { distance: '20km', 'offers.points': { lat: 55.7, lon: 37.6 } } }],
            },
          },
        },
      },
    }
    const filters = { near }
    expect(searchBody(query({ filters, sort: 'date' })).sort).toEqual([{ posted: 'desc' }, { id: 'asc' }, distance])
    expect(searchBody(query({ filters, sort: 'distance' })).sort).toEqual([distance, { id: 'asc' }])
  })

  test('a facet counts without its own filter: that one waits until after the counting', () => {
    const body = searchBody(
      query({ facets: ['language', 'board'], facetSize: 5, filters: { language: ['en'], seniority: ['lead'] } }),
    )
    const seniority = { terms: { seniority: ['lead'] } }
    const language = { terms: { language: ['en'] } }
    expect(body.query).toEqual({ bool: { must_not: [], filter: [found, seniority] } })
    expect(body.post_filter).toEqual({ bool: { filter: [seniority, language] } })
    const order = [{ _count: 'desc' }, { _key: 'asc' }]
    expect(body.aggs).toEqual({
      language: {
        filter: { bool: { filter: [seniority] } },
        aggs: { values: { terms: { field: 'language', size: 5, exclude: ['', 'unknown'], order } } },
      },
      board: {
        filter: { bool: { filter: [seniority, language] } },
        aggs: { values: { terms: { field: 'boards', size: 5, exclude: ['', 'unknown'], order } } },
      },
    })
  })

  test('a facet of offers counts vacancies by offers that match the other filters', () => {
    const { aggs, post_filter: after } = searchBody(
      query({ facets: ['place'], facetSize: 5, filters: { place: ['city:1'], workMode: ['remote'] } }),
    )
    const workMode = { terms: { 'offers.workMode': ['remote'] } }
    const place = { terms: { 'offers.places': ['city:1'] } }
    expect(after).toEqual({
      bool: { filter: [{ nested: { path: 'offers', query: { bool: { filter: [place, workMode] } } } }] },
    })
    expect(aggs).toEqual({
      place: {
        filter: { bool: { filter: [] } },
        aggs: {
          matching: {
            nested: { path: 'offers' },
            aggs: {
              matching: {
                filter: { bool: { filter: [workMode] } },
                aggs: {
                  values: {
                    terms: {
                      field: 'offers.placeNames',
                      size: 5,
                      exclude: ['', 'unknown'],
                      order: [{ vacancies: 'desc' }, { _key: 'asc' }],
                    },
                    aggs: { vacancies: { reverse_nested: {} } },
                  },
                },
              },
            },
          },
        },
      },
    })
  })

  test('a facet of offers looks into no single offer when no other filter does', () => {
    const { aggs } = searchBody(query({ facets: ['workMode'], facetSize: 5, filters: { workMode: ['remote'] } }))
    expect(aggs).toEqual({
      workMode: {
        filter: { bool: { filter: [] } },
        aggs: {
          values: {
            terms: {
              field: 'offers.workMode',
              size: 5,
              exclude: ['', 'unknown'],
              order: [{ _count: 'desc' }, { _key: 'asc' }],
            },
          },
        },
      },
    })
  })

  test('places in a ranked order are asked of the same text, whatever became of the vacancies', () => {
    const asked = query({ text: { words: ['java'] }, filters: { language: ['en'] }, facets: ['language'] })
    const { sort } = searchBody(asked)
    const body = anchorBody(asked, ['v1', 'v2'])
    expect(body).toMatchObject({
      size: 2,
      query: {
        function_score: {
          query: {
            bool: {
              must: [{ bool: { must: [{ combined_fields: { query: 'java' } }] } }],
              filter: [{ terms: { id: ['v1', 'v2'] } }],
            },
          },
          functions: [{ weight: 0.6 }, { exp: {} }],
        },
      },
      sort,
      _source: false,
      track_total_hits: false,
    })
  })
})
