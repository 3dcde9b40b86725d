import { z } from 'zod'
import { Terms } from './board.js'
import { BoardId, Instant, PostingKey, Seniority, VacancyId } from './common.js'
import { DescriptionStatus, Offer } from './posting.js'
import { PostingStateName, StateReason } from './posting-state.js'

export const VacancyStateName = z.enum(['open', 'unverified', 'closed'])
export type VacancyStateName = z.infer<typeof VacancyStateName>

/** What a vacancy says of one of its postings. */
export const PostingMeta = z
  .object({
    key: PostingKey,
    board: BoardId,
    url: z.string(),
    applyUrl: z.string().optional(),
    title: z.string(),
    state: PostingStateName,
    reason: StateReason.optional(),
    stateSince: Instant.optional(),
    verifiedAt: Instant.optional(),
    firstSeenAt: Instant,
    observedAt: Instant.describe('when its content was last read'),
    datePosted: Instant.optional(),
    why: z
      .string()
      .describe('the edge that brought it into the cluster: `founder`, `requisition`, `apply-url`, `text 0.93`'),
    terms: Terms,
  })
  .meta({ id: 'PostingMeta' })
export type PostingMeta = z.infer<typeof PostingMeta>

/** Ids of removals, sorted. */
const RemovalIds = z.array(z.string())

const shared = {
  id: VacancyId,
  updatedAt: Instant.describe('newest change among its postings and states'),
  owner: z.int().nonnegative().describe('number of the dedupe lease that wrote it; an older one is overruled'),
  rulesVersion: z.int().positive(),
}

/** The real opening behind one or more postings. */
export const LiveVacancy = z
  .object({
    kind: z.literal('vacancy'),
    ...shared,
    state: VacancyStateName,
    closedReason: StateReason.optional(),
    closedAt: Instant.optional(),
    title: z.string(),
    seniority: Seniority,
    employer: z.object({ name: z.string(), key: z.string(), site: z.string().optional() }).optional(),
    url: z.string(),
    applyUrl: z.string().optional(),
    offers: z.array(Offer),
    experience: z.object({ minYears: z.number().optional(), maxYears: z.number().optional() }).optional(),
    skills: z.array(z.string()),
    language: z.string().optional(),
    firstSeenAt: Instant,
    datePosted: Instant.optional(),
    validThrough: Instant.optional(),
    description: z.object({ html: z.string(), text: z.string(), status: DescriptionStatus }),
    textHash: z.string(),
    contentHash: z.string().describe('of the whole record without `updatedAt`, `owner`, `changed`'),
    changed: z.array(z.string()).describe('top-level fields that differ from the record before; empty = new'),
    postings: z.array(PostingMeta).min(1).describe('founder first; beyond 200 only counted'),
    postingCount: z.int().positive(),
    boards: z.array(BoardId),
    reposts: z.int().nonnegative(),
    bootstrap: z.boolean().describe('known since a bootstrap run: alert nobody'),
    variants: z.array(VacancyId).describe('same text, another city or requisition: another opening'),
    survivorship: z.record(z.string(), z.string()).describe('field → posting key and reason'),
    removals: RemovalIds.optional().describe('removals that took a posting out of it'),
  })
  .meta({ id: 'LiveVacancy' })
export type LiveVacancy = z.infer<typeof LiveVacancy>

/** A vacancy that was joined into an older one: kept ≥ 1 year, HTTP 301. */
export const MergedVacancy = z
  .object({ kind: z.literal('merged'), ...shared, mergedInto: VacancyId })
  .meta({ id: 'MergedVacancy' })

/** A vacancy removed on request: HTTP 410. Carries no text. */
export const RemovedVacancy = z
  .object({
    kind: z.literal('removed'),
    ...shared,
    reason: StateReason,
    removals: RemovalIds.default([]),
    removedAt: Instant.optional().describe('since when none of its postings is left'),
  })
  .meta({ id: 'RemovedVacancy' })

/** `vacancies.v1`: a view of the table. The contract for every consumer. */
export const Vacancy = z
  .discriminatedUnion('kind', [LiveVacancy, MergedVacancy, RemovedVacancy])
  .meta({ id: 'Vacancy' })
export type Vacancy = z.infer<typeof Vacancy>
