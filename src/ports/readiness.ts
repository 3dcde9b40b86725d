/** One part of the service and whether it can do its work. */
export interface PartState {
  readonly ok: boolean
  /** What is wrong and what to do; or a word on how it goes. */
  readonly message: string
}

/** What `/ready` says. */
export interface Readiness {
  readonly ready: boolean
  readonly parts: Readonly<Record<string, PartState>>
}
