import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { JobdataError } from '../../../src/domain/errors.js'

/** `own`: as each tool is meant to be used; `plain`: the one plain search and JSON parse for all. */
export const EXTRACTIONS = ['own', 'plain'] as const
export type Extraction = (typeof EXTRACTIONS)[number]

export interface Contestant {
  readonly name: string
  /** The program and what comes before `SITEMAP EXTRACTION FOLDER`. */
  readonly command: readonly [program: string, ...args: readonly string[]]
}

/** What a contestant tells as its last line. Loading the program (imports) counts for nobody and is told apart. */
const Report = z.object({
  postings: z.int().nonnegative(),
  seconds: z.number().positive(),
  cpuSeconds: z.number().positive().describe('user and system time of its rusage'),
  loadCpuSeconds: z.number().nonnegative(),
  peakMegabytes: z.number().positive().describe('largest resident set of its rusage'),
})
export type Report = z.infer<typeof Report>

const MOST_MS = 20 * 60_000
const MOST_SAID = 2000

export const failed = (message: string, cause?: unknown): JobdataError =>
  new JobdataError(message, { consequence: 'fatal', code: 'bench-failed', cause })

/** Runs a program to its end and gives what it printed. Throws with what it said when it fails. */
export const printed = async (command: readonly string[], cwd = '.'): Promise<string> => {
  const [program = '', ...args] = command
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: MOST_MS })
  let out = ''
  let said = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (said = (said + String(chunk)).slice(-MOST_SAID)))
  const [code] = (await once(child, 'close').catch((cause: unknown) => {
    throw failed(`${program} cannot be run`, cause)
  })) as [number | null]
  if (code !== 0) throw failed(`${[program, ...args].join(' ')} failed: ${(said || out).trim().slice(-MOST_SAID)}`)
  return out
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const SOURCES = join(ROOT, 'test/bench/harvest')
const BUILT = join(ROOT, 'dist/bench/test/bench/harvest')
const REPORT = 'peers/node/report.mjs'

/** Programs of ours as production runs them: compiled, without a loader in the same process. */
export const ours: Contestant = { name: 'ours', command: [process.execPath, join(BUILT, 'ours.js')] }
export const boardRunsCommand = [process.execPath, '--expose-gc', join(BUILT, 'board-runs.js')] as const

export const buildOurs = async (): Promise<void> => {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
  await printed([process.execPath, compiler, '-p', join(SOURCES, 'tsconfig.bench.json')])
  await cp(join(SOURCES, REPORT), join(BUILT, REPORT))
}

/** Runs `work` in a folder of its own, which goes afterwards. */
export const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-harvest-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const lastLine = (text: string): unknown => JSON.parse(text.trim().split('\n').at(-1) ?? '') as unknown

/** One harvest by one contestant: a process of its own in a folder of its own. */
export const compete = ({ command }: Contestant, sitemap: string, extraction: Extraction): Promise<Report> =>
  inFolder(async (folder) => Report.parse(lastLine(await printed([...command, sitemap, extraction, folder], folder))))
