import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { explain } from '../domain/errors.js'
import { systemClock } from '../edges/observe/clock.js'
import { processEnvironment } from '../edges/observe/environment.js'
import { pinoLogger } from '../edges/observe/logger.js'
import { HELP, readOptions } from './options.js'
import type { DemoOptions } from './options.js'
import { startDemo } from './run.js'
import type { Demo } from './run.js'
import { COUNTS } from './score.js'
import { UNDECIDED } from './truth.js'

const MOST_NAMED = 10
/** Looking again at boards that did not change costs less than this share of the first crawl's requests. */
const MOST_SECOND_CRAWL = 0.02

const say = (line: string): void => console.error(`demo: ${line}`)

const stopped = new AbortController()

const rest = async (seconds: number): Promise<void> => {
  await delay(seconds * 1000, undefined, { signal: stopped.signal }).catch(() => undefined)
}

const runRounds = async (demo: Demo, { rest: seconds }: DemoOptions): Promise<void> => {
  while (demo.done() < demo.rounds && !stopped.signal.aborted) {
    const round = demo.done() + 1
    const began = performance.now()
    await demo.nextRound()
    say(`round ${round} of ${demo.rounds} took ${((performance.now() - began) / 1000).toFixed(1)} s`)
    if (demo.done() < demo.rounds) await rest(seconds)
  }
}

/** Says the score; true when nothing is wrong. */
const tell = async (demo: Demo, began: number): Promise<boolean> => {
  const { score, postings, vacancies, rudeRequests, secondCrawlShare = null } = await demo.result()
  for (const count of COUNTS) {
    const keys = score.offenders[count]
    if (keys.length > 0) say(`${count} ${keys.length}: ${keys.slice(0, MOST_NAMED).join(' ')}`)
  }
  const { byClass, missed, doubled, wronglyClosed, wronglyKept, wronglyMerged, wrongValue } = score
  const counts = { missed, doubled, wronglyClosed, wronglyKept, wronglyMerged, wrongValue }
  const seconds = Math.round((performance.now() - began) / 100) / 10
  const line = {
    seed: demo.seed,
    postings,
    vacancies,
    ...counts,
    byClass,
    undecided: UNDECIDED,
    rudeRequests,
    secondCrawlShare,
    seconds,
  }
  console.log(JSON.stringify(line))
  return score.clean && rudeRequests === 0 && (secondCrawlShare ?? 0) < MOST_SECOND_CRAWL
}

const folderOf = async ({ data }: DemoOptions): Promise<{ folder: string; isTemporary: boolean }> =>
  data === undefined
    ? { folder: await mkdtemp(join(tmpdir(), 'jobdata-demo-')), isTemporary: true }
    : { folder: data, isTemporary: false }

const stayUp = async (): Promise<void> => {
  say('all rounds are done; the page stays up until Ctrl-C')
  while (!stopped.signal.aborted) await rest(86_400)
}

/** What the environment says of servers. */
const serverSettings = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(processEnvironment()).filter(([name]) => /^(?:KAFKA|ELASTICSEARCH)_/.test(name)))

const run = async (options: DemoOptions): Promise<void> => {
  const began = performance.now()
  const { folder, isTemporary } = await folderOf(options)
  try {
    const real = systemClock()
    const demo = await startDemo({
      ...options,
      folder,
      real,
      servers: serverSettings(),
      logger: pinoLogger(options.log),
      say,
    })
    try {
      say(`the page answers at ${demo.address}`)
      await runRounds(demo, options)
      if (stopped.signal.aborted) process.exitCode = 130
      else if (options.once) process.exitCode = (await tell(demo, began)) ? 0 : 1
      else await stayUp()
    } finally {
      await demo.stop()
      if (isTemporary) await demo.remove()
    }
  } finally {
    if (isTemporary) await rm(folder, { recursive: true, force: true })
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())

try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) console.log(HELP)
  else await run(options)
} catch (error) {
  say(explain(error))
  process.exitCode = 1
}
