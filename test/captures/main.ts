import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { loadPlatforms } from '../../crawlers/platforms.js'
import type { Platforms } from '../../crawlers/platforms.js'
import { JobdataError, explain } from '../../src/domain/errors.js'
import { loadExpectations } from './expectations.js'
import type { Expectations } from './expectations.js'
import { measure } from './measure.js'
import { FIELDS, accuracyOf, failuresOf, sumScores } from './score.js'
import type { Score } from './score.js'

const HELP = `usage: npm run -s captures -- FOLDER [--platform ID]... [--seed N]

Reads captured real pages as the crawler would, and compares what was read with what a careful person reads off them
(test/captures/*.json). Tells people on standard error, and ends with one line of JSON on standard output.
Exit 1 when a posting is missed or not there, or a field is right in less than 99 % (95 % on one platform); 2 on bad usage.

  FOLDER          the captures: the folder with MANIFEST.tsv
  --platform ID   only this platform; may be repeated. One without a reader yet is told as unread, and fails only when asked for
  --seed N        order in which the pages are read, which must not matter (default 1)
  --help          this text`

const MOST_NAMED = 20

export interface CapturesEdges {
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  readonly platforms: () => Promise<Platforms>
  /** Milliseconds of any origin. */
  readonly now: () => number
}

interface Asked {
  readonly folder: string
  readonly platforms: readonly string[]
  readonly seed: number
}

const usage = (message: string): JobdataError =>
  new JobdataError(`${message}\n\n${HELP}`, { consequence: 'bad-request', code: 'bad-usage' })

const parsed = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        platform: { type: 'string', multiple: true },
        seed: { type: 'string', default: '1' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw usage(explain(error))
  }
}

const asked = ({ values, positionals }: ReturnType<typeof parsed>, expectations: Expectations): Asked => {
  const [folder, ...more] = positionals
  if (folder === undefined || more.length > 0) throw usage(`give one FOLDER, not ${positionals.length}`)
  const seed = Number(values.seed)
  if (!Number.isSafeInteger(seed) || seed < 0) throw usage(`--seed: "${values.seed}" is not a whole number`)
  const platforms = values.platform ?? []
  const unknown = platforms.find((id) => !expectations.has(id))
  if (unknown !== undefined)
    throw usage(`--platform: no capture is expected of "${unknown}"; there are ${[...expectations.keys()].join(', ')}`)
  return { folder, platforms, seed }
}

const row = (name: string, score: Score): string => {
  const { files, found, expected, fields, signals } = score
  const tallies = FIELDS.map((field) => `${field} ${fields[field].right}/${fields[field].of}`).join(', ')
  const codes = Object.entries(signals).map(([code, count]) => `${code} ${count}`)
  return `${name}: ${files} files, ${found} of ${expected} postings, ${tallies}; signals: ${codes.join(', ') || 'none'}`
}

const tell = (name: string, score: Score, edges: CapturesEdges): void => {
  edges.err(row(name, score))
  for (const offence of score.offences.slice(0, MOST_NAMED)) edges.err(`  ${offence}`)
  const left = score.offences.length - MOST_NAMED
  if (left > 0) edges.err(`  and ${left} more`)
}

const summary = (score: Score) => {
  const { files, expected, found, missed, surplus, signals } = score
  return { files, expected, found, missed, surplus, accuracy: accuracyOf(score), signals }
}

/** A platform whose captures wait for a reader. */
const unread = (expectations: Expectations, scores: ReadonlyMap<string, Score>) =>
  [...expectations].flatMap(([id, pages]) =>
    scores.has(id) ? [] : [[id, { unread: true, files: pages.size }] as const],
  )

const run = async (argv: readonly string[], edges: CapturesEdges): Promise<number> => {
  const given = parsed(argv)
  if (given.values.help) {
    edges.out(HELP)
    return 0
  }
  const began = edges.now()
  const all = await loadExpectations()
  const { folder, platforms, seed } = asked(given, all)
  if (!existsSync(join(folder, 'MANIFEST.tsv')))
    throw usage(`FOLDER: there are no captures in ${folder}; give the folder that holds their MANIFEST.tsv`)
  const expectations = new Map([...all].filter(([id]) => platforms.length === 0 || platforms.includes(id)))
  const scores = await measure({ folder, expectations, platforms: await edges.platforms(), seed })
  for (const [id, score] of scores) tell(id, score, edges)
  const waiting = unread(expectations, scores)
  for (const [id, { files }] of waiting) edges.err(`${id}: UNREAD, ${files} files and no crawlers/platforms/${id}.ts`)
  const failures = [
    ...failuresOf(scores),
    ...waiting.filter(([id]) => platforms.includes(id)).map(([id]) => `${id}: asked for, and it has no reader`),
  ]
  for (const failure of failures) edges.err(`FAILED: ${failure}`)
  const read = [...scores].map(([id, score]) => [id, summary(score)] as const)
  const seconds = Math.round((edges.now() - began) / 100) / 10
  const totals = summary(sumScores([...scores.values()]))
  edges.out(JSON.stringify({ seed, platforms: Object.fromEntries<object>([...read, ...waiting]), ...totals, seconds }))
  return failures.length === 0 ? 0 : 1
}

/** Scores the readers on captured pages. Resolves to the exit code: 0; 1 when they do not pass; 2 on bad usage. */
export const main = async (argv: readonly string[], edges: CapturesEdges): Promise<number> => {
  try {
    return await run(argv, edges)
  } catch (error) {
    if (!(error instanceof JobdataError)) throw error
    edges.err(`captures: ${explain(error)}`)
    return 2
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main(process.argv.slice(2), {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    platforms: loadPlatforms,
    now: () => performance.now(),
  })
}
