import { fork } from 'node:child_process'
import { once } from 'node:events'
import { JobdataError } from '../../../src/domain/errors.js'
import { readOptions } from '../options.js'
import {
  EXTRACTIONS,
  boardRunsCommand,
  buildOurs,
  compete,
  failed,
  inFolder,
  lastLine,
  ours,
  printed,
} from './contestant.js'
import type { Contestant, Extraction, Report } from './contestant.js'
import { HeapGrowth, figuresOf, missedBounds, ratiosOf } from './judge.js'
import type { Figures } from './judge.js'
import { preparePeers } from './peers.js'
import type { Peers } from './peers.js'
import { profileOurs } from './profile.js'

const DEFAULTS = { seed: 1, pages: 5000, rounds: 3, runs: 1000, peers: 'all' }
const PROFILE_LINES = 5
const NOBODY: Peers = { ready: [], missing: {} }

const say = (line: string): void => console.error(`bench harvest: ${line}`)

/** The board's server, in a process of its own. */
const openSite = async (seed: number, pages: number) => {
  const child = fork(new URL('./site.ts', import.meta.url), [String(seed), String(pages)], {
    execArgv: ['--import', 'tsx'],
  })
  const ended = once(child, 'exit').then(() => {
    throw failed('the server of the board ended before it was ready')
  })
  const [origin] = (await Promise.race([once(child, 'message'), ended])) as [string]
  return { origin, close: () => child.disconnect() }
}

type Reports = Readonly<Record<Extraction, Map<string, Report[]>>>

/** Every contestant once, beginning with another one each round, so that none always runs after the same. */
const runRound = async (
  contestants: readonly Contestant[],
  sitemap: string,
  reports: Reports,
  round: number,
): Promise<void> => {
  const first = round % contestants.length
  for (const extraction of EXTRACTIONS) {
    for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      const report = await compete(contestant, sitemap, extraction)
      const { name } = contestant
      say(
        `round ${round + 1}, ${extraction}: ${name} ${(report.postings / report.seconds).toFixed(0)} pages/s, ` +
          `${(report.postings / report.cpuSeconds).toFixed(0)} pages/CPU-s, ${report.peakMegabytes.toFixed(0)} MB`,
      )
      reports[extraction].set(name, [...(reports[extraction].get(name) ?? []), report])
    }
  }
}

const runBoards = (sitemap: string, runs: number): Promise<HeapGrowth> =>
  inFolder(async (folder) =>
    HeapGrowth.parse(lastLine(await printed([...boardRunsCommand, sitemap, String(runs), folder]))),
  )

const tableOf = (reports: Map<string, Report[]>): Record<string, Figures> =>
  Object.fromEntries([...reports].map(([name, some]) => [name, figuresOf(some)]))

/** A contestant that left pages out was not faster. */
const incomplete = (reports: Reports, pages: number): string[] =>
  EXTRACTIONS.flatMap((extraction) =>
    [...reports[extraction]].flatMap(([name, some]) =>
      some
        .filter(({ postings }) => postings !== pages)
        .map(({ postings }) => `${name} (${extraction}) brought ${postings} of ${pages} postings`),
    ),
  )

type HarvestOptions = ReturnType<typeof readHarvestOptions>

const readHarvestOptions = (args: readonly string[]) => {
  const options = readOptions(args, DEFAULTS)
  if (['all', 'none'].includes(options.peers) && options.pages > 0 && options.rounds > 0) return options
  throw new JobdataError('--peers is all or none; --pages and --rounds are at least 1', {
    consequence: 'config',
    code: 'option-invalid',
  })
}

/** What was measured, before it is judged. */
interface Measured {
  readonly reports: Reports
  readonly boardRuns: HeapGrowth
  /** Where ours spends its time, greatest first. */
  readonly profile: Awaited<ReturnType<typeof profileOurs>>
}

const measure = async (
  { seed, pages, rounds, runs }: HarvestOptions,
  contestants: readonly Contestant[],
): Promise<Measured> => {
  say(`making ${pages} pages`)
  const site = await openSite(seed, pages)
  try {
    const sitemap = `${site.origin}/sitemap.xml`
    const reports: Reports = { own: new Map(), plain: new Map() }
    for (let round = 0; round < rounds; round++) await runRound(contestants, sitemap, reports, round)
    say(`${runs} board runs in one process`)
    const boardRuns = await runBoards(`${site.origin}/runs/sitemap.xml`, runs)
    say('one harvest under the profiler')
    return { reports, boardRuns, profile: await profileOurs(sitemap, PROFILE_LINES) }
  } finally {
    site.close()
  }
}

/** `harvest`: the whole harvest path beside its peers, over one board; prints one line of JSON. True when every bound holds. */
export const harvest = async (args: readonly string[]): Promise<boolean> => {
  const began = performance.now()
  const options = readHarvestOptions(args)
  const { ready, missing } = options.peers === 'none' ? NOBODY : await preparePeers(say)
  say('compiling ours')
  await buildOurs()
  const { reports, boardRuns, profile } = await measure(options, [ours, ...ready])
  const [own, plain] = [tableOf(reports.own), tableOf(reports.plain)]
  const ratios = { own: ratiosOf(own), plain: ratiosOf(plain) }
  const missed = [
    ...Object.entries(missing).map(([name, why]) => `${name} is not to be had: ${why}`),
    ...incomplete(reports, options.pages),
    ...missedBounds(own, ratios.own, boardRuns),
  ]
  for (const line of missed) say(`missed: ${line}`)
  const seconds = Math.round((performance.now() - began) / 1000)
  const { seed, pages, rounds } = options
  console.log(
    JSON.stringify({ bench: 'harvest', seed, pages, rounds, own, plain, ratios, boardRuns, profile, missed, seconds }),
  )
  return missed.length === 0
}
