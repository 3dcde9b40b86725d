import { z } from 'zod'
import { Terms } from './board.js'
import {
  BoardId,
  EmploymentType,
  Fence,
  Instant,
  PostingKey,
  Provenance,
  SalaryPeriod,
  Seniority,
  WorkMode,
} from './common.js'

/** A resolved place. `placeIds` runs from the country down: `["country:RU", "region:RU.48", "city:524901"]`. */
export const Place = z
  .object({
    text: z.string().describe('as the board wrote it'),
    city: z.string().optional().describe('English name'),
    cityRu: z.string().optional(),
    region: z.string().optional(),
    country: z.string().length(2).optional().describe('ISO 3166-1 alpha-2'),
    lat: z.number().optional(),
    lon: z.number().optional(),
    placeIds: z.array(z.string()),
    confidence: z.number().min(0).max(1),
  })
  .meta({ id: 'Place' })
export type Place = z.infer<typeof Place>

/** A salary, comparable. `min` and `max` are in `currency` per `period`; `annual*` per year in the base currency. */
export const Salary = z
  .object({
    text: z.string().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    currency: z.string().length(3).optional(),
    period: SalaryPeriod.optional(),
    gross: z.boolean().optional(),
    annualMin: z.number().optional(),
    annualMax: z.number().optional(),
    baseCurrency: z.string().length(3).optional(),
    rateDate: z.iso.date().optional(),
    provenance: Provenance,
    flags: z.array(z.enum(['absurd', 'period-guessed'])).default([]),
  })
  .meta({ id: 'Salary' })
export type Salary = z.infer<typeof Salary>

/** One combination of places, work mode, from-where, employment type and salary in a posting. */
export const Offer = z
  .object({
    places: z.array(Place),
    workMode: WorkMode,
    remoteCountries: z.array(z.string()).describe('ISO codes or macro-regions; empty = the data do not say'),
    employmentTypes: z.array(EmploymentType),
    salary: Salary.optional(),
  })
  .meta({ id: 'Offer' })
export type Offer = z.infer<typeof Offer>

export const DescriptionStatus = z.enum(['full', 'snippet', 'none'])

/** `postings.v1`: a raw posting checked, keyed and normalized: a row of the table of truth. */
export const Posting = z
  .object({
    key: PostingKey,
    board: BoardId,
    platform: z.string(),
    run: z.string(),
    fence: Fence,
    observedAt: Instant,
    firstSeenAt: Instant,
    bootstrap: z.boolean(),
    readerVersion: z.int().positive(),
    rulesVersion: z.int().positive(),
    title: z.object({
      raw: z.string(),
      clean: z.string(),
      folded: z.string().describe('for blocking: lower case, no punctuation, no noise words'),
      seniority: Seniority,
    }),
    employer: z
      .object({
        raw: z.string(),
        name: z.string().describe('as shown'),
        key: z.string().describe('folded, legal form stripped, one for both scripts'),
        site: z.string().optional(),
      })
      .optional(),
    url: z.string(),
    applyUrl: z.string().optional(),
    applyKey: z.string().optional().describe('canonical apply URL, for dedupe'),
    requisition: z.string().optional(),
    offers: z.array(Offer).min(1),
    experience: z
      .object({ minYears: z.number().optional(), maxYears: z.number().optional(), text: z.string().optional() })
      .optional(),
    skills: z.array(z.string()).describe('canonical names'),
    language: z.string().length(2).optional(),
    datePosted: Instant.optional(),
    dateUpdated: Instant.optional(),
    validThrough: Instant.optional(),
    description: z.object({
      html: z.string().describe('safe by allow-list'),
      text: z.string(),
      status: DescriptionStatus,
    }),
    textHash: z.string().describe('of title and text, folded: equal texts, equal hashes'),
    sketch: z.array(z.number()).describe('scaled sample of the text’s shingle hashes, ascending, 32 bit'),
    contentHash: z.string().describe('of everything consumers see, without run, fence and times of observation'),
    terms: Terms,
    rank: z.int(),
  })
  .meta({ id: 'Posting' })
export type Posting = z.infer<typeof Posting>
