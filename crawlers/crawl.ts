import type { Board } from '../src/domain/board.js'
import { JobdataError, explain, hasConsequence } from '../src/domain/errors.js'
import type { Due } from '../src/domain/lease.js'
import type { CrawlRequest } from '../src/domain/messages.js'
import type { Run } from '../src/domain/run.js'
import { topics } from '../src/domain/topics.js'
import type { Clock } from '../src/ports/clock.js'
import { follow } from '../src/ports/follow.js'
import type { HeldLease, Leases } from '../src/ports/lease.js'
import type { Log } from '../src/ports/log.js'
import type { Logger } from '../src/ports/logger.js'
import type { Metrics } from '../src/ports/metrics.js'
import type { Records, Stored } from '../src/ports/records.js'
import type { Removals } from '../src/ports/removals.js'
import { crawlMetrics } from './crawl-metrics.js'
import { domainOf, dueTable } from './due.js'
import type { FetchClient } from './fetch/fetch.js'
import { gotFetch } from './fetch/got.js'
import { isLoopback } from './fetch/guard.js'
import { leanFetch } from './fetch/lean.js'
import { mannersOf } from './fetch/manners.js'
import { openLedger } from './ledger.js'
import type { Platform } from './board.js'
import type { Platforms } from './platforms.js'
import { restsUntil } from './politeness/door.js'
import { clearRejected, followRejections } from './rejections.js'
import { recheckPostings } from './recheck-postings.js'
import type { Publish } from './record-run.js'
import { crawleeConfiguration, runBoard } from './run-board.js'
import type { RunBoardOptions } from './run-board.js'
import { openStops } from './stopped.js'

/** How often the due table is looked at when no wish comes. */
const LOOK_MS = 1000
/** A run that could not end (log or records away) is tried again after this. */
const POSTPONED_MS = 5 * 60_000
/** How often domains are forgotten that nobody asked for long. */
const FORGET_MS = 3_600_000
const GROUP = 'crawl'

export interface CrawlerOptions {
  readonly boards: readonly Board[]
  readonly platforms: Platforms
  readonly log: Log
  readonly records: Records
  readonly leases: Leases
  readonly removals: Removals
  readonly clock: Clock
  readonly metrics: Metrics
  readonly logger: Logger
  /** E-mail or page of the people who run the crawler; without it only loopback boards are crawled. */
  readonly contact: string | undefined
  readonly allowLoopback: boolean
  /** Politeness domains at once. */
  readonly concurrency: number
}

/** The crawler at work. */
export interface Crawler {
  /** Nothing due, nothing running, no wish waiting. */
  idle(): Promise<boolean>
  /** Ends the runs under way (incomplete, closing nothing) and stops. */
  stop(): Promise<void>
}

class Harvest {
  private readonly options: CrawlerOptions
  private readonly due
  private readonly measured
  private readonly clients: Readonly<Record<Board['client'], FetchClient>>
  private readonly stops
  private readonly configuration = crawleeConfiguration()
  private readonly stopping = new AbortController()
  private readonly running = new Map<string, Promise<void>>()
  private readonly crawlable: ReadonlyMap<string, Board>
  private readonly showRuns: () => Promise<void>
  private forgotAt = Number.NEGATIVE_INFINITY
  private rise: () => void = () => undefined

  constructor(options: CrawlerOptions) {
    this.options = options
    this.due = dueTable(options.records)
    this.measured = crawlMetrics(options.metrics)
    this.stops = openStops({ records: options.records, onLook: (stopped) => this.measured.stopped(stopped) })
    const manners = mannersOf(options)
    this.clients = { lean: leanFetch(manners), http2: gotFetch(manners) }
    const allowed = options.boards.filter(
      (board) => board.enabled && (options.contact !== undefined || isLoopback(new URL(board.url))),
    )
    this.crawlable = new Map(allowed.map((board) => [board.id, board]))
    for (const { id } of allowed) this.measured.known(id)
    this.showRuns = follow(options.log, topics.runs, ({ value }) => this.show(value))
    this.announce(allowed.length)
  }

