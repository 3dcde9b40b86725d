import { BoardSwitch } from '../domain/board-switch.js'
import type { Records } from './records.js'

const COLLECTION = 'board-switches'
const MOST_BOARDS = 10_000

/** What operators last said of a board; undefined when nobody ever did: it is crawled. Errors as the records'. */
export const switchOf = async (records: Records, board: string): Promise<BoardSwitch | undefined> => {
  const stored = await records.get<unknown>(COLLECTION, board)
  return stored && BoardSwitch.parse(stored.value)
}

/** Stops a board or starts it again, for every replica and over restarts. */
export const switchBoard = async (records: Records, word: BoardSwitch): Promise<void> => {
  await records.put(COLLECTION, word.board, word)
}

/** Boards that operators stopped, by id. */
export const stoppedBoards = async (records: Records): Promise<ReadonlyMap<string, BoardSwitch>> => {
  const stored = await records.list<unknown>(COLLECTION, { limit: MOST_BOARDS })
  const words = stored.map(({ value }) => BoardSwitch.parse(value)).filter(({ stopped }) => stopped)
  return new Map(words.map((word) => [word.board, word]))
}
