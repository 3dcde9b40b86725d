import { parentPort, workerData } from 'node:worker_threads'
import { JobdataError } from '../../domain/errors.js'
import type { IndexWrite, VacancyDocument, VacancyQuery } from '../../ports/vacancy-index.js'
import { openAnalysis, readSynonyms } from './analysis.js'
import { openIndexSearch } from './index-search.js'
import { foldTerm, openIndexStore } from './index-store.js'
import { guarded, openSqlite, translated } from './sqlite.js'
import type { Sqlite } from './sqlite.js'

/** A call from the main thread. */
export interface Call {
  readonly id: number
  readonly method: 'write' | 'get' | 'search' | 'complete' | 'count' | 'close'
  readonly argument: unknown
}

/** Its answer: a value, or an error in parts that survive the way. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: Pick<JobdataError, 'message' | 'consequence' | 'code' | 'details'> }

interface Entry {
  readonly document: string | null
  readonly version: number
  readonly partition: number
  readonly offset: number
}

const byId = (db: Sqlite) => {
  const find = db.prepare('SELECT document, version, partition, offset FROM docs WHERE id = ?')
  return (id: string): unknown => {
    const entry = find.get(id) as Entry | undefined
    if (entry?.document == null) return undefined
    const { partition, offset, version } = entry
    return { document: JSON.parse(entry.document) as VacancyDocument, seq: { partition, offset }, version }
  }
}

const completer = (db: Sqlite) => {
  const find = db.prepare(`SELECT kind, text, count(*) AS count FROM terms WHERE folded >= ? AND folded < ?
    GROUP BY kind, text ORDER BY count DESC, text LIMIT ?`)
  return ({ prefix, size }: { prefix: string; size: number }): unknown => {
    const folded = foldTerm(prefix)
    return folded === '' ? [] : find.all(folded, `${folded}\u{10FFFF}`, size)
  }
}

const counter = (db: Sqlite) => {
  const find = db.prepare('SELECT state, count(*) AS count FROM docs WHERE state IS NOT NULL GROUP BY state')
  return (): unknown => {
    const rows = find.all() as { state: string; count: number }[]
    return { open: 0, unverified: 0, closed: 0, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) }
  }
}

const serve = (): void => {
  const { file, synonyms } = workerData as { file: string; synonyms: string }
  const db = openSqlite(file)
  const analysis = openAnalysis()
  const store = openIndexStore(db, analysis)
  const search = openIndexSearch(db, analysis, readSynonyms(synonyms, analysis))
  const [get, complete, count] = [byId(db), completer(db), counter(db)]
  const methods: Record<Call['method'], (argument: never) => unknown> = {
    write: (writes: readonly IndexWrite[]) => store.write(writes),
    get,
    search: (query: VacancyQuery) => search(query),
    complete,
    count,
    close: () => db.close(),
  }
  parentPort?.on('message', ({ id, method, argument }: Call) => {
    let answer: Answer
    try {
      answer = { id, value: guarded(`index ${method}`, () => methods[method](argument as never)) }
    } catch (thrown) {
      const { message, consequence, code, details } =
        thrown instanceof JobdataError ? thrown : translated(method, thrown)
      answer = { id, error: { message, consequence, code, details } }
    }
    parentPort?.postMessage(answer)
    if (method === 'close') parentPort?.close()
  })
}

serve()
