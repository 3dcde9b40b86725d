import { z } from 'zod'
import { JobdataError } from '../domain/errors.js'
import type { Consequence } from '../domain/errors.js'
import type { ImportFailure } from '../domain/imports.js'

/** RFC 9457: what every error of the API looks like. */
export const Problem = z
  .object({
    type: z.string().describe('where the code is explained'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('stable, kebab-case'),
    detail: z.string().describe('what is wrong and what to do'),
    retryAfterSeconds: z.int().positive().optional().describe('also in the header Retry-After'),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>

export const PROBLEM_TYPE = 'application/problem+json'

interface Row {
  readonly status: number
  readonly title: string
}

/** Every code that has a status of its own. */
export const PROBLEMS = {
  'vacancy-not-found': { status: 404, title: 'No such vacancy' },
  'vacancy-removed': { status: 410, title: 'Removed on request' },
  'vacancy-merged': { status: 409, title: 'The vacancy is part of another one now' },
  'pick-not-found': { status: 404, title: 'No such pick' },
  'board-not-found': { status: 404, title: 'No such board' },
  'board-disabled': { status: 409, title: 'The board is switched off' },
  'board-stopped': { status: 409, title: 'The board is stopped' },
  'removal-not-found': { status: 404, title: 'No such removal' },
  'posting-not-found': { status: 404, title: 'No such posting' },
  'letter-not-found': { status: 404, title: 'No such dead letter' },
  'verify-running': { status: 409, title: 'A verify is under way' },
  'import-not-found': { status: 404, title: 'No such import' },
  'page-gone': { status: 422, title: 'The page is gone' },
  'page-robots': { status: 422, title: 'The site lets no program read the page' },
  'page-reserved': { status: 422, title: 'The page is reserved by its site' },
  'page-needs-login': { status: 422, title: 'The page is shown to signed-in people only' },
  'page-too-large': { status: 422, title: 'The page is too large' },
  'page-too-slow': { status: 422, title: 'The page takes too long' },
  'page-unreachable': { status: 422, title: 'The site does not answer' },
  'page-unreadable': { status: 422, title: 'This is no page to read' },
  'page-several': { status: 422, title: 'The page lists several vacancies' },
  'page-no-vacancy': { status: 422, title: 'No vacancy on the page' },
  'address-forbidden': { status: 422, title: 'The address may not be reached' },
  'imports-full': { status: 409, title: 'Too many imports' },
  'imports-spent': { status: 429, title: 'Too many links in an hour' },
  'imports-off': { status: 409, title: 'Import is not set up' },
  'site-busy': { status: 503, title: 'The site’s turn is later' },
  'not-found': { status: 404, title: 'Nothing is here' },
  'sign-in-needed': { status: 401, title: 'Sign in first' },
  'token-invalid': { status: 401, title: 'The token does not hold' },
  'scope-missing': { status: 403, title: 'Not allowed' },
  'foreign-origin': { status: 403, title: 'Sent from another site' },
  'too-large': { status: 413, title: 'Too large' },
  'media-type': { status: 415, title: 'Unknown media type' },
  'bad-request': { status: 400, title: 'Correct the request' },
  conflict: { status: 409, title: 'Somebody else was first' },
  'not-available': { status: 503, title: 'Not available right now' },
  unexpected: { status: 500, title: 'Something went wrong here' },
} as const satisfies Record<ImportFailure, Row> & Record<string, Row>
export type ProblemCode = keyof typeof PROBLEMS

const rows: Readonly<Record<string, Row | undefined>> = PROBLEMS

const BY_CONSEQUENCE: Readonly<Record<Consequence, ProblemCode>> = {
  'bad-request': 'bad-request',
  conflict: 'conflict',
  retryable: 'not-available',
  'no-space': 'not-available',
  poison: 'unexpected',
  'source-changed': 'unexpected',
  config: 'unexpected',
  fatal: 'unexpected',
}

/** An error for the caller, by its code. */
export const refusal = (code: ProblemCode, detail: string): JobdataError =>
  new JobdataError(detail, { consequence: 'bad-request', code })

/** A bad value of one field. */
export const badField = (field: string, message: string): JobdataError =>
  new JobdataError(`correct ${field}: ${message}`, {
    consequence: 'bad-request',
    code: 'bad-request',
    details: { errors: [{ field, message }] },
  })

type Details = JobdataError['details']

const problem = (code: string, row: Row, detail: string, { errors, retryAfterSeconds }: Details = {}): Problem => ({
  type: `/docs#${code}`,
  title: row.title,
  status: row.status,
  code,
  detail,
  ...(typeof retryAfterSeconds === 'number' && { retryAfterSeconds }),
  ...(Array.isArray(errors) && { errors: errors as NonNullable<Problem['errors']> }),
})

interface FastifyLike {
  readonly statusCode?: number
  readonly message: string
  readonly validation?: readonly { readonly instancePath: string; readonly message?: string }[]
  readonly validationContext?: string
}

const fieldOf = (path: string, context: string): string => path.replace(/^\//, '').replaceAll('/', '.') || context

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'bad-request',
  404: 'not-found',
  413: 'too-large',
  415: 'media-type',
}

/** Errors of the framework: a schema that does not fit, a body that is no JSON, too much of it. */
const fromFramework = ({ statusCode = 500, message, validation, validationContext = 'body' }: FastifyLike): Problem => {
  if (validation) {
    const errors = validation.map((one) => ({
      field: fieldOf(one.instancePath, validationContext),
      message: one.message ?? 'does not fit',
    }))
    const detail = errors.map((one) => `${one.field}: ${one.message}`).join('; ')
    return problem('bad-request', PROBLEMS['bad-request'], `correct the request (${detail})`, { errors })
  }
  const code = BY_STATUS[statusCode] ?? (statusCode >= 400 && statusCode < 500 ? 'bad-request' : 'unexpected')
  if (code === 'unexpected') return problem(code, PROBLEMS.unexpected, 'it is logged; try again in a while')
  const errors = code === 'bad-request' ? [{ field: 'body', message }] : undefined
  return problem(code, PROBLEMS[code], message, { errors })
}

/** What the caller is told of an error; nothing of the inside of the house leaves with it. */
export const toProblem = (error: unknown): Problem => {
  if (!(error instanceof JobdataError)) return fromFramework(error as FastifyLike)
  const usual = BY_CONSEQUENCE[error.consequence]
  const row = rows[error.code] ?? PROBLEMS[usual]
  if (usual === 'unexpected') return problem(usual, row, 'it is logged; try again in a while')
  return problem(error.code, row, error.message, error.details)
}
