import { parentPort, workerData } from 'node:worker_threads'
import { explain } from '../../domain/errors.js'
import type { JobdataError } from '../../domain/errors.js'
import { openAnalysis, readSynonyms } from './analysis.js'
import { openIndexReader } from './index-reader.js'
import { openIndexStore, prepareIndex } from './index-store.js'
import { guarded, openSqlite, translated } from './sqlite.js'
import type { Sqlite } from './sqlite.js'

/** What a thread is started with. One writes; one reads, so that a search never waits for a write. */
export interface WorkerStart {
  readonly file: string
  readonly synonyms: string
  readonly does: 'write' | 'read'
}

/** A call from the main thread. */
export interface Call {
  readonly id: number
  readonly method: 'open' | 'write' | 'get' | 'search' | 'at' | 'complete' | 'scan' | 'count' | 'close'
  readonly argument: unknown
}

/** Its answer: a value, or an error in parts that survive the way. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: Pick<JobdataError, 'message' | 'consequence' | 'code' | 'details'> }

type Methods = Partial<Record<Call['method'], (argument: never) => unknown>>

const writing = (db: Sqlite): Methods => {
  prepareIndex(db)
  return { open: () => undefined, ...openIndexStore(db, openAnalysis()) }
}

const READER_PRAGMAS = ['query_only=1', 'cache_size=-64000', 'mmap_size=1073741824']

const reading = (db: Sqlite, synonyms: string): Methods => {
  for (const pragma of READER_PRAGMAS) db.pragma(pragma)
  const analysis = openAnalysis()
  return { ...openIndexReader(db, analysis, readSynonyms(synonyms, analysis)) }
}

const answerOf = (methods: () => Methods, { id, method, argument }: Call): Answer => {
  try {
    return { id, value: guarded(`index ${method}`, () => methods()[method]?.(argument as never)) }
  } catch (thrown) {
    const error = translated(method, thrown)
    const { consequence, code, details } = error
    // Causes do not survive the way: their words do.
    return { id, error: { message: explain(error), consequence, code, details } }
  }
}

const serve = (): void => {
  const { file, synonyms, does } = workerData as WorkerStart
  let opened: Methods | undefined
  // Opened by the first call, so that what fails there has somebody to be told to.
  const methods = (): Methods => {
    if (opened) return opened
    const db = openSqlite(file)
    opened = { ...(does === 'write' ? writing(db) : reading(db, synonyms)), close: () => db.close() }
    return opened
  }
  parentPort?.on('message', (call: Call) => {
    parentPort?.postMessage(answerOf(methods, call))
    if (call.method === 'close') parentPort?.close()
  })
}

serve()
