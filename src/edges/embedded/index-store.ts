import { JobdataError, hasConsequence } from '../../domain/errors.js'
import { hashId } from '../../domain/ids.js'
import type { IndexWrite, IndexWriteResult } from '../../ports/vacancy-index.js'
import type { Analysis } from './analysis.js'
import { factsOf } from './index-facts.js'
import type { Search } from './index-facts.js'
import { guarded, inTransaction, translated } from './sqlite.js'
import type { Sqlite } from './sqlite.js'

const SCHEMA_VERSION = 3

// `facts` lie apart from the documents: the searching thread reads all of them, and of documents one page.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS docs (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
    partition INTEGER NOT NULL, offset INTEGER NOT NULL, state TEXT, document TEXT);
  CREATE INDEX IF NOT EXISTS docs_by_state ON docs (state);
  CREATE TABLE IF NOT EXISTS facts (row INTEGER PRIMARY KEY, change INTEGER NOT NULL, id TEXT NOT NULL, facts TEXT);
  CREATE INDEX IF NOT EXISTS facts_by_change ON facts (change);
  CREATE TABLE IF NOT EXISTS pages (page TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (page, row)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS pages_by_row ON pages (row);
  CREATE VIRTUAL TABLE IF NOT EXISTS fts USING fts5 (title, employer, skills, places, text, content='', contentless_delete=1,
    tokenize="unicode61 remove_diacritics 0");
`

/** Makes the tables; an index of another schema is refused. */
export const prepareIndex = (db: Sqlite): void =>
  guarded('opening the index', () => {
    const version = (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version
    const isNew = db.prepare("SELECT count(*) AS tables FROM sqlite_master WHERE name = 'docs'").get() as {
      tables: number
    }
    if (isNew.tables > 0 && version !== SCHEMA_VERSION) {
      throw new JobdataError('the index was written by another version of the service: begin with a new data folder', {
        consequence: 'config',
        code: 'index-of-another-version',
      })
    }
    db.exec(`${SCHEMA}; PRAGMA user_version = ${SCHEMA_VERSION}`)
  })

/** One write with all that can fail by the document's own fault done. */
interface Prepared {
  readonly write: IndexWrite
  readonly document: string | null
  readonly facts: string | null
  readonly words: readonly string[] | undefined
  /** Hashes of its pages: addresses are long, and only looked up as wholes. */
  readonly pages: readonly string[]
}

/** Lists are parted by a word that no text has, so that no phrase runs over two of them. */
const PARTED = ' qqzqq '

const wordsOf = (search: Search, analysis: Analysis): string[] => {
  const stemmed = (text: string): string => analysis.stems(text).join(' ')
  const { title, employerName, skills, places, text } = search
  const names = places.flatMap(({ en, ru }) => (en === ru ? [en] : [en, ru]))
  return [
    stemmed(title),
    stemmed(employerName),
    skills.map(stemmed).join(PARTED),
    names.map(stemmed).join(PARTED),
    stemmed(text),
  ]
}

const prepare = (write: IndexWrite, analysis: Analysis): Prepared => {
  const { document, version } = write
  if (!Number.isSafeInteger(version) || version < 0) throw new RangeError(`version ${version} is no whole number`)
  const search = document?.search
  const isFound = search !== undefined && search.state !== 'closed'
  return {
    write,
    document: document && JSON.stringify(document),
    facts: factsOf(search),
    words: isFound ? wordsOf(search, analysis) : undefined,
    pages: [...new Set(search?.pages.map((page) => hashId(page)))],
  }
}

const statements = (db: Sqlite) => ({
  find: db.prepare('SELECT version FROM docs WHERE id = ?'),
  put: db.prepare(`INSERT INTO docs (id, version, partition, offset, state, document) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, partition = excluded.partition, offset = excluded.offset,
    state = excluded.state, document = excluded.document RETURNING row`),
  change: db.prepare('SELECT coalesce(max(change), 0) + 1 AS next FROM facts'),
  facts: db.prepare(`INSERT INTO facts (row, change, id, facts) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET change = excluded.change, facts = excluded.facts`),
  forget: db.prepare('DELETE FROM fts WHERE rowid = ?'),
  leave: db.prepare('DELETE FROM pages WHERE row = ?'),
  page: db.prepare('INSERT INTO pages (page, row) VALUES (?, ?)'),
  words: db.prepare('INSERT INTO fts (rowid, title, employer, skills, places, text) VALUES (?, ?, ?, ?, ?, ?)'),
})

const rejected = (error: unknown): IndexWriteResult => ({
  result: 'rejected',
  code: 'document-unreadable',
  message: error instanceof Error ? error.message : String(error),
})

/** Writes documents into the tables of the embedded index. */
export const openIndexStore = (db: Sqlite, analysis: Analysis) => {
  const sql = statements(db)

  const put = ({ write, document, facts, words, pages }: Prepared, change: number): void => {
    const { id, version, seq } = write
    const state = write.document?.search?.state ?? null
    const { row } = sql.put.get(id, version, seq.partition, seq.offset, state, document) as { row: number }
    sql.facts.run(row, change, id, facts)
    sql.forget.run(row)
    if (words) sql.words.run(row, ...words)
    sql.leave.run(row)
    for (const page of pages) sql.page.run(page, row)
  }

  /** A document that SQLite does not take is its own fault, unless the disk or a lock is in the way. */
  const putAlone = (prepared: Prepared, change: number): IndexWriteResult => {
    db.exec('SAVEPOINT one')
    try {
      put(prepared, change)
      db.exec('RELEASE one')
      return { result: 'applied' }
    } catch (thrown) {
      const error = translated('writing the index', thrown)
      if (!hasConsequence(error, 'fatal') || !db.inTransaction) throw error
      db.exec('ROLLBACK TO one; RELEASE one')
      return rejected(thrown)
    }
  }

  const writeOne = (write: IndexWrite, change: number): IndexWriteResult => {
    const known = sql.find.get(write.id) as { version: number } | undefined
    if (known !== undefined && known.version > write.version) return { result: 'stale' }
    let prepared: Prepared
    try {
      prepared = prepare(write, analysis)
    } catch (error) {
      return rejected(error)
    }
    return putAlone(prepared, change)
  }

  return {
    /** All writes in one durable transaction; a late one is `stale`, a broken one `rejected`. */
    write: (writes: readonly IndexWrite[]): IndexWriteResult[] =>
      inTransaction(db, 'writing the index', () => {
        const { next } = sql.change.get() as { next: number }
        return writes.map((write) => writeOne(write, next))
      }),
  }
}
