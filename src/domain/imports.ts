import { z } from 'zod'
import { BoardId, Instant } from './common.js'
import { IMPORT_BOARD } from './ids.js'
import { LiveVacancy } from './vacancy.js'

/** Whether a vacancy was imported by link. */
export const isImported = ({ boards }: Pick<LiveVacancy, 'boards'>): boolean => boards.includes(IMPORT_BOARD)

/** Records collection `imports`, id `<user>/<vacancy>`: a page that a user had read, for that user's eyes only. */
export const Import = z
  .object({
    user: z.string().min(1),
    url: z.string().describe('the link as it was given'),
    importedAt: Instant.describe('when it was first imported'),
    readAt: Instant.describe('when its page was last read'),
    board: BoardId.optional().describe(
      'the board that it stands on, if that is one of ours: it comes from there for everybody',
    ),
    reader: z.string().describe('what read it: a platform, `json-ld`, or `snippet` for a page without structured data'),
    vacancy: LiveVacancy,
  })
  .meta({ id: 'Import' })
export type Import = z.infer<typeof Import>

/** Why a page could not be imported, by what its user can do about it. */
export const IMPORT_FAILURES = [
  'page-gone', // 404, 410, past its deadline, taken off: look for another advert
  'page-robots', // robots.txt forbids it
  'page-reserved', // noindex, or reserved from text and data mining
  'page-needs-login', // 401, 403, or led to a page to sign in at
  'page-too-large',
  'page-too-slow',
  'page-unreachable', // no answer, 5xx, or its robots.txt cannot be had
  'page-unreadable', // another status, a ring of redirects, no text
  'page-several', // a list of vacancies
  'page-no-vacancy', // neither structured data nor a title
  'address-forbidden', // a private address, no http(s), or credentials in it
  'site-busy', // its turn is too far off: again later
  'imports-off', // nobody set up who fetches here
] as const
export type ImportFailure = (typeof IMPORT_FAILURES)[number]
