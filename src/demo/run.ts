import { join, resolve } from 'node:path'
import { readSettings } from '../../config/settings.js'
import { removeNamespace } from '../composition/remove-namespace.js'
import { isOnServers } from '../composition/servers.js'
import { hashId } from '../domain/ids.js'
import { topics } from '../domain/topics.js'
import type { LiveVacancy, Vacancy } from '../domain/vacancy.js'
import type { Clock } from '../ports/clock.js'
import type { Log } from '../ports/log.js'
import type { Logger } from '../ports/logger.js'
import { startService } from '../service.js'
import type { Service } from '../service.js'
import { demoClock } from './clock.js'
import type { DemoClock } from './clock.js'
import { openProgress } from './progress.js'
import type { ProgressFile } from './progress.js'
import { score } from './score.js'
import type { Score } from './score.js'
import { startDemoBoards } from './server.js'
import type { DemoBoards } from './server.js'

const HOUR = 3_600_000

export interface DemoRunOptions {
  readonly folder: string
  readonly seed: number
  readonly size: number
  /** Port of the page; 0 = any. */
  readonly port: number
  readonly log: string
  readonly real: Clock
  readonly logger: Logger
  /** Servers to run on, as the service's settings name them; without them the folder holds everything. */
  readonly servers: NodeJS.ProcessEnv
  /** Told in a line how far the demo is. */
  readonly say: (line: string) => void
}

export interface DemoResult {
  readonly score: Score
  readonly postings: number
  readonly vacancies: number
  readonly rudeRequests: number
  /**
   * Requests of a second crawl of boards as they were, as a share of the first's, of boards that give a list and a page a
   * posting; absent when a kill broke that off.
   */
  readonly secondCrawlShare: number | undefined
}

/** Boards and service of a demo, at the round where its folder left off. */
export interface Demo {
  readonly address: string
  readonly seed: number
  readonly rounds: number
  /** Rounds harvested until quiet. */
  done(): number
  /** Runs the next round until the service is quiet. */
  nextRound(): Promise<void>
  result(): Promise<DemoResult>
  stop(): Promise<void>
  /** Deletes what a stopped demo keeps on servers. */
  remove(): Promise<void>
}

interface Parts {
  readonly progress: ProgressFile
  readonly clock: DemoClock
  readonly boards: DemoBoards
  readonly service: Service
}

/** The newest live vacancies of the topic. */
export const liveVacancies = async (log: Log): Promise<LiveVacancy[]> => {
  const newest = new Map<string, Vacancy | null>()
  for await (const { records } of log.read(topics.vacancies)) {
    for (const { key, value } of records) if (key !== null) newest.set(key, value as Vacancy | null)
  }
  return [...newest.values()].flatMap((vacancy) => (vacancy?.kind === 'vacancy' ? [vacancy] : []))
}

const settle = async (service: Service): Promise<void> => {
  await service.tick()
  await service.quiet()
}

/**
 * Boards that give a list and a page a posting: looking again is to cost the list alone. Where the list carries all, it
 * costs as many requests as the first look, and 304 instead of a text where it can be asked for conditionally.
 */
const LISTING = new Set(['sitemap-jsonld', 'workday', 'smartrecruiters'])

const requestsToListing = (demo: DemoBoards): number =>
  demo.boards.filter(({ platform }) => LISTING.has(platform)).reduce((sum, { id }) => sum + demo.log(id).length, 0)

/** Harvests all boards; says how many requests that cost those that give a list. */
const harvestAll = async ({ boards, service }: Parts, slot: string): Promise<number> => {
  const before = requestsToListing(boards)
  await service.wishAll(slot)
  await settle(service)
  return requestsToListing(boards) - before
}

/** Moves boards and clock together, harvests all boards, and lets the hour pass over what was found. */
const runRound = async (parts: Parts): Promise<void> => {
  const { progress, clock, boards, service } = parts
  const round = progress.current.done
  const isWhole = progress.current.round < round
  boards.setRound(round)
  // A round that a kill broke off was jumped to already.
  if (isWhole) clock.jump(boards.hoursBefore(round) * HOUR, { round })
  await settle(service)
  const requests = await harvestAll(parts, `round-${round}`)
  // The boards stand as they were: what they cost now is what looking again costs.
  if (round === 0 && isWhole) progress.save({ secondCrawlShare: (await harvestAll(parts, 'again')) / requests })
  progress.save({ done: round + 1 })
}

const resultOf = async ({ progress, boards, service }: Parts): Promise<DemoResult> => {
  const round = progress.current.done - 1
  const vacancies = await liveVacancies(service.log)
  return {
    score: score({ truth: boards.truth, round, startedAt: progress.current.startedAt, vacancies }),
    postings: vacancies.reduce((sum, { postingCount }) => sum + postingCount, 0),
    vacancies: vacancies.length,
    rudeRequests: boards.rude(),
    secondCrawlShare: progress.current.secondCrawlShare,
  }
}

/** A namespace of the folder's own: what a demo keeps on servers goes with its folder. */
const namespaceOf = (folder: string): string =>
  `demo-${Buffer.from(hashId('demo', resolve(folder)))
    .toString('hex')
    .slice(0, 12)}`

/** Opens or continues the demo of a folder. A continued one keeps its seed and size. */
export const startDemo = async (options: DemoRunOptions): Promise<Demo> => {
  const { folder, real, logger, say } = options
  const fresh = { offsetMs: 0, startedAt: real.now(), round: -1, done: 0, port: 0 }
  const progress = openProgress(folder, { seed: options.seed, size: options.size, ...fresh })
  const { seed, size, startedAt, port, done } = progress.current
  if (done > 0) say(`going on after round ${done} of seed ${seed}, size ${size}`)
  const clock = demoClock(real, progress)
  const boards = await startDemoBoards({ seed, size, startedAt, port, round: done, ticks: () => real.now() })
  progress.save({ port: boards.port })
  try {
    const settings = readSettings({
      ...options.servers,
      NAMESPACE: namespaceOf(folder),
      DATA_DIR: join(folder, 'service'),
      PORT: String(options.port),
      LOG_LEVEL: options.log,
      CRAWL_LOOPBACK: 'true',
      IMPORT_LOOPBACK: 'true',
      CRAWL_CONCURRENCY: '8',
    })
    const service = await startService({ settings, boards: boards.boards, clock, logger })
    const parts = { progress, clock, boards, service }
    return {
      address: service.address,
      seed,
      rounds: boards.rounds,
      done: () => progress.current.done,
      nextRound: () => runRound(parts),
      result: () => resultOf(parts),
      async stop() {
        await service.stop()
        await boards.close()
      },
      remove: async () => {
        if (isOnServers(settings)) await removeNamespace({ settings, clock: real, logger })
      },
    }
  } catch (error) {
    await boards.close()
    throw error
  }
}
