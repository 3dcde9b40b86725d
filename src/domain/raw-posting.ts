import { z } from 'zod'
import { BoardId, Fence, Instant, PostingKey } from './common.js'

/** A salary as the board gives it: what stands in its own fields, and its text. Nothing is derived here. */
export const RawSalary = z.object({
  text: z.string().max(2000).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  currency: z.string().max(40).optional(),
  period: z.string().max(60).optional(),
  gross: z.boolean().optional(),
})
export type RawSalary = z.infer<typeof RawSalary>

/** A place as the board gives it. `text` is how a reader would quote it. */
export const RawPlace = z.object({
  text: z.string().max(600),
  locality: z.string().max(300).optional(),
  region: z.string().max(300).optional(),
  country: z.string().max(120).optional(),
  lat: z.number().min(-90).max(90).optional(),
  lon: z.number().min(-180).max(180).optional(),
})
export type RawPlace = z.infer<typeof RawPlace>

/**
 * What a reader takes from one advert: the board's own values under common names, trimmed and entity-decoded, nothing more.
 * Absent stays absent. Dates are the board's text; normalize reads them.
 */
export const RawFields = z
  .object({
    title: z.string().max(1000),
    employer: z.string().max(600).optional(),
    employerSite: z.string().max(2000).optional(),
    url: z.string().max(2000).describe('canonical page of the posting'),
    applyUrl: z.string().max(2000).optional(),
    requisition: z.string().max(200).optional(),
    places: z.array(RawPlace).max(500).default([]),
    workMode: z.string().max(200).optional(),
    remoteFrom: z.array(z.string().max(200)).max(300).optional().describe('from where remote work is allowed'),
    employmentTypes: z.array(z.string().max(200)).max(50).optional(),
    salary: RawSalary.optional(),
    description: z.object({ html: z.string().optional(), text: z.string().optional() }).optional(),
    datePosted: z.string().max(100).optional(),
    dateUpdated: z.string().max(100).optional(),
    validThrough: z.string().max(100).optional(),
    language: z.string().max(40).optional(),
    experience: z.string().max(1000).optional(),
    education: z.string().max(1000).optional(),
    skills: z.array(z.string().max(300)).max(300).optional(),
    categories: z.array(z.string().max(300)).max(100).optional(),
    openings: z.int().positive().optional(),
    removed: z.boolean().optional().describe('the source says that it is no longer open'),
  })
  .meta({ id: 'RawFields' })
export type RawFields = z.infer<typeof RawFields>

/** `raw.v1`: one advert as a board shows it, untouched, with provenance. */
export const RawPosting = z
  .object({
    key: PostingKey,
    board: BoardId,
    platform: z.string(),
    domain: z.string().describe('politeness domain whose lease the fence numbers'),
    source: z.unknown().describe('the advert’s own fragment as the board gave it, personal contacts redacted'),
    fields: RawFields,
    reader: z.string(),
    readerVersion: z.int().positive(),
    run: z.string(),
    fence: Fence,
    observedAt: Instant,
    firstSeenAt: Instant,
    bootstrap: z.boolean().describe('seen in the board’s bootstrap run: not "new" for anybody'),
  })
  .meta({ id: 'RawPosting' })
export type RawPosting = z.infer<typeof RawPosting>
