/** A request to a board. */
export interface FetchRequest {
  readonly url: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
}

/** An answer, decoded. Header names are in lower case. */
export interface FetchAnswer {
  readonly status: number
  /** After redirects. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * One request to a board, redirects followed. Throws `JobdataError`: `retryable` (no answer), `source-changed`
 * (an answer too large or not to be decoded), `bad-request` code `address-forbidden` (a private address).
 */
export type Fetch = (request: FetchRequest) => Promise<FetchAnswer>
