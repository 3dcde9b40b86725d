import { startCrawler } from '../crawlers/crawl.js'
import type { Crawler } from '../crawlers/crawl.js'
import { loadPlatforms } from '../crawlers/platforms.js'
import { startApi } from './composition/api.js'
import { openGround } from './composition/ground.js'
import type { Ground, ServiceOptions, Site } from './composition/ground.js'
import { openProbes, starting } from './composition/probes.js'
import type { Probes } from './composition/probes.js'
import { readinessOf } from './composition/readiness.js'
import { isOnServers } from './composition/servers.js'
import { startStages } from './composition/stages.js'
import { explain } from './domain/errors.js'
import { promMetrics } from './edges/observe/metrics.js'
import type { Log } from './ports/log.js'
import type { Readiness } from './ports/readiness.js'
import type { Records } from './ports/records.js'
import type { VacancyIndex } from './ports/vacancy-index.js'
import { noteEpoch } from './runtime/epoch.js'
import { lifecycle } from './runtime/lifecycle.js'
import type { RunningStage } from './runtime/run-stage.js'
import { startSchedule } from './runtime/schedule.js'
import type { Schedule } from './runtime/schedule.js'

const UPKEEP_MS = 3_600_000
const LAG_MS = 5000
const QUIET_MS = 50

export type { ServiceOptions } from './composition/ground.js'

/** The running service. */
export interface Service {
  /** Where this process answers: the page and the API, or without the role `api` its probes. */
  readonly address: string
  readonly log: Log
  readonly records: Records
  readonly index: VacancyIndex
  readonly readiness: () => Promise<Readiness>
  /** Wishes a run of every enabled board; the same slot twice is one wish. */
  wishAll(slot: string): Promise<void>
  /** Publishes the hour's tick, once an hour. */
  tick(): Promise<void>
  /** Resolves when no board is due, no run is under way and no stage of this process lags. */
  quiet(): Promise<void>
  stop(): Promise<void>
}

const startCrawling = async (ground: Ground): Promise<Crawler | undefined> => {
  const { has, boards, log, records, leases, removals, clock, metrics, logger, settings, life } = ground
  if (!has('crawl')) return undefined
  const crawler = await startCrawler({
    boards,
    platforms: await loadPlatforms(),
    log,
    records,
    leases,
    removals,
    clock,
    metrics,
    logger,
    contact: settings.crawlContact,
    allowLoopback: settings.crawlLoopback,
    concurrency: settings.crawlConcurrency,
  })
  life.onStop('crawl', () => crawler.stop())
  return crawler
}

/** Only who crawls knows the boards: a tick from elsewhere would close them all. */
const startClockwork = ({ has, boards, log, records, owners, clock, logger, life }: Ground): Schedule | undefined => {
  if (!has('crawl')) return undefined
  const schedule = startSchedule({ boards, log, records, owners, clock, logger })
  life.onStop('schedule', () => schedule.stop())
  return schedule
}

/** Every hour: the topics are compacted where the servers do not, and it is noted how far the vacancies go. */
const keepUp = ({ log, records, compacts, clock, logger, life }: Ground): void => {
  const upkeep = async (): Promise<void> => {
    if (compacts) logger.info({ gone: await log.compact(clock.now()) }, 'topics compacted')
    await noteEpoch({ log, records, logger })
  }
  const timer = setInterval(() => {
    upkeep().catch((error: unknown) =>
      logger.warn({ error: explain(error) }, 'the hourly upkeep failed: trying again in an hour'),
    )
  }, UPKEEP_MS)
  life.onStop('upkeep', async () => clearInterval(timer))
}

/** How much waits before each stage, for Prometheus. */
const watchLag = ({ life }: Ground, stages: readonly RunningStage[]): void => {
  const timer = setInterval(() => void Promise.allSettled(stages.map((stage) => stage.lag())), LAG_MS)
  life.onStop('lag', async () => clearInterval(timer))
}

const whenQuiet =
  ({ clock }: Ground, stages: readonly RunningStage[], crawler: Crawler | undefined) =>
  async (): Promise<void> => {
    const isQuiet = async (): Promise<boolean> => {
      if (crawler && !(await crawler.idle())) return false
      const lags = await Promise.all(stages.map((stage) => stage.lag()))
      return lags.every((lag) => lag === 0)
    }
    // Twice in a row: a stage may be between its output and the next one's input.
    for (let times = 0; times < 2;) {
      times = (await isQuiet()) ? times + 1 : 0
      await clock.wait(QUIET_MS)
    }
  }

/** Where no API answers: for good, or until the servers are there. */
const startProbes = async (site: Site): Promise<Probes | undefined> => {
  if (site.has('api') && !isOnServers(site.settings)) return undefined
  const probes = await openProbes(site)
  site.life.onStop('probes', () => probes.close())
  return probes
}

const startParts = async (site: Site, probes: Probes | undefined): Promise<Service> => {
  const ground = await openGround(site, (message) => probes?.tell(starting(message)))
  const { log, records, index, life, has } = ground
  const stages = await startStages(ground)
  const crawler = await startCrawling(ground)
  const schedule = startClockwork(ground)
  keepUp(ground)
  watchLag(ground, stages)
  const readiness = readinessOf(ground, stages)
  probes?.tell(readiness)
  if (has('api')) await probes?.close()
  return {
    address: has('api') ? await startApi(ground, readiness) : (probes?.address ?? ''),
    log,
    records,
    index,
    readiness,
    wishAll: async (slot) => schedule?.wishAll(slot),
    tick: async () => schedule?.tick(),
    quiet: whenQuiet(ground, stages, crawler),
    stop: () => life.stop(),
  }
}

/** Composition root: opens the edges, starts the roles of this process, and says where it answers. */
export const startService = async (options: ServiceOptions): Promise<Service> => {
  const { settings, logger } = options
  const life = lifecycle(logger)
  const site: Site = { ...options, life, metrics: promMetrics(), has: (role) => settings.roles.includes(role) }
  try {
    return await startParts(site, await startProbes(site))
  } catch (error) {
    await life.stop()
    throw error
  }
}
