import { stoppedBoards, switchOf } from '../src/ports/board-switches.js'
import type { Records } from '../src/ports/records.js'

export interface StopsOptions {
  readonly records: Records
  /** Told at each look which boards are stopped. */
  readonly onLook: (stopped: ReadonlySet<string>) => void
}

/** Boards that operators stopped: no run of them begins, and one under way is ended. */
export const openStops = ({ records, onLook }: StopsOptions) => {
  const running = new Map<string, AbortController>()
  return {
    has: async (board: string): Promise<boolean> => (await switchOf(records, board))?.stopped === true,
    /** Aborts when a look finds the board stopped. */
    signal(board: string): AbortSignal {
      const run = running.get(board) ?? new AbortController()
      running.set(board, run)
      return run.signal
    },
    /** Sees which boards were stopped since, and ends their runs. */
    async look(): Promise<void> {
      const stopped = new Set((await stoppedBoards(records)).keys())
      onLook(stopped)
      for (const board of stopped) {
        running.get(board)?.abort()
        running.delete(board)
      }
    },
  }
}
