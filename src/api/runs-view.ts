import type { Run } from '../domain/run.js'
import { topics } from '../domain/topics.js'
import { follow } from '../ports/follow.js'
import type { Log } from '../ports/log.js'

const RUNS_A_BOARD = 10

/** The last runs of each board, newest first. */
export interface RunsView {
  of(board: string): readonly Run[]
  /** Reads what was written since the last call. */
  refresh(): Promise<void>
}

/** A view of `runs.v1` in memory, as far as the topic holds: the newest of each board, and recent ones before it. */
export const openRunsView = (log: Log): RunsView => {
  const runs = new Map<string, Run[]>()
  const keep = (key: string, run: Run | null): void => {
    if (run === null) runs.delete(key)
    else runs.set(key, [run, ...(runs.get(key) ?? []).filter(({ id }) => id !== run.id)].slice(0, RUNS_A_BOARD))
  }
  return {
    of: (board) => runs.get(board) ?? [],
    refresh: follow(log, topics.runs, ({ key, value }) => {
      if (key !== null && value !== undefined) keep(key, value as Run | null)
    }),
  }
}
