import { instant } from '../src/domain/common.js'
import { sourceIdOfKey } from '../src/domain/ids.js'
import type { LedgerEntry } from '../src/domain/lease.js'
import type { PageRequest } from './board.js'
import { closingOf } from './closing.js'
import type { Sight } from './closing.js'
import { openRecorder } from './record-run.js'
import type { Recorder, Said } from './record-run.js'
import { visiting } from './run-board.js'
import type { RunBoardOptions } from './run-board.js'
import type { Visit, Visitor, Why } from './visit.js'
import { openWalk } from './walk.js'
import type { WalkInProgress } from './walk.js'

/** What came of looking again at some postings. */
export interface Rechecked {
  readonly proven: number
  readonly closed: number
  /** Why it ended before all were looked at. */
  readonly why?: Why
}

const take = (walk: WalkInProgress, page: PageRequest, visit: Visit): Rechecked['why'] => {
  if (visit.kind === 'page') walk.read(visit.page)
  if (visit.kind === 'gone' && page.detailOf !== undefined) walk.walk.gone.add(page.detailOf)
  return visit.kind === 'failed' && visit.ends ? visit.why : undefined
}

const lookAtAll = async (walk: WalkInProgress, pages: readonly PageRequest[], visit: Visitor) => {
  for (const page of pages) {
    const why = take(walk, page, await visit(page))
    if (why !== undefined) return why
  }
  return undefined
}

const remember = ({ ledger }: RunBoardOptions, { id, state }: Said, readAt: string): void => {
  const entry = ledger.entry(id)
  if (!entry) return
  const next: LedgerEntry = state === 'closed' ? { ...entry, state } : { ...entry, state: 'open', readAt }
  delete next.missedAt
  ledger.set(id, next)
}

/** Says which are gone and which were proven just now, and remembers it. */
const conclude = async (
  options: RunBoardOptions,
  { walk }: WalkInProgress,
  recorder: Recorder,
): Promise<Pick<Rechecked, 'proven' | 'closed'>> => {
  const now = options.clock.now()
  await recorder.finish(walk.found)
  const { gone, removed, fresh, verified } = walk
  const seen = new Set([...walk.seen, ...verified])
  const sight: Sight = { list: 'window', complete: false, now, startedAt: now, seen, gone, removed, fresh }
  const closed = closingOf(options.ledger.entries(), sight, undefined).changes.filter(({ state }) => state === 'closed')
  const proven = [...seen].map((id): Said => ({ id, state: 'open', reason: 'verified', verifiedAt: instant(now) }))
  await recorder.say([...closed, ...proven])
  for (const said of [...closed, ...proven]) remember(options, said, instant(now))
  await recorder.save()
  return { proven: proven.length, closed: closed.length }
}

/**
 * Looks again at some postings by their own pages: somebody is about to write for them. Undefined when only a run of
 * the board's list can tell. Throws what no run can end on.
 */
export const recheckPostings = async (
  options: RunBoardOptions,
  keys: readonly string[],
): Promise<Rechecked | undefined> => {
  const { board, platform, ledger, clock, removals } = options
  const startedAt = clock.now()
  const walk = openWalk({ board, platform, ledger, now: startedAt, removals })
  const pages = walk.recheck(keys.map(sourceIdOfKey))
  if (pages === undefined) return undefined
  const recorder = openRecorder({ ...options, startedAt })
  const why = await visiting(options, {}, (visit) => lookAtAll(walk, pages, visit))
  return { ...(await conclude(options, walk, recorder)), ...(why !== undefined && { why }) }
}
