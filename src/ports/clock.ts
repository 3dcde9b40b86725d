/** Time. Business decisions take `now` from here; nothing else reads the machine's clock. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Milliseconds that only go on, whatever is done to the time of day: for how long something takes or lasts. */
  elapsed(): number
  /** Resolves after `ms` of this clock, or at once when `signal` aborts (it never rejects). */
  wait(ms: number, signal?: AbortSignal): Promise<void>
}