  private announce(count: number): void {
    const { boards, contact, logger } = this.options
    logger.info({ boards: count, configured: boards.length }, 'crawler starts')
    const waiting = boards.filter(({ enabled }) => enabled).length - count
    if (contact === undefined && waiting > 0) {
      logger.warn(
        { boards: waiting },
        'live boards are not crawled until CRAWL_CONTACT names an e-mail or page of yours',
      )
    }
  }

  private show(value: unknown): void {
    const run = topics.runs.schema.safeParse(value)
    if (run.success && this.crawlable.has(run.data.board)) this.measured.last(run.data)
  }

  async take(request: CrawlRequest): Promise<void> {
    const board = this.crawlable.get(request.board)
    const platform = board && this.options.platforms.get(board.platform)
    if (!board || !platform) return
    await this.due.wish(request, domainOf(board, platform), this.options.clock.now())
    this.rise()
  }

  private async waiting(): Promise<Stored<Due>[]> {
    const now = this.options.clock.now()
    return (await this.due.list()).filter(
      ({ value }) => Date.parse(value.dueAt) <= now && this.crawlable.has(value.board),
    )
  }

  /** Starts what is due, one run a domain, as many domains at once as the setting allows. */
  private async look(): Promise<void> {
    await this.stops.look()
    await this.showRuns()
    for (const stored of await this.waiting()) {
      const { domain } = stored.value
      if (this.running.size >= this.options.concurrency) return
      if (this.running.has(domain)) continue
      const work = this.crawlDomain(domain).finally(() => {
        this.running.delete(domain)
        this.rise()
      })
      this.running.set(domain, work)
    }
  }

  private async forget(): Promise<void> {
    const { leases, clock, logger } = this.options
    if (clock.elapsed() - this.forgotAt < FORGET_MS) return
    this.forgotAt = clock.elapsed()
    const domains = await leases.forgetSilent()
    if (domains > 0) logger.info({ domains }, 'domains that nobody asked for a week were forgotten')
  }

  async loop(): Promise<void> {
    const { clock, logger } = this.options
    while (!this.stopping.signal.aborted) {
      const risen = new AbortController()
      this.rise = () => risen.abort()
      try {
        await this.look()
        await this.forget()
      } catch (error) {
        logger.error({ error: explain(error) }, 'looking for due boards failed: trying again')
      }
      await clock.wait(LOOK_MS, AbortSignal.any([risen.signal, this.stopping.signal]))
    }
    await Promise.all(this.running.values())
  }

  /** Walks the due boards of a domain under one lease. */
  private async crawlDomain(domain: string): Promise<void> {
    const { leases, logger } = this.options
    try {
      const lease = await leases.take(domain)
      if (lease === undefined) {
        // Another replica crawls it: look again in a while.
        await this.options.clock.wait(LOOK_MS, this.stopping.signal)
        return
      }
      try {
        for (const stored of await this.waiting()) {
          if (stored.value.domain !== domain || this.stopping.signal.aborted || lease.signal.aborted) continue
          await this.serve(stored, lease)
        }
      } finally {
        await lease.release()
      }
    } catch (error) {
      logger.error({ domain, error: explain(error) }, 'crawling a domain failed: trying again')
      await this.options.clock.wait(LOOK_MS, this.stopping.signal)
    }
  }

  /** Publishing that a lost lease ends: a paused crawler that wakes up late says nothing that counts. */
  private publishUnder(lease: HeldLease): Publish {
    return async (topic, records) => {
      if (records.length === 0) return
      if (!(await lease.isHeld())) {
        throw new JobdataError(`the lease on ${lease.domain} was lost`, { consequence: 'conflict', code: 'lease-lost' })
      }
      await this.options.log.publish(topic, records)
    }
  }

