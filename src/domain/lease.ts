import { z } from 'zod'
import { BoardId, Fence, Instant, PostingKey } from './common.js'

/** robots.txt of one origin as last read. */
export const RobotsCopy = z.object({
  /** `ok`: `body` rules; `none`: 4xx, all allowed; `unavailable`: 5xx or no answer, nothing allowed. */
  status: z.enum(['ok', 'none', 'unavailable']),
  body: z.string().optional(),
  /** The last good body, reused while the origin is unavailable. */
  lastGood: z.object({ body: z.string(), at: Instant }).optional(),
  fetchedAt: Instant,
})

/** Which paths of an origin are reserved from text and data mining: its `/.well-known/tdmrep.json` as last read. */
export const TdmCopy = z.object({
  /** `unavailable`: 5xx or no answer; what was reserved before still is. */
  status: z.enum(['ok', 'unavailable']),
  rules: z.array(z.object({ location: z.string(), reserved: z.boolean() })),
  fetchedAt: Instant,
})

/** For how long a domain is left alone. Both by the time of day of who said it: another's may differ. */
export const Rest = z.object({ saidAt: Instant, until: Instant })
export type Rest = z.infer<typeof Rest>

/** Records collection `leases`, id = politeness domain: the right to crawl it, and all that replicas must share about it. */
export const DomainLease = z.object({
  domain: z.string(),
  holder: z.string().nullable(),
  expiresAt: Instant.nullable(),
  fence: Fence,
  /** Asked for by the host, or a cool-down. */
  rest: Rest.nullable().default(null),
  lastRequestAt: Instant.nullable(),
  robots: z.record(z.string(), RobotsCopy).describe('by origin'),
  tdm: z.record(z.string(), TdmCopy).default({}).describe('by origin'),
  breaker: z.object({ failures: z.int().nonnegative(), rest: Rest.nullable().default(null) }),
  budget: z.object({ day: z.iso.date(), used: z.int().nonnegative() }),
})
export type DomainLease = z.infer<typeof DomainLease>

/** Records collection `owners`, id = what is owned: the right to be its one active member. */
export const Owner = z.object({
  holder: z.string().nullable().default(null),
  expiresAt: Instant.nullable().default(null),
  /** Greater at each taking. */
  number: z.int().nonnegative(),
})
export type Owner = z.infer<typeof Owner>

/** Records collection `due`, id = board (`<board>#recheck` with keys): when it is to be crawled next. */
export const Due = z.object({
  board: BoardId,
  domain: z.string(),
  dueAt: Instant,
  wish: z.string().describe('id of the wish'),
  trigger: z.enum(['schedule', 'operator', 'recheck']),
  keys: z.array(PostingKey).optional().describe('only these postings'),
})
export type Due = z.infer<typeof Due>

/** What the ledger knows of one live posting of a board. */
export const LedgerEntry = z.object({
  /** Hash of the list's entry (or of the fields, when the list carries all). */
  listHash: z.string().optional(),
  contentHash: z.string(),
  readerVersion: z.int().positive(),
  firstSeenAt: Instant,
  /** When its content was last read (list with content, or detail page). */
  readAt: Instant,
  detailUrl: z.string().optional(),
  /** The reader's word for the posting's own page, where its content stands there. */
  detailKind: z.string().optional(),
  state: z.enum(['open', 'missed', 'closed']),
  missedAt: Instant.optional(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  validThrough: Instant.optional(),
  withheld: z
    .array(z.string())
    .optional()
    .describe('keys of the removals on request because of which this content was not published'),
})
export type LedgerEntry = z.infer<typeof LedgerEntry>

/** Records collection `boards`, id = board: the head of its ledger; entries lie in `ledger`, id `<board>/<shard>`. */
export const BoardLedger = z.object({
  board: BoardId,
  bootstrapped: z.boolean(),
  everyMinutes: z.number().positive(),
  lastRunAt: Instant.optional(),
  lastCompleteAt: Instant.optional(),
  failures: z.int().nonnegative(),
  /** Entries when it was last kept: fewer in the shards mean that some were lost. */
  size: z.int().nonnegative().default(0),
  validators: z.record(z.string(), z.object({ etag: z.string().optional(), lastModified: z.string().optional() })),
  /** Pages of the list when it was last read as a whole. */
  listPages: z.int().nonnegative().optional(),
  /** Windows only: ids that the list showed when it was last read, for when it did not change. */
  lastListed: z.array(z.string()).optional(),
  history: z
    .array(
      z.object({
        at: Instant,
        listed: z.int(),
        complete: z.boolean(),
        /** Shares of postings that had each field, when enough were read. */
        filled: z.record(z.string(), z.number()).optional(),
      }),
    )
    .max(30),
  hold: z
    .object({
      reason: z.enum(['sweep', 're-key']),
      keys: z.array(z.string()),
      since: Instant,
      runs: z.int().positive(),
      lastRunAt: Instant,
    })
    .optional(),
})
export type BoardLedger = z.infer<typeof BoardLedger>
