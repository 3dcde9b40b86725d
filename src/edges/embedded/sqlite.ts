import Database from 'libsql'
import { JobdataError } from '../../domain/errors.js'

export type Sqlite = Database.Database

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Out of space, or a write that the disk did not take: SQLite says either, depending on which file it was. */
const saysNoSpace = (error: unknown): boolean => {
  if (/^SQLITE_(?:FULL|IOERR(?:_WRITE|_FSYNC|_SHMSIZE|_TRUNCATE)?)$/.test(codeOf(error))) return true
  return error instanceof Error && /database or disk is full|No space left|disk I\/O error/i.test(error.message)
}

/** What an SQLite error means for the caller. */
export const translated = (doing: string, error: unknown): JobdataError => {
  if (error instanceof JobdataError) return error
  if (saysNoSpace(error)) {
    return new JobdataError(`${doing}: the disk is full; free space, nothing was half-written`, {
      consequence: 'no-space',
      code: 'disk-full',
      cause: error,
    })
  }
  const busy = codeOf(error).startsWith('SQLITE_BUSY') || codeOf(error).startsWith('SQLITE_LOCKED')
  return new JobdataError(doing, {
    consequence: busy ? 'retryable' : 'fatal',
    code: busy ? 'database-busy' : 'database-failed',
    cause: error,
  })
}

/** Runs `work`, translating what SQLite throws. */
export const guarded = <T>(doing: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw translated(doing, error)
  }
}

/** Opens a database that loses nothing acknowledged: WAL, synced at every commit. */
export const openSqlite = (file: string): Sqlite =>
  guarded(`opening ${file}`, () => {
    const db = new Database(file, { timeout: 5000 })
    for (const pragma of ['journal_mode=WAL', 'synchronous=FULL', 'temp_store=MEMORY', 'cache_size=-16000'])
      db.pragma(pragma)
    return db
  })

/** Runs `work` in one transaction: all of it or nothing. */
export const inTransaction = <T>(db: Sqlite, doing: string, work: () => T): T =>
  guarded(doing, () => {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      db.exec('COMMIT')
      return result
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    }
  })
