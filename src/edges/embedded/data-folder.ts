import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'libsql'
import { JobdataError } from '../../domain/errors.js'
import type { Clock } from '../../ports/clock.js'
import type { Records } from '../../ports/records.js'
import { openLog } from './log.js'
import type { EmbeddedLog } from './log.js'
import { openRecords } from './records.js'

export interface DataFolder {
  readonly path: string
  readonly log: EmbeddedLog
  readonly records: Records
  close(): Promise<void>
}

const holder = (path: string): Promise<string> =>
  readFile(join(path, 'lock.txt'), 'utf8').catch(() => 'an unknown process')

/**
 * Holds an exclusive SQLite lock: the system frees it however the process ends, so a kill -9 leaves nothing to clean up.
 * @returns what gives it back
 */
const lock = async (path: string, clock: Clock): Promise<() => void> => {
  const db = new Database(join(path, 'lock.db'), { timeout: 0 })
  try {
    db.exec('BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS held (one INTEGER)')
  } catch (error) {
    db.close()
    throw new JobdataError(
      `data folder ${path} is in use by ${await holder(path)}: stop it, or choose another folder with DATA_DIR`,
      { consequence: 'config', code: 'data-folder-in-use', cause: error },
    )
  }
  await writeFile(join(path, 'lock.txt'), `process ${process.pid}, since ${new Date(clock.now()).toISOString()}`)
  return () => {
    db.exec('ROLLBACK')
    db.close()
  }
}

/** Opens a data folder for this process alone: log and records, each in a file of its own. */
export const openDataFolder = async ({
  path,
  clock,
}: {
  readonly path: string
  readonly clock: Clock
}): Promise<DataFolder> => {
  await mkdir(path, { recursive: true })
  const unlock = await lock(path, clock)
  try {
    const log = openLog({ file: join(path, 'log.db'), clock })
    const records = openRecords({ file: join(path, 'records.db') })
    return {
      path,
      log,
      records,
      async close() {
        // The lock goes last, and goes whatever happens.
        await Promise.allSettled([log.close(), records.close()]).finally(unlock)
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}
