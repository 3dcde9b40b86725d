import { z } from 'zod'
import { Terms } from '../domain/board.js'
import type { Board } from '../domain/board.js'
import type { BoardSwitch } from '../domain/board-switch.js'
import { BoardId, Instant } from '../domain/common.js'
import { BoardLedger } from '../domain/lease.js'
import { Run } from '../domain/run.js'
import { switchOf } from '../ports/board-switches.js'
import type { ApiDeps } from './deps.js'
import type { RunsView } from './runs-view.js'

/** How a board does. */
export const BoardState = z
  .object({
    id: BoardId,
    name: z.string(),
    platform: z.string(),
    home: z.string().optional(),
    employer: z.string().optional(),
    language: z.string().optional(),
    country: z.string().optional(),
    enabled: z.boolean(),
    state: z
      .enum(['off', 'stopped', 'new', 'ok', 'held', 'failing'])
      .describe(
        'off: switched off in the boards file; stopped: by an operator, its postings stay; new: no run yet; held: a sweep waits for agreement; failing: its last run was not complete',
      ),
    stopped: z
      .object({ reason: z.string().describe('as the operator gave it'), since: Instant })
      .optional()
      .describe('why an operator stopped it, and since when'),
    why: z.string().optional().describe('with "failing": why the last run is not complete'),
    everyMinutes: z.number().describe('interval between runs as it is now'),
    failures: z.int().nonnegative().describe('runs in a row that were not complete'),
    lastRunAt: Instant.optional(),
    lastCompleteAt: Instant.optional(),
    listed: z.int().nonnegative().optional().describe('postings in the list of the last complete run'),
    held: z.object({ reason: z.string(), keys: z.int(), since: Instant }).optional(),
    signals: z.int().nonnegative().describe('signals of the last run'),
    terms: Terms,
  })
  .meta({ id: 'BoardState' })
export type BoardState = z.infer<typeof BoardState>

export const BoardAnswer = BoardState.extend({ runs: z.array(Run).describe('newest first') }).meta({
  id: 'BoardAnswer',
})

/** What a board's state follows from. */
interface Known {
  readonly board: Board
  readonly last: Run | undefined
  readonly ledger: BoardLedger | undefined
  /** The operator's word, when it stops the board. */
  readonly stop: BoardSwitch | undefined
}

const stateOf = ({ board, last, ledger, stop }: Known): BoardState['state'] => {
  if (!board.enabled) return 'off'
  if (stop) return 'stopped'
  if (ledger?.hold ?? last?.held) return 'held'
  if (last) return last.complete ? 'ok' : 'failing'
  return 'new'
}

const named = ({ home, employer, language, country }: Board) => ({
  ...(home !== undefined && { home }),
  ...(employer !== undefined && { employer }),
  ...(language !== undefined && { language }),
  ...(country !== undefined && { country }),
})

const times = (last: Run | undefined, ledger: BoardLedger | undefined) => {
  const lastRunAt = ledger?.lastRunAt ?? last?.endedAt
  const lastCompleteAt = ledger?.lastCompleteAt ?? last?.lastCompleteAt
  const listed = ledger?.history.findLast(({ complete }) => complete)?.listed
  return {
    ...(lastRunAt !== undefined && { lastRunAt }),
    ...(lastCompleteAt !== undefined && { lastCompleteAt }),
    ...(listed !== undefined && { listed }),
  }
}

const heldOf = (ledger: BoardLedger | undefined) =>
  ledger?.hold && {
    held: { reason: ledger.hold.reason, keys: ledger.hold.keys.length, since: ledger.hold.since },
  }

/** A board's state: its configuration, its ledger's head and its last run. The view is fresh already. */
export const boardState = async ({ records }: ApiDeps, runs: RunsView, board: Board): Promise<BoardState> => {
  const [stored, word] = await Promise.all([records.get<unknown>('boards', board.id), switchOf(records, board.id)])
  const ledger = stored && BoardLedger.parse(stored.value)
  const [last] = runs.of(board.id)
  const { id, name, platform, enabled, terms } = board
  const stop = word?.stopped ? word : undefined
  const state = stateOf({ board, last, ledger, stop })
  return {
    id,
    name,
    platform,
    enabled,
    terms,
    ...named(board),
    state,
    ...(stop && { stopped: { reason: stop.reason, since: stop.at } }),
    ...(state === 'failing' && last?.why !== undefined && { why: last.why }),
    everyMinutes: ledger?.everyMinutes ?? board.everyMinutes,
    failures: ledger?.failures ?? 0,
    ...times(last, ledger),
    ...heldOf(ledger),
    signals: last?.signals.reduce((sum, { count }) => sum + count, 0) ?? 0,
  }
}

export const boardStates = async (deps: ApiDeps, runs: RunsView): Promise<BoardState[]> => {
  await runs.refresh()
  return Promise.all(deps.boards().map((board) => boardState(deps, runs, board)))
}
