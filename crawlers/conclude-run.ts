import type { Board } from '../src/domain/board.js'
import { instant } from '../src/domain/common.js'
import { hashId, postingKey } from '../src/domain/ids.js'
import { JobdataError } from '../src/domain/errors.js'
import type { BoardLedger, LedgerEntry } from '../src/domain/lease.js'
import type { PostingState } from '../src/domain/posting-state.js'
import type { RawPosting } from '../src/domain/raw-posting.js'
import type { Run, Signal } from '../src/domain/run.js'
import { topics } from '../src/domain/topics.js'
import type { Topic } from '../src/domain/topics.js'
import type { Clock } from '../src/ports/clock.js'
import type { HeldLease } from '../src/ports/lease.js'
import type { Platform } from './board.js'
import { closingOf } from './closing.js'
import type { Change } from './closing.js'
import type { Ledger } from './ledger.js'
import { signal } from './read/posting.js'
import type { Walk, WalkInProgress } from './walk.js'

/** Publishes durably; rejects when the lease was lost meanwhile. */
export type Publish = (topic: Topic, records: readonly { key: string; value: unknown }[]) => Promise<void>

export interface Conclusion {
  readonly board: Board
  readonly platform: Platform
  readonly lease: HeldLease
  readonly ledger: Ledger
  readonly clock: Clock
  readonly publish: Publish
  readonly trigger: Run['trigger']
  readonly walk: WalkInProgress
  readonly requests: Readonly<Record<string, number>>
  /** Epoch milliseconds. */
  readonly startedAt: number
}

const CHUNK = 200
const MOST_KEYS = 200
const MOST_HISTORY = 30
const INTERVAL = { min: 15, max: 1440, onChange: 0.5, onQuiet: 1.5 }
const VERIFY_AGE_MS = 2 * 86_400_000

/** What the conclusion works out before it writes anything. */
interface Verdict extends Conclusion {
  readonly id: string
  readonly now: number
  readonly why: Run['why']
  readonly bootstrap: boolean
}

const toRaw = (
  { board, platform, lease, id, now, bootstrap, ledger }: Verdict,
  { posting }: Walk['found'][number],
): RawPosting => ({
  key: postingKey(board.id, posting.sourceId),
  board: board.id,
  platform: platform.id,
  domain: lease.domain,
  source: posting.source,
  fields: posting.fields,
  reader: platform.id,
  readerVersion: platform.readerVersion,
  run: id,
  fence: lease.fence,
  observedAt: instant(now),
  firstSeenAt: ledger.entry(posting.sourceId)?.firstSeenAt ?? instant(now),
  bootstrap,
})

const stateOf = (
  { board, lease, id, now }: Verdict,
  sourceId: string,
  change: Pick<PostingState, 'state' | 'reason'>,
  more: Partial<PostingState> = {},
): PostingState => ({
  key: postingKey(board.id, sourceId),
  board: board.id,
  ...change,
  since: instant(now),
  at: instant(now),
  by: 'crawl',
  fence: lease.fence,
  run: id,
  ...more,
})

const entryOf = (verdict: Verdict, { posting, hash, mark, detailUrl }: Walk['found'][number]): LedgerEntry => ({
  contentHash: hash,
  readerVersion: verdict.platform.readerVersion,
  firstSeenAt: verdict.ledger.entry(posting.sourceId)?.firstSeenAt ?? instant(verdict.now),
  readAt: instant(verdict.now),
  state: verdict.ledger.entry(posting.sourceId)?.state ?? 'open',
  ...(mark !== undefined && { listHash: mark }),
  ...(detailUrl !== undefined && { detailUrl }),
})

/** Publishes what is new or changed, then remembers it, chunk by chunk. A known one is said to be open, whatever a tick made of it. */
const publishFound = async (verdict: Verdict): Promise<void> => {
  const { found } = verdict.walk.walk
  for (let at = 0; at < found.length; at += CHUNK) {
    const chunk = found.slice(at, at + CHUNK)
    const known = chunk.filter(({ posting }) => verdict.ledger.entry(posting.sourceId)?.state === 'open')
    await verdict.publish(
      topics.raw,
      chunk.map((one) => toRaw(verdict, one)).map((value) => ({ key: value.key, value })),
    )
    await publishStates(
      verdict,
      known.map(({ posting }) => stateOf(verdict, posting.sourceId, { state: 'open', reason: 'found' })),
    )
    for (const one of chunk) verdict.ledger.set(one.posting.sourceId, entryOf(verdict, one))
    await verdict.ledger.save()
  }
}

const publishStates = async ({ publish }: Verdict, states: readonly PostingState[]): Promise<void> => {
  if (states.length > 0)
    await publish(
      topics.postingStates,
      states.map((value) => ({ key: value.key, value })),
    )
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
  const states = changes.map(({ id, state, reason }) =>
    stateOf(verdict, id, { state, reason }, state === 'missed' ? { missedAt: instant(verdict.now) } : {}),
  )
  for (let at = 0; at < states.length; at += CHUNK) await publishStates(verdict, states.slice(at, at + CHUNK))
  for (const change of changes) remember(verdict, change)
}

