/** Writes generated tables into README.md; `--check` fails when they are stale. */
import { readFile, writeFile } from 'node:fs/promises'
import { settingsTable } from '../config/settings.js'

const text = await readFile('README.md', 'utf8')
const next = text.replace(/(<!-- settings -->)[\s\S]*(<!-- \/settings -->)/, `$1\n${settingsTable()}\n$2`)
if (process.argv.includes('--check') && next !== text) {
  console.error('README.md: the table of settings is stale. Run `npm run contracts` and commit what it writes.')
  process.exit(1)
}
if (next !== text) await writeFile('README.md', next)
