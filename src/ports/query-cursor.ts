import { createHash } from 'node:crypto'
import { z } from 'zod'
import { JobdataError } from '../domain/errors.js'
import type { VacancyQuery } from './vacancy-index.js'

/** What every cursor of a search holds; an index adds the place where its page ended. */
export const QueryCursor = z.object({
  /** Hash of the query it belongs to. */
  of: z.string(),
  /** The first page's day, for freshness, and its `firstSeenSince`: they must not move while somebody leafs through the pages. */
  now: z.number(),
  since: z.number().optional(),
})
export type QueryCursor = z.infer<typeof QueryCursor>

/** What a cursor belongs to: the query without its page and without the moment it was asked at. */
const hashOf = ({ text, filters: { firstSeenSince, ...filters }, sort }: VacancyQuery): string => {
  const sorted = Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))
  const { words, phrases, excluded } = text
  return createHash('sha256')
    .update(JSON.stringify([words, phrases, excluded, sorted, firstSeenSince !== undefined, sort]))
    .digest('base64url')
    .slice(0, 16)
}

/** What a cursor throws that nothing can be made of. */
export const invalidCursor = (cause?: unknown): JobdataError =>
  new JobdataError('this cursor belongs to another search or is garbled: begin again without it', {
    consequence: 'bad-request',
    code: 'cursor-invalid',
    cause,
  })

const parse = <C extends QueryCursor>(text: string, schema: z.ZodType<C>): C => {
  try {
    return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch (error) {
    throw invalidCursor(error)
  }
}

/** The cursor of a query, checked; undefined on the first page. Throws `bad-request` for a foreign or garbled one. */
export const readCursor = <C extends QueryCursor>(query: VacancyQuery, schema: z.ZodType<C>): C | undefined => {
  if (query.cursor === undefined) return undefined
  const cursor = parse(query.cursor, schema)
  if (cursor.of !== hashOf(query)) throw invalidCursor()
  return cursor
}

/** The query as it was on its first page. */
export const asAtFirst = (query: VacancyQuery, cursor: QueryCursor | undefined): VacancyQuery =>
  cursor === undefined
    ? query
    : {
        ...query,
        now: cursor.now,
        filters: { ...query.filters, ...(cursor.since !== undefined && { firstSeenSince: cursor.since }) },
      }

/** The cursor behind a page that ended at `place`. */
export const writeCursor = <C extends QueryCursor>(query: VacancyQuery, place: Omit<C, keyof QueryCursor>): string => {
  const since = query.filters.firstSeenSince
  const cursor = { of: hashOf(query), ...place, now: query.now, ...(since !== undefined && { since }) }
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}
