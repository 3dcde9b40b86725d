import type { Run } from '../domain/run.js'
import { topics } from '../domain/topics.js'
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
  const next = new Map<number, number>()
  let reading: Promise<void> | undefined

  const keep = (key: string, run: Run | null): void => {
    if (run === null) runs.delete(key)
    else runs.set(key, [run, ...(runs.get(key) ?? []).filter(({ id }) => id !== run.id)].slice(0, RUNS_A_BOARD))
  }

  const readPartition = async (partition: number): Promise<void> => {
    for await (const { records } of log.read(topics.runs, { partition, from: next.get(partition) ?? 0 })) {
      for (const { key, value, offset } of records) {
        if (key !== null && value !== undefined) keep(key, value as Run | null)
        next.set(partition, offset + 1)
      }
    }
  }

  const readAll = async (): Promise<void> => {
    for (let partition = 0; partition < topics.runs.partitions; partition += 1) await readPartition(partition)
  }

  return {
    of: (board) => runs.get(board) ?? [],
    // One reading at a time, shared by all who ask meanwhile.
    refresh: () => (reading ??= readAll().finally(() => (reading = undefined))),
  }
}
