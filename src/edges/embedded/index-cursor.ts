import { z } from 'zod'
import { QueryCursor } from '../../ports/query-cursor.js'

/** Where a page ended: the sort key and the id of its last hit. */
export const Cursor = QueryCursor.extend({ key: z.number(), id: z.string() })
export type Cursor = z.infer<typeof Cursor>
