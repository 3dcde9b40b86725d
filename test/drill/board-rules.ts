import { EASY_RULES } from '../../src/demo/manners.js'
import type { HouseRules } from '../../src/demo/manners.js'

/** Paces that boards ask for, milliseconds: each board has one of them. */
const PACES = [20, 30, 40, 50]
/** Boards that ask for more than a pace. */
const SPECIAL: Readonly<Record<string, Partial<HouseRules>>> = {
  lenta: { crawlDelaySeconds: 1 },
  thornbury: { dailyRequests: 6 },
}

/** What each board of a drill asks of who harvests it. */
export const boardRules = (): ((board: string) => HouseRules) => {
  const boards = new Map<string, number>()
  return (board) => {
    const at = boards.get(board) ?? boards.size
    boards.set(board, at)
    return { ...EASY_RULES, paceMs: PACES[at % PACES.length] ?? 50, ...SPECIAL[board] }
  }
}
