import type { Board } from '../src/domain/board.js'
import { instant } from '../src/domain/common.js'
import { JobdataError } from '../src/domain/errors.js'
import { postingKey } from '../src/domain/ids.js'
import type { BoardLedger, LedgerEntry } from '../src/domain/lease.js'
import type { Run, Signal } from '../src/domain/run.js'
import type { Clock } from '../src/ports/clock.js'
import type { HeldLease } from '../src/ports/lease.js'
import type { Platform } from './board.js'
import { closingOf } from './closing.js'
import type { Change, Sight } from './closing.js'
import { driftOf, sharesOf } from './drift.js'
import type { Ledger } from './ledger.js'
import type { Recorder, Said } from './record-run.js'
import type { Walk, WalkInProgress } from './walk.js'

export interface Conclusion {
  readonly board: Board
  readonly platform: Platform
  readonly lease: HeldLease
  readonly ledger: Ledger
  readonly clock: Clock
  readonly recorder: Recorder
  readonly trigger: Run['trigger']
  readonly walk: WalkInProgress
  readonly requests: Readonly<Record<string, number>>
  /** Epoch milliseconds. */
  readonly startedAt: number
}

const MOST_KEYS = 200
const MOST_HISTORY = 30
const INTERVAL = { min: 15, max: 1440, onChange: 0.5, onQuiet: 1.5 }
const VERIFY_AGE_MS = 2 * 86_400_000

/** What the conclusion works out before it writes anything. */
interface Verdict extends Conclusion {
  readonly now: number
  readonly why: Run['why']
}

const remember = ({ ledger, now }: Verdict, { id, state }: Change): void => {
  const entry = ledger.entry(id)
  if (!entry) return
  const next: LedgerEntry = { ...entry, state }
  if (state === 'missed') next.missedAt = instant(now)
  else delete next.missedAt
  ledger.set(id, next)
}

const publishChanges = async (verdict: Verdict, changes: readonly Change[]): Promise<void> => {
  const said = changes.map((change): Said =>
    change.state === 'missed' ? { ...change, missedAt: instant(verdict.now) } : change,
  )
  await verdict.recorder.say(said)
  for (const change of changes) remember(verdict, change)
}

/** Proof that no list gives: a page that was probed, a posting that still stands in a window. */
const publishProofs = async ({ walk, ledger, platform, now, recorder }: Verdict): Promise<void> => {
  if (platform.list === 'whole') return
  const proven = [...walk.walk.verified, ...walk.walk.unchanged].filter((id) => {
    const entry = ledger.entry(id)
    return entry?.state === 'open' && (walk.walk.verified.has(id) || now - Date.parse(entry.readAt) >= VERIFY_AGE_MS)
  })
  await recorder.say(proven.map((id) => ({ id, state: 'open', reason: 'verified', verifiedAt: instant(now) })))
  for (const id of proven) {
    const entry = ledger.entry(id)
    if (entry) ledger.set(id, { ...entry, readAt: instant(now) })
  }
}

const adapted = (minutes: number, changed: boolean): number =>
  Math.min(INTERVAL.max, Math.max(INTERVAL.min, Math.round(minutes * (changed ? INTERVAL.onChange : INTERVAL.onQuiet))))

/**
 * Validators are kept last, with what they vouch for: of a list of one page, all of whose details were read. One page
 * unchanged says nothing of other pages.
 */
const keepList = (head: BoardLedger, { notModified, listPages, detailsFailed, validators }: Walk): void => {
  if (notModified) return
  head.validators = listPages === 1 && detailsFailed === 0 ? { ...validators } : {}
  head.listPages = listPages
}

const updateHead = ({ ledger, now, why, walk, platform }: Verdict, changed: boolean): void => {
  const { head } = ledger
  if (platform.list !== 'whole' && why === undefined && !walk.walk.notModified) head.lastListed = [...walk.walk.seen]
  head.lastRunAt = instant(now)
  const filled = sharesOf(walk.walk.filled)
  const run = { at: instant(now), listed: walk.walk.seen.size, complete: why === undefined, ...(filled && { filled }) }
  head.history = [...head.history, run].slice(-MOST_HISTORY)
  if (why !== undefined) {
    head.failures++
    return
  }
  head.failures = 0
  keepList(head, walk.walk)
  head.bootstrapped = true
  head.lastCompleteAt = instant(now)
  head.everyMinutes = adapted(head.everyMinutes, changed)
}

const keysOf = ({ board }: Verdict, changes: readonly Change[], state: Change['state']): string[] =>
  changes.filter((change) => change.state === state).map(({ id }) => postingKey(board.id, id))

const toRun = (verdict: Verdict, changes: readonly Change[], signals: Signal[]): Run => {
  const { board, platform, lease, ledger, walk, requests, startedAt, now, why, recorder, trigger } = verdict
  const [missed, closed] = [keysOf(verdict, changes, 'missed'), keysOf(verdict, changes, 'closed')]
  const { hold, lastCompleteAt, everyMinutes } = ledger.head
  return {
    id: recorder.run,
    board: board.id,
    platform: platform.id,
    list: platform.list,
    fence: lease.fence,
    trigger,
    startedAt: instant(startedAt),
    endedAt: instant(now),
    complete: why === undefined,
    ...(why !== undefined && { why }),
    bootstrap: recorder.bootstrap,
    unchanged: walk.walk.notModified,
    counts: {
      listed: walk.walk.seen.size,
      found: walk.walk.foundCount,
      new: walk.walk.fresh,
      seen: walk.walk.unchanged.size,
      missed: missed.length,
      closed: closed.length,
      rejected: signals.filter(({ code }) => code === 'malformed-entry').reduce((sum, { count }) => sum + count, 0),
    },
    requests: { ...requests },
    missedKeys: missed.slice(0, MOST_KEYS),
    closedKeys: closed.slice(0, MOST_KEYS),
    ...(hold && hold.keys.length > 0 && { held: { reason: hold.reason, keys: hold.keys.length, since: hold.since } }),
    signals,
    everyMinutes,
    ...(lastCompleteAt !== undefined && { lastCompleteAt }),
  }
}

/** Ends a run: publishes what it found last and which states it changed, keeps the ledger, and says how it went. */
export const concludeRun = async (conclusion: Conclusion): Promise<Run> => {
  const { board, platform, lease, ledger, clock, recorder, walk, startedAt } = conclusion
  if (!(await lease.isHeld())) {
    throw new JobdataError(`the lease on ${lease.domain} was lost`, { consequence: 'conflict', code: 'lease-lost' })
  }
  const why = walk.verdict()
  const verdict: Verdict = { ...conclusion, now: clock.now(), why }
  await recorder.finish(walk.walk.found)
  const { seen, gone, removed, fresh } = walk.walk
  const sight: Sight = {
    ...{ list: platform.list, complete: why === undefined, now: verdict.now, startedAt },
    ...{ seen, gone, removed, fresh },
  }
  const { changes, hold } = closingOf(ledger.entries(), sight, ledger.head.hold)
  await publishChanges(verdict, changes)
  await publishProofs(verdict)
  const signals = [...walk.walk.signals, ...driftOf(board, ledger.head, seen.size, walk.walk.filled)]
  if (hold) ledger.head.hold = hold
  else delete ledger.head.hold
  updateHead(verdict, changes.length > 0 || walk.walk.foundCount > 0)
  await recorder.save()
  return toRun(verdict, changes, signals)
}
