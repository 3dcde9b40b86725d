import { z } from 'zod'

/** An instant: ISO 8601 in UTC with milliseconds, `2026-11-24T08:00:00.000Z`; sorts as text. */
export const Instant = z.iso.datetime({ precision: 3 }).meta({ id: 'Instant' })
export type Instant = z.infer<typeof Instant>

/** A calendar day, `2026-11-24`. */
export const Day = z.iso.date()

/** Epoch milliseconds → {@link Instant}. */
export const instant = (ms: number): Instant => new Date(ms).toISOString()

/** Id of a board in `config/boards.yaml`. */
export const BoardId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes, at most 63')

export const PostingKey = z.string().min(3).max(600)
export const VacancyId = z.string().regex(/^v[\w-]{22}$/)

/** The lease's growing number, carried by each message of a run. */
export const Fence = z.int().nonnegative()

/** Where a derived value comes from: said by a field of its own, by other structure, or read from the text. */
export const Provenance = z.enum(['stated', 'structured', 'parsed'])
export type Provenance = z.infer<typeof Provenance>

export const WorkMode = z.enum(['remote', 'hybrid', 'onsite', 'unknown'])
export type WorkMode = z.infer<typeof WorkMode>

export const EmploymentType = z.enum([
  'full-time',
  'part-time',
  'contract',
  'freelance',
  'temporary',
  'internship',
  'apprenticeship',
  'permanent',
  'volunteer',
  'unknown',
])
export type EmploymentType = z.infer<typeof EmploymentType>

export const SalaryPeriod = z.enum(['hour', 'day', 'week', 'month', 'year'])
export type SalaryPeriod = z.infer<typeof SalaryPeriod>

export const Seniority = z.enum(['intern', 'junior', 'middle', 'senior', 'lead', 'head', 'unknown'])
export type Seniority = z.infer<typeof Seniority>
