/** Time. Business decisions take `now` from here; nothing else reads the machine's clock. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Resolves after `ms` of this clock, or at once when `signal` aborts (it never rejects). */
  wait(ms: number, signal?: AbortSignal): Promise<void>
}
