import type { TextQuery } from '../../ports/vacancy-index.js'
import { asksForWords } from './index-text.js'
import type { TextExpression } from './index-text.js'
import type { Sqlite } from './sqlite.js'

/** Rows whose text matches, with their scores; without a score all weigh alike. */
export interface TextHits {
  readonly rows: readonly number[]
  readonly scores: readonly number[] | undefined
}

/** Weights of title, employer, skills, places, text. */
const WEIGHTS = '8.0, 3.0, 4.0, 2.0, 1.0'
/** Scores cross as whole numbers: JSON of one row is by far the fastest way out of SQLite. */
const SCALE = 1e6
/** Scoring a row costs microseconds. Words that more texts have tell little: then only their standing above the text counts. */
const MOST_SCORED = 5000
const MOST_CACHED = 16

const none: TextHits = { rows: [], scores: [] }

/** Finds rows by their text. Answers for the newest expressions are kept until the index changes. */
export const openTextHits = (db: Sqlite) => {
  const match = db.prepare('SELECT json_group_array(rowid) AS rows FROM fts WHERE fts MATCH ?')
  const others = db.prepare(
    'SELECT json_group_array(row) AS rows FROM facts WHERE facts IS NOT NULL AND row NOT IN (SELECT rowid FROM fts WHERE fts MATCH ?)',
  )
  const scored =
    db.prepare(`SELECT json_group_array(row) AS rows, json_group_array(score) AS scores FROM (SELECT rowid AS row,
    CAST(bm25(fts, ${WEIGHTS}) * -${SCALE} AS INTEGER) AS score FROM fts WHERE fts MATCH ? LIMIT -1)`)

  const numbers = (text: unknown): number[] => JSON.parse(text as string) as number[]
  const rowsOf = (expression: string): number[] => numbers((match.get(expression) as { rows: string }).rows)
  const scoresOf = (expression: string): { rows: number[]; scores: number[] } => {
    const found = scored.get(expression) as { rows: string; scores: string }
    return { rows: numbers(found.rows), scores: numbers(found.scores).map((score) => score / SCALE) }
  }

  const withScores = (expression: string, rows: readonly number[]): TextHits => {
    if (rows.length <= MOST_SCORED) return scoresOf(expression)
    const above = `{title employer skills places} : (${expression})`
    if (rowsOf(above).length > MOST_SCORED) return { rows, scores: rows.map(() => 1) }
    const strong = scoresOf(above)
    const byRow = new Map(strong.rows.map((row, at) => [row, 1 + (strong.scores[at] ?? 0)]))
    return { rows, scores: rows.map((row) => byRow.get(row) ?? 1) }
  }

  const find = ({ wanted, excluded }: TextExpression, needsScores: boolean): TextHits => {
    if (wanted === undefined)
      return { rows: numbers((others.get(excluded) as { rows: string }).rows), scores: undefined }
    const expression = excluded === undefined ? wanted : `(${wanted}) NOT ${excluded}`
    const rows = rowsOf(expression)
    return needsScores && rows.length > 0 ? withScores(expression, rows) : { rows, scores: undefined }
  }

  const cache = new Map<string, TextHits>()
  let cachedChange = -1
  const cached = (key: string, change: number, work: () => TextHits): TextHits => {
    if (change !== cachedChange) cache.clear()
    cachedChange = change
    const known = cache.get(key) ?? work()
    cache.delete(key)
    cache.set(key, known)
    const [oldest] = cache.keys()
    if (cache.size > MOST_CACHED && oldest !== undefined) cache.delete(oldest)
    return known
  }

  /** Undefined when the query asks nothing of the text: all match. `change` is that of the index as it is read. */
  return (text: TextQuery, expression: TextExpression, needsScores: boolean, change: number): TextHits | undefined => {
    const { wanted, excluded } = expression
    if (wanted === undefined && asksForWords(text)) return none
    if (wanted === undefined && excluded === undefined) return undefined
    return cached(JSON.stringify([wanted, excluded, needsScores]), change, () => find(expression, needsScores))
  }
}
