import { ABSENT, encodeDocument, versionConflict } from '../../ports/records.js'
import type { PutOptions, Records, Stored } from '../../ports/records.js'
import { guarded, inTransaction, openSqlite } from './sqlite.js'

/** Greater than every character of an id. */
const LAST = '\u{10FFFF}'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS documents (collection TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (collection, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS versions (one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL);
  INSERT OR IGNORE INTO versions VALUES (1, 0);
`

interface Row {
  readonly id: string
  readonly version: number
  readonly value: string
}

const stored = <T>(row: Row): Stored<T> => ({
  id: row.id,
  version: String(row.version),
  value: JSON.parse(row.value) as T,
})

const check = (collection: string, id: string, found: string, { ifVersion }: PutOptions): void => {
  if (ifVersion === undefined || ifVersion === found) return
  throw versionConflict(collection, id)
}

/** Opens the records of a data folder in one SQLite file. */
export const openRecords = ({ file }: { readonly file: string }): Records => {
  const db = openSqlite(file)
  guarded('opening the records', () => db.exec(SCHEMA))
  const find = db.prepare('SELECT id, version, value FROM documents WHERE collection = ? AND id = ?')
  const write = db.prepare('INSERT OR REPLACE INTO documents (collection, id, version, value) VALUES (?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM documents WHERE collection = ? AND id = ?')
  const grow = db.prepare('UPDATE versions SET last = last + 1 RETURNING last')
  const page = db.prepare(
    'SELECT id, version, value FROM documents WHERE collection = ? AND id >= ? AND id > ? AND id < ? ORDER BY id LIMIT ?',
  )
  const get = (collection: string, id: string): Row | undefined => find.get(collection, id) as Row | undefined
  const versionOf = (collection: string, id: string): string => {
    const row = get(collection, id)
    return row === undefined ? ABSENT : String(row.version)
  }
  const put = (collection: string, id: string, text: string): string => {
    const { last } = grow.get() as { last: number }
    write.run(collection, id, last, text)
    return String(last)
  }
  return {
    async get<T>(collection: string, id: string) {
      const row = guarded(`reading ${collection}/${id}`, () => get(collection, id))
      return row === undefined ? undefined : stored<T>(row)
    },
    async put(collection, id, value, options = {}) {
      const text = encodeDocument(collection, id, value)
      return inTransaction(db, `writing ${collection}/${id}`, () => {
        check(collection, id, versionOf(collection, id), options)
        return put(collection, id, text)
      })
    },
    async putMany(collection, entries) {
      const ready = entries.map(({ id, value }) => ({ id, text: encodeDocument(collection, id, value) }))
      inTransaction(db, `writing ${collection}`, () => {
        for (const { id, text } of ready) put(collection, id, text)
      })
    },
    async delete(collection, id, options = {}) {
      return inTransaction(db, `deleting ${collection}/${id}`, () => {
        check(collection, id, versionOf(collection, id), options)
        return remove.run(collection, id).changes > 0
      })
    },
    async list<T>(collection: string, { prefix = '', after = '', limit = 1000 } = {}) {
      const rows = guarded(
        `listing ${collection}`,
        () => page.all(collection, prefix, after, prefix + LAST, limit) as Row[],
      )
      return rows.map((row) => stored<T>(row))
    },
    async close() {
      guarded('closing the records', () => db.close())
    },
  }
}
