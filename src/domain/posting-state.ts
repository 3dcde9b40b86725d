import { z } from 'zod'
import { BoardId, Fence, Instant, PostingKey } from './common.js'

export const PostingStateName = z.enum(['open', 'missed', 'unverified', 'closed'])
export type PostingStateName = z.infer<typeof PostingStateName>

/** Why a posting is in its state. */
export const StateReason = z.enum([
  'found', // open: seen by a run
  'reappeared', // open: seen again after it was missed, unverified or closed
  'verified', // open: its page was probed and still shows it
  'absent-once', // missed: absent from one complete run of a whole list
  'absent', // closed: absent from two complete runs ≥ 48 h apart
  'page-gone', // closed: 404 or 410 on its own page
  'removed-by-source', // closed: the source says so
  'expired', // closed: past validThrough
  'unproven', // unverified: no proof for 3 intervals and ≥ 7 days
  'unverifiable', // closed: unverified for 30 days
  'board-removed', // closed: the board was taken out of the configuration
  'removed-on-request', // closed: an employer or the owner of the page asked
  'operator', // set by an operator
])
export type StateReason = z.infer<typeof StateReason>

/** `posting-states.v1`: the other half of the truth, written only when it changes. */
export const PostingState = z
  .object({
    key: PostingKey,
    board: BoardId,
    state: PostingStateName,
    reason: StateReason,
    since: Instant.describe('when this state began'),
    at: Instant.describe('when this was observed; orders writers together with the fence'),
    verifiedAt: Instant.optional().describe('last proof by the posting’s own page'),
    missedAt: Instant.optional().describe('the first complete run it was absent from'),
    by: z.enum(['crawl', 'tick', 'operator']),
    fence: Fence,
    run: z.string().optional(),
  })
  .meta({ id: 'PostingState' })
export type PostingState = z.infer<typeof PostingState>
