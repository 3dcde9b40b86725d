import type { LiveVacancy } from '../../domain/vacancy.js'
import { asAtFirst, readCursor, writeCursor } from '../../ports/query-cursor.js'
import type {
  FacetValue,
  FacetName,
  Hit,
  SearchResult,
  VacancyDocument,
  VacancyQuery,
} from '../../ports/vacancy-index.js'
import type { Analysis, Synonyms } from './analysis.js'
import { fragment, marked } from './highlight.js'
import type { ColumnStore, Columns, OfferColumns } from './index-columns.js'
import { Cursor } from './index-cursor.js'
import { facetCounts } from './index-facets.js'
import { openTextHits } from './index-hits.js'
import type { TextHits } from './index-hits.js'
import { matching, nearestKm } from './index-match.js'
import { firstOf, sortKey } from './index-order.js'
import type { Ranked } from './index-order.js'
import { asksForWords, textExpression } from './index-text.js'
import type { Sqlite } from './sqlite.js'

/** What one pass over the candidates brings. */
interface Sweep {
  /** The query as it was on its first page. */
  readonly asked: VacancyQuery
  readonly total: number
  readonly page: readonly Ranked[]
  readonly facets: Partial<Record<FacetName, readonly FacetValue[]>>
}

/** Calls `visit` with every vacancy that the text lets in. A plain loop: it runs for each of them at each search. */
const visitCandidates = (
  { byRow }: ColumnStore,
  hits: TextHits | undefined,
  visit: (vacancy: Columns, score: number) => void,
): void => {
  const { rows, scores } = hits ?? { rows: byRow.keys(), scores: undefined }
  let at = 0
  for (const row of rows) {
    const vacancy = byRow[row]
    if (vacancy) visit(vacancy, scores?.[at] ?? 0)
    at++
  }
}

const hasOneBitAtMost = (bits: number): boolean => (bits & (bits - 1)) === 0

/** Kilometres to the nearest of the offers that match. */
const distanceOf = (
  { offers }: Columns,
  offersFailed: readonly number[],
  { filters: { near } }: VacancyQuery,
): number =>
  near === undefined
    ? Infinity
    : offers.reduce(
        (least, offer, at) => (offersFailed[at] === 0 ? Math.min(least, nearestKm(offer, near)) : least),
        Infinity,
      )

/** One pass: filters, total, facets and the page together. */
const sweep = (query: VacancyQuery, store: ColumnStore, hits: TextHits | undefined): Sweep => {
  const cursor = readCursor(query, Cursor)
  const asked = asAtFirst(query, cursor)
  const match = matching(asked.filters, store.dictionaries)
  const keyOf = sortKey(asked, asksForWords(asked.text))
  const facets = facetCounts(asked.facets, store.dictionaries)
  const page = firstOf(asked.size + 1, cursor)
  let total = 0
  // One array for all vacancies: it is of the one under way, up to the number of its offers.
  const offersFailed: number[] = []
  visitCandidates(store, hits, (vacancy, score) => {
    const failed = match.vacancy(vacancy)
    if (!hasOneBitAtMost(failed)) return
    let isMatch = false
    for (let at = 0; at < vacancy.offers.length; at++) {
      const bits = match.offer(vacancy.offers[at] as OfferColumns)
      offersFailed[at] = bits
      isMatch ||= bits === 0
    }
    facets.add(vacancy, failed, offersFailed, isMatch)
    if (failed !== 0 || !isMatch) return
    total++
    const distance = distanceOf(vacancy, offersFailed, asked)
    page.offer(vacancy, keyOf(vacancy, score, distance), distance)
  })
  return { asked, total, page: page.kept, facets: facets.top(asked.facetSize) }
}

/** Searches the embedded index. `change` is that of the columns as they are. */
export const openIndexSearch = (db: Sqlite, store: ColumnStore, analysis: Analysis, synonyms: Synonyms) => {
  const textHits = openTextHits(db)
  const find = db.prepare('SELECT document FROM docs WHERE row = ?')

  const toHit = ({ vacancy: { row }, key, distance }: Ranked, stems: ReadonlySet<string>): Hit => {
    const { document } = find.get(row) as { document: string }
    const vacancy = (JSON.parse(document) as VacancyDocument).vacancy as LiveVacancy
    const title = marked(vacancy.title, stems, analysis)
    const text = fragment(vacancy.description.text, stems, analysis)
    return {
      vacancy,
      score: key,
      highlights: { ...(title !== undefined && { title }), ...(text !== undefined && { text }) },
      ...(distance !== Infinity && { distanceKm: Math.round(distance * 10) / 10 }),
    }
  }

  return (query: VacancyQuery, change: number): SearchResult => {
    const expression = textExpression(query.text, analysis, synonyms)
    const hits = textHits(query.text, expression, query.sort === 'relevance', change)
    const { asked, total, page, facets } = sweep(query, store, hits)
    const shown = page.slice(0, query.size)
    const last = shown.at(-1)
    return {
      total: { value: total, relation: 'exact' },
      hits: shown.map((ranked) => toHit(ranked, expression.marked)),
      facets,
      ...(page.length > query.size &&
        last && { cursor: writeCursor<Cursor>(asked, { key: last.key, id: last.vacancy.id }) }),
    }
  }
}
