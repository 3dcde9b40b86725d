import { JobdataError } from '../../src/domain/errors.js'
import type { Reach } from './guard.js'

/** A request to a board. */
export interface FetchRequest {
  readonly url: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
  /** Takes the text of a 2xx answer piece by piece as it comes, for lists too large for memory; `body` is empty then. */
  readonly onText?: (text: string) => Promise<void>
  /**
   * Called in the very moment in which the request goes out, after the wait for a connection: what it throws is what
   * `fetch` throws, and nothing is sent.
   */
  readonly beforeSending?: () => void
}

/** An answer, decoded. Header names are in lower case. */
export interface FetchAnswer {
  readonly status: number
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * One request to a board. A redirect is an answer like any other: who follows it asks robots.txt first.
 * Throws `JobdataError`: `retryable` (no answer, or none in time), `source-changed` (an answer too large or not to be
 * decoded), `bad-request` code `address-forbidden` (a private address), and what `beforeSending` throws.
 */
export type Fetch = (request: FetchRequest) => Promise<FetchAnswer>

/** An HTTP client; who opens it closes it. */
export interface FetchClient {
  readonly fetch: Fetch
  close(): Promise<void>
}

export interface FetchClientOptions {
  /** `QHJobBot/1.0 (+https://…; mailto:…)` */
  readonly userAgent: string
  readonly reach: Reach
  /** Longest silence, milliseconds. */
  readonly timeoutMs?: number
  /** Longest time for a whole answer, milliseconds: a trickle ends here. */
  readonly totalMs?: number
}

export const TIMEOUT_MS = 30_000
export const TOTAL_MS = 120_000
/** A list that comes piece by piece may take as long as this. */
export const STREAM_TOTAL_MS = 30 * 60_000

/** When a request ends at the latest: its caller's word, or its time. */
export const deadlineOf = ({ signal, onText }: FetchRequest, totalMs: number): AbortSignal => {
  const time = AbortSignal.timeout(onText ? Math.max(totalMs, STREAM_TOTAL_MS) : totalMs)
  return signal ? AbortSignal.any([signal, time]) : time
}

/** Names what a client failed with by its consequence. */
const toFetchError = (error: unknown, url: string): JobdataError => {
  if (error instanceof JobdataError) return error
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof JobdataError) return cause
  return new JobdataError(`no answer from ${new URL(url).host}`, {
    consequence: 'retryable',
    code: 'unreachable',
    cause: error,
  })
}

/** A client of its way to ask: what that fails with is named by its consequence. */
export const clientOf = (
  ask: (url: URL, request: FetchRequest) => Promise<FetchAnswer>,
  close: () => Promise<void>,
): FetchClient => ({
  async fetch(request) {
    try {
      return await ask(new URL(request.url), request)
    } catch (error) {
      throw toFetchError(error, request.url)
    }
  },
  close,
})