/** Proof that no list gives: a page that was probed, a posting that still stands in a window. */
const publishProofs = async (verdict: Verdict): Promise<void> => {
  const { walk, ledger, platform, now } = verdict
  if (platform.list === 'whole') return
  const proven = [...walk.walk.verified, ...walk.walk.unchanged].filter((id) => {
    const entry = ledger.entry(id)
    return entry?.state === 'open' && (walk.walk.verified.has(id) || now - Date.parse(entry.readAt) >= VERIFY_AGE_MS)
  })
  const states = proven.map((id) =>
    stateOf(verdict, id, { state: 'open', reason: 'verified' }, { verifiedAt: instant(now) }),
  )
  await publishStates(verdict, states)
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
const keepValidators = (head: BoardLedger, { notModified, listPages, detailsFailed, validators }: Walk): void => {
  if (!notModified) head.validators = listPages === 1 && detailsFailed === 0 ? { ...validators } : {}
}

const updateHead = ({ ledger, now, why, walk, platform }: Verdict, changed: boolean): void => {
  const { head } = ledger
  if (platform.list !== 'whole' && why === undefined && !walk.walk.notModified) head.lastListed = [...walk.walk.seen]
  head.lastRunAt = instant(now)
  head.history = [
    ...head.history,
    { at: instant(now), listed: walk.walk.seen.size, complete: why === undefined },
  ].slice(-MOST_HISTORY)
  if (why !== undefined) {
    head.failures++
    return
  }
  head.failures = 0
  keepValidators(head, walk.walk)
  head.bootstrapped = true
  head.lastCompleteAt = instant(now)
  head.everyMinutes = adapted(head.everyMinutes, changed)
}

const expectationSignals = ({ board, walk, ledger }: Verdict): Signal[] => {
  const listed = walk.walk.seen.size
  const past = ledger.head.history
    .filter(({ complete }) => complete)
    .map((run) => run.listed)
    .sort((a, b) => a - b)
  const median = past[Math.floor(past.length / 2)] ?? 0
  const over = board.expect.max !== undefined && listed > board.expect.max
  return [
    ...(over
      ? [
          signal(
            'count-high',
            `${listed} postings, at most ${board.expect.max ?? 0} were expected: is it still this board?`,
          ),
        ]
      : []),
    ...(past.length >= 3 && listed < median / 2
      ? [signal('count-low', `${listed} postings, ${median} were usual: look at the board`)]
      : []),
  ]
}

const merge = (signals: readonly Signal[]): Signal[] => {
  const known = new Map<string, Signal>()
  for (const one of signals) {
    const kind = `${one.code}/${one.field ?? ''}`
    known.set(kind, { ...one, count: one.count + (known.get(kind)?.count ?? 0) })
  }
  return [...known.values()]
}

const keysOf = ({ board }: Verdict, changes: readonly Change[], state: Change['state']): string[] =>
  changes.filter((change) => change.state === state).map(({ id }) => postingKey(board.id, id))

const toRun = (verdict: Verdict, changes: readonly Change[], fresh: number, signals: Signal[]): Run => {
  const { board, platform, lease, ledger, walk, requests, startedAt, now, why, id, bootstrap, trigger } = verdict
  const [missed, closed] = [keysOf(verdict, changes, 'missed'), keysOf(verdict, changes, 'closed')]
  const { hold, lastCompleteAt, everyMinutes } = ledger.head
  return {
    id,
    board: board.id,
    platform: platform.id,
    list: platform.list,
    fence: lease.fence,
    trigger,
    startedAt: instant(startedAt),
    endedAt: instant(now),
    complete: why === undefined,
    ...(why !== undefined && { why }),
    bootstrap,
    unchanged: walk.walk.notModified,
    counts: {
      listed: walk.walk.seen.size,
      found: walk.walk.found.length,
      new: fresh,
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

/** Ends a run: publishes what it found and which states it changed, keeps the ledger, and says how it went. */
export const concludeRun = async (conclusion: Conclusion): Promise<Run> => {
  const { board, platform, lease, ledger, clock, walk, startedAt } = conclusion
  if (lease.signal.aborted) {
    throw new JobdataError(`the lease on ${lease.domain} was lost`, { consequence: 'conflict', code: 'lease-lost' })
  }
  const why = walk.verdict()
  const verdict: Verdict = {
    ...conclusion,
    id: hashId(board.id, String(startedAt), String(lease.fence)),
    now: clock.now(),
    why,
    bootstrap: !ledger.head.bootstrapped,
  }
  const fresh = [...walk.walk.seen].filter((id) => ledger.entry(id) === undefined).length
  const { seen, gone, removed } = walk.walk
  const sight = { list: platform.list, complete: why === undefined, now: verdict.now, seen, gone, removed, fresh }
  const { changes, hold } = closingOf(ledger.entries(), sight, ledger.head.hold)
  await publishFound(verdict)
  await publishChanges(verdict, changes)
  await publishProofs(verdict)
  const signals = merge([...walk.walk.signals, ...expectationSignals(verdict)])
  if (hold) ledger.head.hold = hold
  else delete ledger.head.hold
  updateHead(verdict, changes.length > 0 || walk.walk.found.length > 0)
  await ledger.save()
  return toRun(verdict, changes, fresh, signals)
}
