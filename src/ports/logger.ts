type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void

/** Structured logs. Fields never hold secrets, page bodies, queries or profiles. */
export interface Logger {
  readonly debug: Write
  readonly info: Write
  readonly warn: Write
  readonly error: Write
  /** The same with fields on every line. */
  child(fields: Readonly<Record<string, unknown>>): Logger
}
