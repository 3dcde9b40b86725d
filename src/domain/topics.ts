import type { z } from 'zod'
import { Alert, CrawlRequest, DeadLetter, Override, Pick, Removal, Replay, Tick } from './messages.js'
import { PostingState } from './posting-state.js'
import { Posting } from './posting.js'
import { RawPosting } from './raw-posting.js'
import { Run } from './run.js'
import { Vacancy } from './vacancy.js'

const DAY = 86_400_000

/** One topic of the contract. */
export interface Topic<T = unknown> {
  /** Full name with prefix and version: `jobdata.raw.v1`. */
  readonly name: string
  /** What the key is, for people. */
  readonly key: string
  readonly description: string
  readonly schema: z.ZodType<T>
  readonly partitions: number
  /** Newest record per key is kept for good; older ones go within `maxCompactionLagMs`. */
  readonly compacted: boolean
  /** How long records of a topic that is not compacted are kept. */
  readonly retentionMs?: number
  /** How long a tombstone stays readable. */
  readonly deleteRetentionMs?: number
  readonly maxCompactionLagMs?: number
}

const topic = <T>(
  name: string,
  schema: z.ZodType<T>,
  key: string,
  description: string,
  shape: { partitions: number; compacted: true } | { partitions: number; days: number },
): Topic<T> => ({
  name: `jobdata.${name}.v1`,
  key,
  description,
  schema,
  partitions: shape.partitions,
  ...('compacted' in shape
    ? { compacted: true, deleteRetentionMs: 30 * DAY, maxCompactionLagMs: 7 * DAY }
    : { compacted: false, retentionMs: shape.days * DAY }),
})

const one = { partitions: 1, compacted: true } as const

/** Every topic of the service. Partitions of the table (postings, states, overrides, removals) are one: dedupe has one active member. */
export const topics = {
  crawlRequests: topic('crawl-requests', CrawlRequest, 'board', 'the wish that a board be crawled now', {
    partitions: 1,
    days: 2,
  }),
  runs: topic('runs', Run, 'board', 'one record a run: the newest of each board stays', one),
  raw: topic('raw', RawPosting, 'posting key', 'one advert as a board shows it', { partitions: 6, days: 14 }),
  postings: topic('postings', Posting, 'posting key', 'the table of truth: normalized postings', one),
  postingStates: topic('posting-states', PostingState, 'posting key', 'open, missed, unverified, closed', one),
  overrides: topic('overrides', Override, 'pair', '"the same" or "not the same"', one),
  removals: topic('removals', Removal, '`employer:<key>` or `page:<address>`', 'removed on request', one),
  ticks: topic('ticks', Tick, '–', 'one record an hour, drives all expiry', { partitions: 1, days: 90 }),
  vacancies: topic('vacancies', Vacancy, 'vacancy id', 'the canonical vacancy with its postings', {
    partitions: 6,
    compacted: true,
  }),
  picks: topic('picks', Pick, 'user/vacancy', 'picks with their snapshot', { partitions: 3, compacted: true }),
  alerts: topic('alerts', Alert, 'subscriber', 'new vacancies of saved searches', { partitions: 3, days: 30 }),
  deadLetters: topic('dead-letters', DeadLetter, 'origin', 'rejected messages with their reason', {
    partitions: 1,
    days: 30,
  }),
  replays: topic(
    'replays',
    Replay,
    'origin',
    'dead letters to be taken again, each by the one stage that rejected it',
    {
      partitions: 1,
      days: 2,
    },
  ),
} as const

export const allTopics: readonly Topic[] = Object.values(topics)
