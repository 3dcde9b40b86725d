import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Role, Settings } from '../config/settings.js'
import { startCrawler } from '../crawlers/crawl.js'
import type { Crawler } from '../crawlers/crawl.js'
import { openImporter } from '../crawlers/import-page.js'
import { loadPlatforms } from '../crawlers/platforms.js'
import { dedupe } from '../pipelines/dedupe/stage.js'
import { indexVacancies } from '../pipelines/index/stage.js'
import { gazetteerPlaces } from '../pipelines/normalize/gazetteer-places.js'
import { normalize } from '../pipelines/normalize/stage.js'
import { buildApi } from './api/app.js'
import { developmentAuthenticate, jwtAuthenticate } from './api/authenticate.js'
import type { ImportLink } from './api/deps.js'
import type { Board } from './domain/board.js'
import { instant } from './domain/common.js'
import { explain } from './domain/errors.js'
import { boardOfKey, wishId } from './domain/ids.js'
import { allTopics, topics } from './domain/topics.js'
import { openDataFolder } from './edges/embedded/data-folder.js'
import { openVacancyIndex } from './edges/embedded/vacancy-index.js'
import { freeBytes } from './edges/observe/disk.js'
import { promMetrics } from './edges/observe/metrics.js'
import type { ObservedMetrics } from './edges/observe/metrics.js'
import { importLink } from './import-link.js'
import type { Clock } from './ports/clock.js'
import type { Leases } from './ports/lease.js'
import type { Log } from './ports/log.js'
import type { Logger } from './ports/logger.js'
import type { Readiness } from './ports/readiness.js'
import type { Records } from './ports/records.js'
import type { Removals } from './ports/removals.js'
import type { Stage } from './ports/stage.js'
import type { VacancyIndex } from './ports/vacancy-index.js'
import { openLeases } from './runtime/leases.js'
import { lifecycle } from './runtime/lifecycle.js'
import type { Lifecycle } from './runtime/lifecycle.js'
import { nextOwner } from './runtime/owner.js'
import { openRemovals } from './runtime/removals.js'
import { runStage } from './runtime/run-stage.js'
import type { RunningStage } from './runtime/run-stage.js'
import { startSchedule } from './runtime/schedule.js'
import { watchSpace } from './runtime/space.js'
import type { Space } from './runtime/space.js'

const MEGABYTE = 1_048_576
/** Grows when `vacancies.v1` is made anew: a data folder is thrown away as a whole, so that its first stands. */
const EPOCH = 1
const LEASE_MS = 60_000
/** Postings of one vacancy and board that are looked at again at once. */
const MOST_RECHECKS = 50
const COMPACT_MS = 3_600_000
const LAG_MS = 5000
const QUIET_MS = 50

export interface ServiceOptions {
  readonly settings: Settings
  readonly boards: readonly Board[]
  readonly clock: Clock
  readonly logger: Logger
}

/** The running service. */
export interface Service {
  /** Where the page and the API answer; empty when the role `api` is not here. */
  readonly address: string
  readonly log: Log
  readonly records: Records
  readonly index: VacancyIndex
  readonly readiness: () => Promise<Readiness>
  /** Wishes a run of every enabled board; the same slot twice is one wish. */
  wishAll(slot: string): Promise<void>
  /** Publishes the hour's tick, once an hour. */
  tick(): Promise<void>
  /** Resolves when no board is due, no run is under way and no stage lags. */
  quiet(): Promise<void>
  stop(): Promise<void>
}

/** Opened edges and what goes with them. */
interface Ground extends ServiceOptions {
  readonly life: Lifecycle
  readonly log: Log
  readonly records: Records
  readonly index: VacancyIndex
  readonly metrics: ObservedMetrics
  readonly space: Space
  readonly removals: Removals
  readonly leases: Leases
  readonly has: (role: Role) => boolean
}

const openGround = async (options: ServiceOptions): Promise<Ground> => {
  const { settings, clock, logger } = options
  const life = lifecycle(logger)
  const folder = await openDataFolder({ path: settings.dataDir, clock })
  life.onStop('data folder', () => folder.close())
  await folder.log.ensureTopics(allTopics)
  const synonyms = await readFile(new URL('../config/synonyms.txt', import.meta.url), 'utf8')
  const index = await openVacancyIndex({ file: join(settings.dataDir, 'index.db'), synonyms })
  life.onStop('index', () => index.close())
  const space = watchSpace({
    freeBytes: () => freeBytes(settings.dataDir),
    minBytes: settings.minFreeMegabytes * MEGABYTE,
    clock,
    logger,
  })
  const has = (role: Role): boolean => settings.roles.includes(role)
  const { log, records } = folder
  // One process owns the data folder: after a crash it is the same holder, and takes its leases again at once.
  const leases = openLeases({ records, clock, holder: 'embedded', ttlMs: LEASE_MS })
  return {
    ...options,
    life,
    log,
    records,
    index,
    metrics: promMetrics(),
    space,
    removals: openRemovals(log),
    leases,
    has,
  }
}

/** The stages of this process's roles, first to last. */
const stagesOf = async ({
  has,
  boards,
  log,
  records,
  index,
  settings,
  metrics,
  removals,
}: Ground): Promise<Stage[]> => {
  const byId = new Map(boards.map((board) => [board.id, board]))
  const stages: Stage[] = []
  if (has('normalize')) {
    stages.push(
      normalize({ boards: (id) => byId.get(id), baseCurrency: settings.baseCurrency, removals, log, metrics }),
    )
  }
  if (has('dedupe')) {
    const owner = await nextOwner(records, 'dedupe')
    stages.push(dedupe({ log, owner, terms: (board) => byId.get(board)?.terms }))
  }
  if (has('index')) stages.push(indexVacancies({ index, epoch: EPOCH }))
  return stages
}

