import { z } from 'zod'
import { BoardId, Instant } from './common.js'

/** Records collection `board-switches`, id = board: the last word of an operator on whether it is crawled. */
export const BoardSwitch = z.object({
  board: BoardId,
  stopped: z.boolean(),
  reason: z.string(),
  /** User id of the operator. */
  by: z.string(),
  at: Instant,
})
export type BoardSwitch = z.infer<typeof BoardSwitch>