  /** Grants a wish, unless its domain rests: then later, and a look at single postings not at all. */
  private async serve(stored: Stored<Due>, lease: HeldLease): Promise<void> {
    const { platforms, clock, logger } = this.options
    const board = this.crawlable.get(stored.value.board)
    const platform = board && platforms.get(board.platform)
    if (!board || !platform) return
    if (await this.stops.has(board.id)) return this.due.done(stored)
    const until = restsUntil(lease, board, clock.now())
    if (until > 0) {
      this.measured.rests(board.id)
      await (stored.value.keys ? this.due.done(stored) : this.due.postpone(stored, until))
      return
    }
    try {
      await this.crawlBoard(stored, await this.runOptions(board, platform, lease, stored.value.trigger))
    } catch (error) {
      if (hasConsequence(error, 'conflict')) {
        logger.warn(
          { board: board.id, error: explain(error) },
          'another crawler holds the domain: this run counts for nothing',
        )
        return
      }
      logger.error(
        { board: board.id, error: explain(error) },
        'a run failed in the middle: trying again in five minutes',
      )
      await this.due.postpone(stored, clock.now() + POSTPONED_MS)
    }
  }

  private async runOptions(
    board: Board,
    platform: Platform,
    lease: HeldLease,
    trigger: Run['trigger'],
  ): Promise<RunBoardOptions> {
    const { log, records, leases, clock } = this.options
    return {
      board,
      platform,
      lease,
      leases,
      ledger: await openLedger({ board, records, log }),
      fetch: this.clients[board.client].fetch,
      clock,
      configuration: this.configuration,
      publish: this.publishUnder(lease),
      trigger,
      removals: await this.options.removals.current(),
      stopping: AbortSignal.any([this.stopping.signal, this.stops.signal(board.id)]),
      onAnswer: (status) => this.measured.answered(platform.id, status),
      onForbidden: () => this.measured.forbidden(platform.id),
    }
  }

  private async crawlBoard(stored: Stored<Due>, options: RunBoardOptions): Promise<void> {
    const { keys } = stored.value
    if (keys && (await this.recheck(keys, options))) {
      await this.due.done(stored)
      return
    }
    const { board, ledger } = options
    const rejected = await clearRejected(this.options.records, board.id, ledger)
    const run = await runBoard(options)
    if (run.complete) await rejected.done()
    await this.finish(run, stored, [...ledger.entries().values()].filter(({ state }) => state !== 'closed').length)
  }

  /** False when only a run of the whole list can tell. */
  private async recheck(keys: readonly string[], options: RunBoardOptions): Promise<boolean> {
    const rechecked = await recheckPostings(options, keys)
    if (rechecked) this.options.logger.info({ board: options.board.id, ...rechecked }, 'postings looked at again')
    return rechecked !== undefined
  }

  private async finish(run: Run, stored: Stored<Due>, openPostings: number): Promise<void> {
    const { log, records, logger } = this.options
    await log.publish(topics.runs, [{ key: run.board, value: run }])
    await records.put('runs', run.board, run)
    if (run.why !== 'stopped') await this.due.done(stored)
    this.measured.ran(run, openPostings)
    const { listed, found, missed, closed } = run.counts
    logger.info(
      { board: run.board, complete: run.complete, why: run.why, listed, found, missed, closed, held: run.held?.reason },
      'run ended',
    )
  }

  async idle(): Promise<boolean> {
    return this.running.size === 0 && (await this.waiting()).length === 0
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    this.rise()
    await Promise.all(this.running.values())
    await Promise.all(Object.values(this.clients).map((client) => client.close()))
  }
}

/** Starts the crawler: wishes come in, due boards are run domain by domain under leases. */
export const startCrawler = async (options: CrawlerOptions): Promise<Crawler> => {
  const harvest = new Harvest(options)
  const subscription = await options.log.subscribe({
    group: GROUP,
    topics: [topics.crawlRequests],
    async onBatch({ records }) {
      for (const { value } of records) {
        const request = topics.crawlRequests.schema.safeParse(value)
        if (request.success) await harvest.take(request.data)
      }
    },
  })
  const rejections = await followRejections(options.log, options.records)
  const loop = harvest.loop()
  return {
    idle: async () => (await subscription.lag()) === 0 && (await harvest.idle()),
    async stop() {
      await subscription.stop()
      await rejections.stop()
      await harvest.stop()
      await loop
    },
  }
}
