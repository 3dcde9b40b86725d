import { z } from 'zod'
import { ListKind } from './board.js'
import { BoardId, Fence, Instant } from './common.js'

/** Something a reader or a run noticed and could not pass over in silence. */
export const Signal = z
  .object({
    code: z.string().describe('kebab-case, bounded vocabulary: `unknown-value`, `malformed-entry`, `count-low`…'),
    field: z.string().optional(),
    detail: z.string().max(300).describe('what was seen and what to do; no page bodies'),
    count: z.int().positive().default(1),
  })
  .meta({ id: 'Signal' })
export type Signal = z.infer<typeof Signal>

/** Why a run is not complete: it closes nothing. */
export const Incomplete = z.enum([
  'unreadable', // the answer is not the format's: captcha, error page, redirect away
  'refused', // 401, 403: the source does not want us
  'robots', // forbidden by robots.txt, or robots.txt not readable
  'throttled', // 429 or 503 with a wait longer than the run may take
  'unreachable', // no answer, 5xx
  'truncated', // the list says it holds more than it gave
  'unexpected', // below expectations
  'budget', // the day's requests are spent
  'lease-lost', // another crawler holds the domain now
  'stopped', // the process was asked to stop, or an operator stopped the board
  'board-gone', // the board itself answers 404 or 410
])
export type Incomplete = z.infer<typeof Incomplete>

/** `runs.v1`: one crawl of one board. */
export const Run = z
  .object({
    id: z.string(),
    board: BoardId,
    platform: z.string(),
    list: ListKind,
    fence: Fence,
    trigger: z.enum(['schedule', 'operator', 'recheck']),
    startedAt: Instant,
    endedAt: Instant,
    complete: z.boolean(),
    why: Incomplete.optional(),
    bootstrap: z.boolean(),
    unchanged: z.boolean().describe('the list answered 304: all of it is still there'),
    counts: z.object({
      listed: z.int().nonnegative(),
      found: z.int().nonnegative().describe('new or changed, published to raw.v1'),
      new: z.int().nonnegative(),
      seen: z.int().nonnegative(),
      missed: z.int().nonnegative(),
      closed: z.int().nonnegative(),
      rejected: z.int().nonnegative(),
    }),
    requests: z.record(z.string(), z.int().nonnegative()).describe('by status class: 2xx, 304, 4xx, 429, 5xx, failed'),
    missedKeys: z.array(z.string()).describe('at most 200'),
    closedKeys: z.array(z.string()).describe('at most 200'),
    held: z.object({ reason: z.enum(['sweep', 're-key']), keys: z.int().positive(), since: Instant }).optional(),
    signals: z.array(Signal),
    everyMinutes: z.number().positive().describe('interval after this run'),
    lastCompleteAt: Instant.optional().describe('of this board, this run included'),
  })
  .meta({ id: 'Run' })
export type Run = z.infer<typeof Run>
