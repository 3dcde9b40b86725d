import type { IncomingHttpHeaders } from 'node:http'
import type { Board } from '../domain/board.js'
import type { LiveVacancy, Vacancy } from '../domain/vacancy.js'
import type { Clock } from '../ports/clock.js'
import type { Log } from '../ports/log.js'
import type { Logger } from '../ports/logger.js'
import type { Metrics } from '../ports/metrics.js'
import type { Places } from '../ports/places.js'
import type { Readiness } from '../ports/readiness.js'
import type { Records } from '../ports/records.js'
import type { VacancyDocument, VacancyIndex } from '../ports/vacancy-index.js'

/** Whoever asks: a user, or a service in a user's name. */
export interface Caller {
  readonly user: string
  readonly scopes: ReadonlySet<string>
}

/** What a caller is known by. */
export interface Credentials {
  readonly headers: IncomingHttpHeaders
  readonly cookies?: Readonly<Record<string, string | undefined>>
}

/**
 * Who asks. Undefined: nobody in particular, who may search.
 * Throws `bad-request` (`token-invalid`, 401) for a token that does not hold, `retryable` when the keys cannot be had.
 */
export type Authenticate = (credentials: Credentials) => Promise<Caller | undefined>

/** A page that a user asks for. */
export interface LinkToImport {
  readonly url: URL
  /** Key of its posting, `importKey`: gives the vacancy's id. */
  readonly key: string
  /** When it was first imported; undefined: now. */
  readonly firstSeenAt?: string
}

/** What a link was read to. */
export interface ImportedLink {
  /** Of one posting, its board `import`. */
  readonly vacancy: LiveVacancy
  /** A platform, `json-ld`, or `snippet`. */
  readonly reader: string
  /** Where the link led. */
  readonly address: string
  /** The board of ours that it stands on. */
  readonly board?: string
}

/**
 * Reads a page as a vacancy, politely, within some seconds. Throws `bad-request` with a code of `IMPORT_FAILURES`,
 * `board-stopped` or `vacancy-removed`; `retryable` code `site-busy` when a later call may succeed.
 */
export type ImportLink = (link: LinkToImport) => Promise<ImportedLink>

/** The scope of an operator. */
export const OPERATIONS = 'operations'

export interface ApiDeps {
  readonly index: VacancyIndex
  readonly records: Records
  readonly log: Log
  readonly clock: Clock
  readonly places: Places
  readonly logger: Logger
  readonly metrics: Metrics
  /** Exposition text for Prometheus. */
  readonly metricsText: () => Promise<string>
  readonly boards: () => readonly Board[]
  readonly readiness: () => Promise<Readiness>
  /** Wishes, in the background, that these postings be looked at again. Never throws. */
  readonly recheck: (keys: readonly string[]) => void
  readonly importLink: ImportLink
  /** Of index writes, now. */
  readonly epoch: () => Promise<number>
  /** What the index stage makes of a vacancy. */
  readonly toDocument: (vacancy: Vacancy) => VacancyDocument
  /** Links that one user may have read in an hour. */
  readonly importsPerHour: number
  readonly authenticate: Authenticate
  /** Everybody is the local development user: the page says so. */
  readonly development: boolean
  /** ISO 4217; salaries are compared in it. */
  readonly baseCurrency: string
}
