import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Folder of captured real pages: test input only, outside this repository. */
export const CAPTURES = process.env['JOBDATA_CAPTURES'] ?? join(import.meta.dirname, '../../../shared/data')

/** Whether the captures are here; says aloud when they are not. */
export const hasCaptures = (suite: string): boolean => {
  if (existsSync(join(CAPTURES, 'MANIFEST.tsv'))) return true
  process.stderr.write(`${suite}: SKIPPED, no captured pages at ${CAPTURES}; set JOBDATA_CAPTURES to their folder\n`)
  return false
}
