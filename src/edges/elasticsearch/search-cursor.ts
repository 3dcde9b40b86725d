import { createHash } from 'node:crypto'
import { z } from 'zod'
import { JobdataError } from '../../domain/errors.js'
import type { VacancyQuery } from '../../ports/vacancy-index.js'

/** Where a page ended, and what must not move while somebody leafs through the pages. */
const Cursor = z.object({
  /** Hash of the query it belongs to. */
  of: z.string(),
  /** Ids of the last few hits, the last one last. */
  ids: z.array(z.string()),
  /** Where the last hit stood: its sort values. */
  after: z.array(z.union([z.number(), z.string()])).min(2),
  /** The point in time that the pages are of, from the second page on. */
  pit: z.string().optional(),
  /** The first page's day, for freshness, and its `firstSeenSince`. */
  now: z.number(),
  since: z.number().optional(),
})
export type Cursor = z.infer<typeof Cursor>

/** What a cursor belongs to: the query without its page and without the moment it was asked at. */
const hashOf = ({ text, filters: { firstSeenSince, ...filters }, sort }: VacancyQuery): string => {
  const sorted = Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))
  const { words, phrases, excluded } = text
  return createHash('sha256')
    .update(JSON.stringify([words, phrases, excluded, sorted, firstSeenSince !== undefined, sort]))
    .digest('base64url')
    .slice(0, 16)
}

export const invalidCursor = (cause?: unknown): JobdataError =>
  new JobdataError('this cursor belongs to another search or is garbled: begin again without it', {
    consequence: 'bad-request',
    code: 'cursor-invalid',
    cause,
  })

const parse = (text: string): Cursor => {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch (error) {
    throw invalidCursor(error)
  }
}

/** The cursor of a query, checked; undefined on the first page. */
export const readCursor = (query: VacancyQuery): Cursor | undefined => {
  if (query.cursor === undefined) return undefined
  const cursor = parse(query.cursor)
  if (cursor.of !== hashOf(query)) throw invalidCursor()
  return cursor
}

/** The query as it was on its first page. */
export const asAtFirst = (query: VacancyQuery, cursor: Cursor | undefined): VacancyQuery =>
  cursor === undefined
    ? query
    : {
        ...query,
        now: cursor.now,
        filters: { ...query.filters, ...(cursor.since !== undefined && { firstSeenSince: cursor.since }) },
      }

export const writeCursor = (query: VacancyQuery, place: Pick<Cursor, 'ids' | 'after' | 'pit'>): string => {
  const since = query.filters.firstSeenSince
  const cursor: Cursor = { of: hashOf(query), ...place, now: query.now, ...(since !== undefined && { since }) }
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}
