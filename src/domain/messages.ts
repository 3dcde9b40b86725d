import { z } from 'zod'
import { BoardId, Instant, PostingKey, VacancyId } from './common.js'
import { LiveVacancy } from './vacancy.js'

/** `crawl-requests.v1`: the wish that a board, or some of its postings, be crawled now. */
export const CrawlRequest = z
  .object({
    id: z.string().describe('board + slot: repeats are one'),
    board: BoardId,
    wishedAt: Instant,
    trigger: z.enum(['schedule', 'operator', 'recheck']),
    keys: z
      .array(PostingKey)
      .min(1)
      .max(50)
      .optional()
      .describe('with "recheck": look again at these postings only, by their own pages where they have any'),
  })
  .meta({ id: 'CrawlRequest' })
export type CrawlRequest = z.infer<typeof CrawlRequest>

/** `ticks.v1`: one record an hour; all expiry is driven by it. */
export const Tick = z
  .object({
    hour: Instant.describe('start of the hour'),
    boards: z.array(BoardId).describe('configured then, switched off or not'),
  })
  .meta({ id: 'Tick' })
export type Tick = z.infer<typeof Tick>

/** `overrides.v1`: an operator's word on a pair. */
export const Override = z
  .object({ a: PostingKey, b: PostingKey, verdict: z.enum(['same', 'not-the-same']), by: z.string(), at: Instant })
  .meta({ id: 'Override' })
export type Override = z.infer<typeof Override>

/** `removals.v1`: removed on request, obeyed by every stage. */
export const Removal = z
  .object({
    target: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('employer'),
        key: z.string().min(1).describe('as in `employer.key` of a vacancy'),
        name: z.string().optional().describe('as the request wrote it'),
      }),
      z.object({ kind: z.literal('url'), url: z.url({ protocol: /^https?$/ }) }),
    ]),
    at: Instant,
    by: z.string().describe('user id of the operator'),
    reason: z.string().max(500).optional(),
    reference: z.string().max(200).optional().describe('where the request is kept: a ticket, a letter’s number'),
  })
  .meta({ id: 'Removal' })
export type Removal = z.infer<typeof Removal>

/** `picks.v1`: a vacancy a user takes for a résumé or a letter, frozen at that moment. */
export const Pick = z
  .object({
    user: z.string().min(1),
    vacancy: VacancyId,
    pickedAt: Instant,
    note: z.string().max(5000).default(''),
    snapshot: LiveVacancy,
  })
  .meta({ id: 'Pick' })
export type Pick = z.infer<typeof Pick>

/** `alerts.v1`: a new vacancy of a saved search. */
export const Alert = z
  .object({ id: z.string(), subscriber: z.string(), search: z.string(), vacancy: VacancyId, at: Instant })
  .meta({ id: 'Alert' })
export type Alert = z.infer<typeof Alert>

/** Where a message lay. */
export const Origin = z.object({
  topic: z.string(),
  partition: z.int().nonnegative(),
  offset: z.int().nonnegative(),
  key: z.string().nullable(),
})
export type Origin = z.infer<typeof Origin>

/** `dead-letters.v1`: a rejected message parked with its error code and origin; the newest of an origin and stage counts. */
export const DeadLetter = z
  .object({
    stage: z.string(),
    code: z.string(),
    message: z.string(),
    origin: Origin,
    value: z.string().describe('the rejected value as text, at most 256 KiB').nullable(),
    at: Instant,
    attempts: z.int().positive(),
    history: z
      .array(z.object({ at: Instant, code: z.string(), message: z.string() }))
      .max(20)
      .optional()
      .describe('why it was rejected before, oldest first: it was replayed and failed again'),
    settled: z
      .object({
        how: z
          .enum(['passed', 'superseded', 'gone'])
          .describe('the stage took it; its key has a newer record, which stands; its topic does not hold it any more'),
        at: Instant,
      })
      .optional()
      .describe('a replay came to its end: nothing is outstanding'),
  })
  .meta({ id: 'DeadLetter' })
export type DeadLetter = z.infer<typeof DeadLetter>

/** `replays.v1`: an operator's word that a dead letter's message be taken again, by the stage that rejected it alone. */
export const Replay = z
  .object({
    replayFor: z.string().describe('the one consumer group that takes it; every other passes it over'),
    letter: DeadLetter.omit({ value: true }).describe('the message itself is read where it lies'),
    by: z.string().describe('user id of the operator'),
    at: Instant,
  })
  .meta({ id: 'Replay' })
export type Replay = z.infer<typeof Replay>
