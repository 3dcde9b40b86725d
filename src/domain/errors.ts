/** Errors named by their consequence: what the runtime does next. */
export type Consequence =
  | 'retryable' // the same call may succeed later: back off and try again
  | 'poison' // this message can never pass: dead letters, go on
  | 'source-changed' // the board changed under us: fail the run, keep what is known
  | 'conflict' // somebody else wrote first: read again and decide anew
  | 'no-space' // the disk is full: pause and wait for space
  | 'config' // an operator has to change a setting
  | 'bad-request' // the caller has to change the request
  | 'fatal' // stop the process

export interface JobdataErrorOptions {
  readonly consequence: Consequence
  /** Stable, kebab-case; never match on the message. */
  readonly code: string
  readonly cause?: unknown
  readonly details?: Readonly<Record<string, unknown>>
}

/** The one error class of the service. */
export class JobdataError extends Error {
  override readonly name = 'JobdataError'
  readonly consequence: Consequence
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(message: string, options: JobdataErrorOptions) {
    super(message, { cause: options.cause })
    this.consequence = options.consequence
    this.code = options.code
    this.details = options.details ?? {}
  }
}

/** Whether `error` is ours with this consequence. */
export const hasConsequence = (error: unknown, consequence: Consequence): error is JobdataError =>
  error instanceof JobdataError && error.consequence === consequence

/** Message and causes on one line, for logs and dead letters. */
export const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}: ${explain(error.cause)}`
}
