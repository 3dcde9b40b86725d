import { BasicCrawler, Configuration, log as crawleeLog } from '@crawlee/basic'
import { MemoryStorage } from '@crawlee/memory-storage'
import type { Board } from '../src/domain/board.js'
import { hasConsequence } from '../src/domain/errors.js'
import type { Run } from '../src/domain/run.js'
import type { Clock } from '../src/ports/clock.js'
import type { HeldLease, Leases } from '../src/ports/lease.js'
import type { PageRequest, Platform } from './board.js'
import type { Fetch } from './fetch/fetch.js'
import { openFrontier, pageOf } from './frontier.js'
import type { Frontier } from './frontier.js'
import type { Ledger } from './ledger.js'
import { signal as toSignal } from './read/posting.js'
import { concludeRun } from './conclude-run.js'
import { openHosts } from './politeness/hosts.js'
import { openRecorder } from './record-run.js'
import type { Publish, Recorder } from './record-run.js'
import { openVisitor } from './visit.js'
import type { Validators, Visit, Visitor } from './visit.js'
import { openWalk } from './walk.js'
import type { PartsInProgress, WalkInProgress } from './walk.js'

/** In memory. Without its way to end writing, which would leave a timer of a second behind each run: nothing is written. */
const storage = (): MemoryStorage => {
  const memory = new MemoryStorage({ persistStorage: false, writeMetadata: false })
  return Object.defineProperty(memory, 'teardown', { value: undefined })
}

/** Crawlee as one shared configuration: one a run would leak, and its own files are slow. */
export const crawleeConfiguration = (): Configuration => {
  crawleeLog.setLevel(crawleeLog.LEVELS.OFF)
  return new Configuration({
    persistStorage: false,
    purgeOnStart: false,
    systemInfoIntervalMillis: 60_000,
    storageClient: storage(),
  })
}

export interface RunBoardOptions {
  readonly board: Board
  readonly platform: Platform
  readonly lease: HeldLease
  /** For hosts outside the board's own politeness domain. */
  readonly leases: Leases
  readonly ledger: Ledger
  readonly fetch: Fetch
  readonly clock: Clock
  readonly configuration: Configuration
  readonly publish: Publish
  readonly trigger: Run['trigger']
  /** Keys of the removals on request in force. */
  readonly removals: ReadonlySet<string>
  /** Aborts when the process is asked to stop. */
  readonly stopping: AbortSignal
  readonly onAnswer: (statusClass: string) => void
  readonly onForbidden: () => void
}

/** What one run carries along. */
interface RunInProgress extends RunBoardOptions {
  readonly walk: WalkInProgress
  readonly frontier: Frontier
  readonly recorder: Recorder
  readonly requests: Record<string, number>
}

/** Validators are of use for a list of one page: one that did not change says that all of it is there. */
const validatorsFor = (run: RunInProgress, page: PageRequest): Validators =>
  run.walk.isConditional(page) ? (run.ledger.head.validators[page.url] ?? {}) : {}

const end = (run: RunInProgress, why: NonNullable<Run['why']>): void => {
  run.walk.walk.why ??= why
  run.frontier.clear()
}

const takeForbidden = (run: RunInProgress, page: PageRequest, by: string): void => {
  run.onForbidden()
  if (run.walk.isList(page)) end(run, 'robots')
  else run.walk.note(toSignal('forbidden', `pages that may not be harvested (${by})`, by))
}

/** A page that is gone: a posting, the board itself, or a robots.txt, which then names no sitemap. */
const takeGone = (run: RunInProgress, page: PageRequest): void => {
  const { walk, frontier, clock } = run
  if (page.detailOf !== undefined) walk.walk.gone.add(page.detailOf)
  else if (page.kind !== 'robots') end(run, 'board-gone')
  else {
    const empty = {
      request: page,
      url: page.url,
      status: 404,
      contentType: 'text/plain',
      body: '',
      fetchedAt: clock.now(),
    }
    for (const next of walk.read(empty)) frontier.ask(next)
  }
}

const takeFailedDetail = ({ walk }: RunInProgress, why: string): void => {
  walk.walk.detailsFailed++
  walk.note(toSignal('detail-failed', `pages of postings gave no answer (${why}): asked again at the next run`))
}

