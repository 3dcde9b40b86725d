import { createHash } from 'node:crypto'
import { JobdataError } from '../../domain/errors.js'
import type { LiveVacancy } from '../../domain/vacancy.js'
import type { Hit, SearchResult, VacancyDocument, VacancyQuery } from '../../ports/vacancy-index.js'
import type { Analysis, Synonyms } from './analysis.js'
import { fragment, marked } from './highlight.js'
import { countFacet } from './index-facets.js'
import { distanceSql, markedStems, matching, textExpressions } from './index-query.js'
import { guarded } from './sqlite.js'
import type { Sqlite } from './sqlite.js'

/** Weights of title, employer, skills, places, text. */
const WEIGHTS = '8.0, 3.0, 4.0, 2.0, 1.0'
/** How far unverified, old and cut-short vacancies fall back: gently, nothing hides a good hit. */
const SIGNALS = `(CASE d.state WHEN 'unverified' THEN 0.6 ELSE 1.0 END) * (1.0 / (1.0 + max(0, @now - d.posted) / 7776000000.0 * 0.3))`

interface Cursor {
  readonly of: string
  readonly value: number
  readonly id: string
}

interface HitRow {
  readonly id: string
  readonly sort: number
  readonly document: string
  readonly distance: number | null
}

/** What a cursor belongs to: the query without its page. */
const fingerprint = ({ text, filters, sort }: VacancyQuery): string =>
  createHash('sha256')
    .update(JSON.stringify([text, filters, sort]))
    .digest('base64url')
    .slice(0, 12)

const readCursor = (text: string, query: VacancyQuery): Cursor => {
  const invalid = (cause?: unknown) =>
    new JobdataError('this cursor belongs to another search or is garbled: begin again without it', {
      consequence: 'bad-request',
      code: 'cursor-invalid',
      cause,
    })
  try {
    const cursor = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Cursor
    if (cursor.of === fingerprint(query) && typeof cursor.value === 'number' && typeof cursor.id === 'string')
      return cursor
  } catch (error) {
    throw invalid(error)
  }
  throw invalid()
}

const writeCursor = (row: HitRow, query: VacancyQuery): string =>
  Buffer.from(JSON.stringify({ of: fingerprint(query), value: row.sort, id: row.id })).toString('base64url')

/** What hits are ordered by, largest first. */
const sortSql = (query: VacancyQuery, hasText: boolean): string => {
  switch (query.sort) {
    case 'salary':
      return 'coalesce(d.salary, -1)'
    case 'distance':
      return '-distance'
    case 'relevance':
      return hasText ? `round(t.score * ${SIGNALS.replace('@now', String(dayOf(query.now)))}, 9)` : 'd.posted'
    case 'date':
      return 'd.posted'
  }
}

/** Freshness counts by whole days, so that the order holds while somebody leafs through the pages. */
const dayOf = (now: number): number => Math.floor(now / 86_400_000) * 86_400_000

/** Kilometres to the nearest point of a vacancy; null where nothing is asked. */
const distanceColumn = ({ filters: { near } }: VacancyQuery): string =>
  near === undefined
    ? 'NULL'
    : `(SELECT min(${distanceSql(near)}) FROM points p JOIN offers o ON o.row = p.offer WHERE o.doc = d.row)`

export const openIndexSearch = (db: Sqlite, analysis: Analysis, synonyms: Synonyms) => {
  guarded('opening the search', () =>
    db.exec('CREATE TEMP TABLE IF NOT EXISTS text_hits (row INTEGER PRIMARY KEY, score REAL NOT NULL)'),
  )
  const clearHits = db.prepare('DELETE FROM temp.text_hits')
  const fillHits = db.prepare(
    `INSERT INTO temp.text_hits SELECT rowid, -bm25(fts, ${WEIGHTS}) FROM fts WHERE fts MATCH ?`,
  )
  const fillRest = db.prepare(
    `INSERT INTO temp.text_hits SELECT row, 1 FROM docs WHERE state IS NOT NULL AND row NOT IN (SELECT rowid FROM fts WHERE fts MATCH ?)`,
  )

  /** Puts the vacancies that match the text aside; false when the query asks for no text. */
  const findText = ({ text }: VacancyQuery): boolean => {
    const { words, phrases, excluded: without } = text
    if (words.length + phrases.length + without.length === 0) return false
    const { wanted, excluded } = textExpressions(text, analysis, synonyms)
    clearHits.run()
    if (wanted !== undefined) fillHits.run(excluded === undefined ? wanted : `(${wanted}) NOT (${excluded})`)
    else if (words.length + phrases.length === 0) fillRest.run(excluded ?? '""')
    return true
  }

  const rowsOf = (query: VacancyQuery, hasText: boolean): HitRow[] => {
    const from = hasText ? 'temp.text_hits t JOIN docs d ON d.row = t.row' : 'docs d'
    const { sql, parameters } = matching(query.filters)
    const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor, query)
    const after = cursor ? 'WHERE sort < ? OR (sort = ? AND id > ?)' : ''
    const statement = `SELECT * FROM (SELECT id, document, distance, ${sortSql(query, hasText).replaceAll(/\b[dt]\./g, '')} AS sort FROM
      (SELECT d.*, ${hasText ? 't.score' : '0 AS score'}, ${distanceColumn(query)} AS distance FROM ${from} WHERE ${sql})) ${after}
      ORDER BY sort DESC, id LIMIT ?`
    const place = cursor ? [cursor.value, cursor.value, cursor.id] : []
    return db.prepare(statement).all(...parameters, ...place, query.size + 1) as HitRow[]
  }

  const totalOf = (query: VacancyQuery, hasText: boolean): number => {
    const { sql, parameters } = matching(query.filters)
    const from = hasText ? 'temp.text_hits t JOIN docs d ON d.row = t.row' : 'docs d'
    return (db.prepare(`SELECT count(*) AS total FROM ${from} WHERE ${sql}`).get(...parameters) as { total: number })
      .total
  }

  const toHit = ({ document, sort, distance }: HitRow, stems: ReadonlySet<string>): Hit => {
    const vacancy = (JSON.parse(document) as VacancyDocument).vacancy as LiveVacancy
    const title = marked(vacancy.title, stems, analysis)
    const text = fragment(vacancy.description.text, stems, analysis)
    return {
      vacancy,
      score: sort,
      highlights: { ...(title !== undefined && { title }), ...(text !== undefined && { text }) },
      ...(distance !== null && { distanceKm: Math.round(distance * 10) / 10 }),
    }
  }

  return (query: VacancyQuery): SearchResult =>
    guarded('searching', () => {
      const hasText = findText(query)
      const rows = rowsOf(query, hasText)
      const page = rows.slice(0, query.size)
      const last = page.at(-1)
      const stems = markedStems(query.text, analysis, synonyms)
      return {
        total: { value: totalOf(query, hasText), relation: 'exact' },
        hits: page.map((row) => toHit(row, stems)),
        facets: Object.fromEntries(query.facets.map((name) => [name, countFacet(db, name, query, hasText)])),
        ...(rows.length > query.size && last && { cursor: writeCursor(last, query) }),
      }
    })
}
