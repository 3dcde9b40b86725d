import type { Run } from '../src/domain/run.js'
import type { Metrics } from '../src/ports/metrics.js'

const STATES = ['ok', 'failing', 'held', 'resting', 'new', 'stopped'] as const
type State = (typeof STATES)[number]
const SECONDS = [1, 5, 20, 60, 300, 1200, 3600]

/** What the crawler measures. Labels are platforms; boards only for their gauges. */
export const crawlMetrics = (metrics: Metrics) => {
  const requests = metrics.counter({
    name: 'jobdata_crawl_requests_total',
    help: 'Requests to boards, by platform and status class.',
    labels: ['platform', 'status'],
  })
  const denied = metrics.counter({
    name: 'jobdata_crawl_forbidden_total',
    help: 'Pages that may not be harvested.',
    labels: ['platform'],
  })
  const runs = metrics.counter({
    name: 'jobdata_crawl_runs_total',
    help: 'Runs, by platform and end.',
    labels: ['platform', 'end'],
  })
  const signals = metrics.counter({
    name: 'jobdata_crawl_signals_total',
    help: 'What readers and runs could not pass over in silence.',
    labels: ['platform', 'code'],
  })
  const duration = metrics.histogram({
    name: 'jobdata_crawl_run_duration_seconds',
    help: 'Time a run took.',
    labels: ['platform'],
    buckets: SECONDS,
  })
  const found = metrics.counter({
    name: 'jobdata_postings_found_total',
    help: 'New or changed postings.',
    labels: ['platform'],
  })
  const seen = metrics.counter({
    name: 'jobdata_postings_seen_total',
    help: 'Postings seen unchanged.',
    labels: ['platform'],
  })
  const closed = metrics.counter({
    name: 'jobdata_postings_closed_total',
    help: 'Postings closed by runs.',
    labels: ['platform'],
  })
  const state = metrics.gauge({
    name: 'jobdata_board_state',
    help: '1 for the state that a board is in.',
    labels: ['board', 'state'],
  })
  const success = metrics.gauge({
    name: 'jobdata_board_last_success_timestamp_seconds',
    help: 'End of the last complete run.',
    labels: ['board'],
  })
  const interval = metrics.gauge({
    name: 'jobdata_board_interval_seconds',
    help: 'Time between two runs of a board, as it adapted.',
    labels: ['board'],
  })
  const listed = metrics.gauge({
    name: 'jobdata_board_listed_postings',
    help: 'Yield: postings that the last run of a board listed.',
    labels: ['board'],
  })
  const open = metrics.gauge({
    name: 'jobdata_board_open_postings',
    help: 'Postings of a board that are not closed.',
    labels: ['board'],
  })
  /** What its runs made of each board; while it is stopped, that is not its state. */
  const byRuns = new Map<string, State>()
  let halted: ReadonlySet<string> = new Set()
  const show = (board: string): void => {
    const now = halted.has(board) ? 'stopped' : byRuns.get(board)
    for (const one of STATES) state.set(one === now ? 1 : 0, { board, state: one })
  }
  const setState = (board: string, now: State): void => {
    byRuns.set(board, now)
    show(board)
  }
  return {
    answered: (platform: string, status: string) => requests.inc({ platform, status }),
    forbidden: (platform: string) => denied.inc({ platform }),
    /** Its domain may not be asked for a while: Retry-After, breaker, budget. */
    rests: (board: string) => setState(board, 'resting'),
    known: (board: string) => setState(board, 'new'),
    stopped(boards: ReadonlySet<string>): void {
      halted = boards
      for (const board of byRuns.keys()) show(board)
    },
    /** A run of this process. */
    ran(run: Run, openPostings: number): void {
      const { platform, board, counts } = run
      runs.inc({ platform, end: run.why ?? 'complete' })
      duration.observe((Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000, { platform })
      found.inc({ platform }, counts.found)
      seen.inc({ platform }, counts.seen)
      closed.inc({ platform }, counts.closed)
      for (const { code, count } of run.signals) signals.inc({ platform, code }, count)
      open.set(openPostings, { board })
    },
    /** The last run of a board, whoever ran it: replicas show the same, and so does a process that has just started. */
    last(run: Run): void {
      const { board } = run
      setState(board, run.held ? 'held' : run.complete ? 'ok' : 'failing')
      interval.set(run.everyMinutes * 60, { board })
      if (run.lastCompleteAt !== undefined) success.set(Date.parse(run.lastCompleteAt) / 1000, { board })
      // A list that was not read to its end, or not read anew, has no yield.
      if ((run.complete && !run.unchanged) || run.why === 'unexpected') listed.set(run.counts.listed, { board })
    },
  }
}
