import { instant } from '../../src/domain/common.js'
import type { Tick } from '../../src/domain/messages.js'
import type { PostingState, StateReason } from '../../src/domain/posting-state.js'
import type { Row, Table } from './table.js'

const DAY = 86_400_000
/** A posting without proof becomes unverified after the longer of these. */
const UNPROVEN = { intervals: 3, ms: 7 * DAY }
const UNVERIFIABLE_MS = 30 * DAY
/** A posting that is gone stays in the table at least so long. */
const PURGE_MS = 30 * DAY

const ms = (at: string | undefined): number => (at === undefined ? 0 : Date.parse(at))

/** Last proof that a posting is there: its board's complete run that did not miss it, its own page, or its reading. */
const provenAt = ({ posting, state }: Row, table: Table): number => {
  const run = table.runs.get(posting.board)
  const byList =
    run?.list === 'whole' && state?.state !== 'missed' && state?.state !== 'unverified' ? ms(run.lastCompleteAt) : 0
  // A tick sees no posting: of its word only the beginning proves anything.
  const byState = state?.state === 'open' ? ms(state.by === 'tick' ? state.since : state.at) : 0
  return Math.max(byList, ms(state?.verifiedAt), ms(posting.observedAt), byState)
}

/** What a tick alone concluded, without anybody having seen that the posting is gone. */
const isConcluded = (state: PostingState | undefined): boolean =>
  state?.state === 'unverified' ||
  (state?.state === 'closed' && (state.reason === 'board-removed' || state.reason === 'unverifiable'))

/** A posting of a whole list is proven again by a complete run that did not miss it. */
const isProvenSince = ({ posting, state }: Row, table: Table): boolean => {
  const run = table.runs.get(posting.board)
  return run?.list === 'whole' && ms(run.lastCompleteAt) > ms(state?.at)
}

const patienceMs = (board: string, table: Table): number =>
  Math.max(UNPROVEN.ms, UNPROVEN.intervals * (table.runs.get(board)?.everyMinutes ?? 0) * 60_000)

const written = (
  { posting, state }: Row,
  name: PostingState['state'],
  reason: StateReason,
  hour: string,
): PostingState => ({
  key: posting.key,
  board: posting.board,
  state: name,
  reason,
  since: hour,
  at: hour,
  ...(state?.verifiedAt !== undefined && { verifiedAt: state.verifiedAt }),
  ...(state?.missedAt !== undefined && { missedAt: state.missedAt }),
  by: 'tick',
  fence: Math.max(posting.fence, state?.fence ?? 0),
})

/**
 * The state that holds against what an overruled owner concluded later from an older table: ours again, a little later than
 * theirs. Where theirs was right, the next tick says so.
 */
export const standingAgainst = ({ posting, state }: Row, theirs: PostingState): PostingState => {
  const { key, board, observedAt } = posting
  const ours = state ?? { key, board, state: 'open', reason: 'found', since: observedAt }
  const fence = Math.max(posting.fence, state?.fence ?? 0, theirs.fence)
  return { ...ours, at: instant(ms(theirs.at) + 1), by: 'tick', fence }
}

/** What an hour brings for a posting: a new state, or nothing. */
export const expiryOf = (row: Row, table: Table, tick: Tick): PostingState | undefined => {
  const { posting, state } = row
  const now = ms(tick.hour)
  if (state !== undefined && state.at >= tick.hour) return undefined
  if (tick.boards.includes(posting.board) && isConcluded(state) && isProvenSince(row, table))
    return written(row, 'open', 'verified', tick.hour)
  if (state?.state === 'closed') return undefined
  if (!tick.boards.includes(posting.board)) return written(row, 'closed', 'board-removed', tick.hour)
  if (posting.validThrough !== undefined && ms(posting.validThrough) <= now)
    return written(row, 'closed', 'expired', tick.hour)
  if (state?.state === 'unverified') {
    return now - ms(state.since) >= UNVERIFIABLE_MS ? written(row, 'closed', 'unverifiable', tick.hour) : undefined
  }
  return now - provenAt(row, table) >= patienceMs(posting.board, table)
    ? written(row, 'unverified', 'unproven', tick.hour)
    : undefined
}

/** Whether a whole cluster has been gone (closed, or removed on request) long enough to be forgotten. */
export const isOver = (rows: readonly Row[], table: Table, tick: Tick): boolean =>
  rows.every((row) => {
    const since = table.goneSince(row)
    return since !== undefined && ms(tick.hour) - ms(since) >= PURGE_MS
  })