const takeVisit = (run: RunInProgress, page: PageRequest, visit: Visit): void => {
  const { walk, frontier } = run
  switch (visit.kind) {
    case 'page':
      if (walk.isList(page)) walk.walk.validators[page.url] = defined(visit.validators)
      for (const next of walk.read(visit.page)) frontier.ask(next)
      break
    case 'unchanged':
      walk.keepAll()
      break
    case 'gone':
      takeGone(run, page)
      break
    case 'forbidden':
      takeForbidden(run, page, visit.by)
      break
    case 'failed':
      if (visit.ends || walk.isList(page)) end(run, visit.why)
      else takeFailedDetail(run, visit.why)
  }
}

/** The end of a list that came in parts. */
const takeParts = (
  { walk }: RunInProgress,
  page: PageRequest,
  { validators }: Extract<Visit, { kind: 'page' }>,
  parts: PartsInProgress,
): readonly PageRequest[] => {
  walk.walk.validators[page.url] = defined(validators)
  return parts.end()
}

const defined = ({ etag, lastModified }: Validators): { etag?: string; lastModified?: string } => ({
  ...(etag !== undefined && { etag }),
  ...(lastModified !== undefined && { lastModified }),
})

/** Opens the doors of a board's hosts for as long as `work` takes; every answer is counted in `requests`. */
export const visiting = async <T>(
  options: RunBoardOptions,
  requests: Record<string, number>,
  work: (visit: Visitor) => Promise<T>,
): Promise<T> => {
  const { board, lease, fetch, platform, clock, stopping } = options
  const hosts = openHosts(options)
  const onAnswer = (statusClass: string): void => {
    requests[statusClass] = (requests[statusClass] ?? 0) + 1
    options.onAnswer(statusClass)
  }
  const signal = AbortSignal.any([lease.signal, stopping])
  try {
    return await work(openVisitor({ board, hosts, fetch, accept: platform.accept, clock, signal, onAnswer }))
  } finally {
    await hosts.release()
  }
}

/** Asks for a page and takes what it brings. */
const goTo = async (run: RunInProgress, page: PageRequest, visit: Visitor): Promise<void> => {
  const { walk, frontier, recorder } = run
  const validators = validatorsFor(run, page)
  const parts = walk.parts(page)
  if (parts === undefined) takeVisit(run, page, await visit(page, { validators }))
  else {
    const onText = async (text: string): Promise<void> => {
      for (const next of parts.take(text)) frontier.ask(next)
      await recorder.keepUp(walk.walk.found)
    }
    const visited = await visit(page, { validators, onText })
    if (visited.kind === 'page') for (const next of takeParts(run, page, visited, parts)) frontier.ask(next)
    else takeVisit(run, page, visited)
  }
  await recorder.keepUp(walk.walk.found)
}

const crawl = async (run: RunInProgress, visit: Visitor): Promise<void> => {
  const { frontier, walk } = run
  let failure: unknown
  const crawler = new BasicCrawler(
    {
      requestQueue: frontier as never,
      useSessionPool: false,
      // Tries, pauses and pace are ours: they are the domain's, not a request's.
      maxRequestRetries: 0,
      maxConcurrency: 1,
      requestHandlerTimeoutSecs: 3600,
      async requestHandler({ request }) {
        if (failure === undefined) await goTo(run, pageOf(request), visit)
      },
      failedRequestHandler(_, error) {
        failure ??= error
        frontier.clear()
      },
    },
    run.configuration,
  )
  await crawler.run()
  if (failure === undefined && walk.walk.why === undefined && askProbes(run)) await crawler.run()
  if (failure !== undefined && !hasConsequence(failure, 'source-changed')) throw failure as Error
  if (failure !== undefined) end(run, 'unreadable')
}

const askProbes = ({ walk, frontier }: RunInProgress): boolean =>
  walk
    .probes()
    .map((probe) => frontier.ask(probe))
    .includes(true)

/**
 * One run of one board: walks its pages politely, publishes what is new and which states changed, keeps the ledger.
 * Throws what no run can end on (records or log unreachable); everything about the board itself is in the `Run`.
 */
export const runBoard = async (options: RunBoardOptions): Promise<Run> => {
  const { board, platform, ledger, clock, removals } = options
  const startedAt = clock.now()
  const walk = openWalk({ board, platform, ledger, now: startedAt, removals })
  const frontier = openFrontier()
  const recorder = openRecorder({ ...options, startedAt })
  const run: RunInProgress = { ...options, walk, frontier, recorder, requests: {} }
  for (const page of walk.start()) frontier.ask(page)
  await visiting(options, run.requests, (visit) => crawl(run, visit))
  return concludeRun({ ...options, walk, recorder, requests: run.requests, startedAt })
}
