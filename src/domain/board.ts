import { z } from 'zod'
import { BoardId } from './common.js'

/**
 * What a board's list means.
 * `whole`: all open postings, so absence counts; `window`: the newest N, so absence says nothing;
 * `stream`: changes and removals are told.
 */
export const ListKind = z.enum(['whole', 'window', 'stream'])
export type ListKind = z.infer<typeof ListKind>

/** What the board permits; carried with every posting and obeyed by feed, page and import. */
export const Terms = z
  .object({
    redistribute: z.boolean().default(false).describe('postings may leave by the public feed'),
    fullText: z.boolean().default(true).describe('the whole description may be shown'),
    attribution: z.string().max(300).default('').describe('text shown beside the posting'),
    link: z.enum(['follow', 'nofollow']).default('nofollow').describe('rel of the link back'),
    dailyRequests: z.int().positive().default(5000).describe('requests a day and politeness domain'),
    checked: z.iso.date().optional().describe('the day these terms were last read'),
    source: z.url().optional().describe('where these terms are published'),
  })
  .meta({ id: 'Terms' })
export type Terms = z.infer<typeof Terms>

/** The bounds of a healthy run, on top of the board's own history. */
export const Expectations = z.object({
  min: z.int().nonnegative().default(0).describe('fewer postings than this fail the run'),
  max: z.int().positive().optional().describe('more postings than this raise a signal'),
})

/** One board of `config/boards.yaml`. */
export const Board = z
  .strictObject({
    id: BoardId,
    platform: z.string().min(1).describe('a file of crawlers/platforms, without its ending'),
    name: z.string().min(1).max(200),
    url: z.url({ protocol: /^https?$/ }).describe('where the board is read; its form depends on the platform'),
    home: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('the page people know the board by'),
    employer: z.string().min(1).max(300).optional().describe('when all its postings are of one employer'),
    domain: z
      .string()
      .min(1)
      .optional()
      .describe('politeness domain; by default the host of url, or the platform’s own'),
    language: z
      .string()
      .regex(/^[a-z]{2}$/)
      .optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
    enabled: z.boolean().default(true),
    everyMinutes: z
      .int()
      .min(15)
      .max(1440)
      .default(60)
      .describe('interval between runs; adapts between 15 min and 24 h'),
    client: z
      .enum(['lean', 'http2'])
      .default('lean')
      .describe('HTTP client; "http2" for boards that answer over HTTP/2 only'),
    paceMs: z.int().min(0).optional().describe('least time between two requests to the domain'),
    rank: z
      .int()
      .min(0)
      .max(100)
      .default(50)
      .describe('trust when postings are merged; an employer’s own page 90, an aggregator 10'),
    expect: Expectations.prefault({}),
    terms: Terms.prefault({}),
  })
  .meta({ id: 'Board' })
export type Board = z.infer<typeof Board>

export const BoardsFile = z.strictObject({ boards: z.array(Board) })
