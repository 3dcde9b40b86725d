import { z } from 'zod'
import { QueryCursor } from '../../ports/query-cursor.js'

/** Where a page ended. */
export const Cursor = QueryCursor.extend({
  /** Ids of the last few hits, the last one last. */
  ids: z.array(z.string()),
  /** Where the last hit stood: its sort values. */
  after: z.array(z.union([z.number(), z.string()])).min(2),
  /** The point in time that the pages are of, from the second page on. */
  pit: z.string().optional(),
})
export type Cursor = z.infer<typeof Cursor>
