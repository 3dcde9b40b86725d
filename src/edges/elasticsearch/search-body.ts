import type { estypes } from '@elastic/elasticsearch'
import type { VacancyQuery } from '../../ports/vacancy-index.js'
import { disjunctive, facetAggregations } from './facet-query.js'
import { allFilters, offerFilters } from './filter-query.js'
import { textQueries } from './text-query.js'
import type { TextQueries } from './text-query.js'

type Query = estypes.QueryDslQueryContainer

const DAY = 86_400_000
/** How far unverified and old vacancies fall back: gently, nothing hides a good hit. */
const UNVERIFIED = 0.6
const FRESHNESS = { offset: '1d', scale: '90d', decay: 0.77 }
/** Beyond, the total is told as "at least". */
const MOST_COUNTED = 100_000
/** Letters. */
const FRAGMENT = 240
const MOST_MARKED = 200_000

/** Ranks by the text, by whole days of freshness, and the verified first. */
const ranked = (query: Query, now: number): Query => ({
  function_score: {
    query,
    functions: [
      { filter: { term: { state: 'unverified' } }, weight: UNVERIFIED },
      { exp: { posted: { origin: String(Math.floor(now / DAY) * DAY), ...FRESHNESS } } },
    ],
    score_mode: 'multiply',
    boost_mode: 'multiply',
  },
})

/** What the text and the filters let in, but for the filters that a facet is counted without. */
const matching = (query: VacancyQuery, text: TextQueries): Query => ({
  bool: {
    ...(text.wanted && { must: [text.wanted] }),
    must_not: [...text.excluded],
    filter: [{ terms: { state: ['open', 'unverified'] } }, ...allFilters(query.filters, disjunctive(query))],
  },
})

const byDistance = ({ filters }: VacancyQuery): estypes.SortCombinations[] => {
  const { near } = filters
  if (near === undefined) return []
  return [
    {
      _geo_distance: {
        'offers.points': { lat: near.lat, lon: near.lon },
        unit: 'km',
        mode: 'min',
        nested: { path: 'offers', filter: { bool: { filter: offerFilters(filters) } } },
      },
    },
  ]
}

const byKey = ({ sort }: VacancyQuery, hasWords: boolean): estypes.SortCombinations => {
  if (sort === 'salary') return { annual: 'desc' }
  if (sort === 'relevance') return hasWords ? { _score: { order: 'desc' } } : { fresh: 'desc' }
  return { posted: 'desc' }
}

/** A total order: the key, then the id; with `near` the distance is told along at the last place. */
const sortOf = (query: VacancyQuery, hasWords: boolean): estypes.SortCombinations[] => {
  const distance = byDistance(query)
  if (query.sort === 'distance' && distance.length > 0) return [...distance, { id: 'asc' }]
  return [byKey(query, hasWords), { id: 'asc' }, ...distance]
}

const highlightOf = (marked: NonNullable<TextQueries['marked']>): estypes.SearchHighlight => ({
  encoder: 'html',
  pre_tags: ['<mark>'],
  post_tags: ['</mark>'],
  max_analyzed_offset: MOST_MARKED,
  fields: {
    'search.title': { number_of_fragments: 0, highlight_query: marked('search.title') },
    'search.text': {
      number_of_fragments: 1,
      fragment_size: FRAGMENT,
      boundary_scanner: 'word',
      highlight_query: marked('search.text'),
    },
  },
})

/** Whether scores make the order, which move with every document that is written. */
export const isRanked = ({ sort, text }: VacancyQuery): boolean =>
  sort === 'relevance' && text.words.length + text.phrases.length > 0

/** A search's body. Ask for one hit more than a page has, to know whether there is another page. */
export const searchBody = (query: VacancyQuery) => {
  const text = textQueries(query.text)
  const hasWords = text.wanted !== undefined
  const found = matching(query, text)
  return {
    size: query.size + 1,
    query: isRanked(query) ? ranked(found, query.now) : found,
    sort: sortOf(query, hasWords),
    _source: ['vacancy'],
    track_total_hits: MOST_COUNTED,
    ...(disjunctive(query).length > 0 && { post_filter: { bool: { filter: allFilters(query.filters) } } }),
    ...(query.facets.length > 0 && { aggs: facetAggregations(query) }),
    ...(text.marked && { highlight: highlightOf(text.marked) }),
  } satisfies estypes.SearchRequest
}

/** Asks where some vacancies stand in a ranked order now, closed ones and those that fail a filter too. */
export const anchorBody = (query: VacancyQuery, ids: readonly string[]) => {
  const { wanted = { match_all: {} } } = textQueries(query.text)
  return {
    size: ids.length,
    query: ranked({ bool: { must: [wanted], filter: [{ terms: { id: [...ids] } }] } }, query.now),
    sort: sortOf(query, true),
    _source: false,
    track_total_hits: false,
  } satisfies estypes.SearchRequest
}