const startStages = async (ground: Ground): Promise<RunningStage[]> => {
  const { log, clock, logger, metrics, space, settings, life } = ground
  const running: RunningStage[] = []
  // The last stage starts first, and so stops last: what is under way drains down the house.
  for (const stage of (await stagesOf(ground)).reverse()) {
    const stageRun = await runStage({
      stage,
      log,
      clock,
      logger,
      metrics,
      space,
      maxRecords: settings.batchRecords,
      random: Math.random,
    })
    running.push(stageRun)
    life.onStop(stage.name, () => stageRun.stop())
  }
  return running
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

const readinessOf =
  ({ space, index }: Ground, stages: readonly RunningStage[]) =>
  async (): Promise<Readiness> => {
    const counted = await index.count().then(
      ({ open }) => ({ ok: true, message: `${open} open vacancies` }),
      (error: unknown) => ({ ok: false, message: explain(error) }),
    )
    const parts = {
      space: await space.state(),
      index: counted,
      ...Object.fromEntries(stages.map((stage) => [stage.name, stage.state()])),
    }
    return { ready: Object.values(parts).every(({ ok }) => ok), parts }
  }

/** What reads the links that users paste: as politely as the crawler, and under the same leases. */
const openImports = async (ground: Ground): Promise<{ link: ImportLink; close: () => Promise<void> }> => {
  const { settings, boards, leases, records, removals, clock } = ground
  const { crawlContact: contact, crawlLoopback: allowLoopback, baseCurrency } = settings
  const platforms = await loadPlatforms()
  const importer = openImporter({ boards, platforms, leases, records, clock, contact, allowLoopback })
  return { link: importLink({ importer, removals, clock, baseCurrency }), close: () => importer.close() }
}

const startApi = async (ground: Ground, readiness: () => Promise<Readiness>): Promise<string> => {
  const { has, settings, index, records, log, clock, logger, metrics, boards, life } = ground
  if (!has('api')) return ''
  const { authJwksUrl: jwksUrl, authIssuer: issuer, authAudience: audience } = settings
  const isOpen = jwksUrl === undefined || issuer === undefined
  if (isOpen)
    logger.warn({}, 'nobody signs in here: everyone is the local development user. Set AUTH_JWKS_URL for real ones')
  const imports = await openImports(ground)
  const api = await buildApi({
    index,
    records,
    log,
    clock,
    logger,
    places: gazetteerPlaces(),
    metricsText: () => metrics.text(),
    boards: () => boards,
    readiness,
    recheck: recheckWith(ground),
    importLink: imports.link,
    importsPerHour: settings.importsPerHour,
    authenticate: isOpen ? developmentAuthenticate() : jwtAuthenticate({ jwksUrl, issuer, audience, clock }),
    development: isOpen,
    baseCurrency: settings.baseCurrency,
  })
  life.onStop('api', () => api.close())
  // Ended before the API, which waits for the links that are being read.
  life.onStop('imports', imports.close)
  return api.listen({ host: settings.host, port: settings.port })
}

/** Somebody looks at these postings: so are we. */
const recheckWith =
  ({ log, clock, logger }: Ground) =>
  (keys: readonly string[]): void => {
    const wishedAt = instant(clock.now())
    const wishes = [...new Set(keys.map(boardOfKey))].map((board) => {
      const own = keys.filter((key) => boardOfKey(key) === board).slice(0, MOST_RECHECKS)
      const id = wishId(board, `recheck-${wishedAt}`)
      return { key: board, value: { id, board, wishedAt, trigger: 'recheck', keys: own } }
    })
    log
      .publish(topics.crawlRequests, wishes)
      .catch((error: unknown) => logger.warn({ error: explain(error) }, 'a re-check could not be wished for'))
  }

const keepCompact = ({ log, clock, logger, life }: Ground): void => {
  const timer = setInterval(() => {
    log.compact(clock.now()).then(
      (gone) => logger.info({ gone }, 'topics compacted'),
      (error: unknown) => logger.warn({ error: explain(error) }, 'compaction failed: trying again in an hour'),
    )
  }, COMPACT_MS)
  life.onStop('compaction', async () => clearInterval(timer))
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

/** Composition root: opens the edges, starts the roles of this process, and says where the page is. */
export const startService = async (options: ServiceOptions): Promise<Service> => {
  const ground = await openGround(options)
  const { boards, log, records, index, clock, logger, life, has } = ground
  try {
    const stages = await startStages(ground)
    const crawler = await startCrawling(ground)
    // Only who crawls knows the boards: a tick from elsewhere would close them all.
    const schedule = has('crawl') ? startSchedule({ boards, log, records, clock, logger }) : undefined
    life.onStop('schedule', async () => schedule?.stop())
    keepCompact(ground)
    watchLag(ground, stages)
    const readiness = readinessOf(ground, stages)
    const address = await startApi(ground, readiness)
    return {
      address,
      log,
      records,
      index,
      readiness,
      wishAll: async (slot) => schedule?.wishAll(slot),
      tick: async () => schedule?.tick(),
      quiet: whenQuiet(ground, stages, crawler),
      stop: () => life.stop(),
    }
  } catch (error) {
    await life.stop()
    throw error
  }
}
