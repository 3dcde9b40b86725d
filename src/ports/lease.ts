import type { DomainLease } from '../domain/lease.js'

/** The right to crawl a politeness domain for a while, held by this process. */
export interface HeldLease {
  readonly domain: string
  /** Carried by every message of the runs under it. */
  readonly fence: number
  /** What replicas share of the domain; changed in place, kept by `save`. */
  readonly document: DomainLease
  /** Aborts when the lease is lost: publish nothing more. */
  readonly signal: AbortSignal
  /**
   * Whether it still holds: asked right before a word that counts or a request. After the process stood still it may be
   * another's already, and no signal told so; then it is written anew before the answer.
   */
  isHeld(): Promise<boolean>
  /**
   * Whether it cannot be another's yet, by the time that passed since it was last renewed. Answers at once: asked in the
   * moment in which a request leaves, as the process may have stood still since `isHeld`.
   */
  isCurrent(): boolean
  /** Lets the domain rest from now on: by its host's word or as a cool-down, or by its breaker. `save` keeps it. */
  rest(by: 'host' | 'breaker', ms: number): void
  /**
   * How long nothing may be asked of the domain, milliseconds: what was said under an earlier lease counts as the holder
   * itself saw it pass, as far as times of day of two replicas may differ.
   */
  restLeft(): number
  /** The UTC day that a budget is counted by, `2026-11-24`: a time of day that jumps ahead does not begin the next one. */
  day(): string
  /** Writes the document and prolongs the lease. Aborts `signal` when another holds the domain now. */
  save(): Promise<void>
  /** Saves and gives the domain back. */
  release(): Promise<void>
}

export interface Leases {
  /** Undefined while another holds the domain. Each taking has a greater fence than all before. */
  take(domain: string): Promise<HeldLease | undefined>
  /**
   * Forgets what is known of domains that nobody asked for a week, such as hosts of imported pages; says of how many.
   * Fences go on growing.
   */
  forgetSilent(): Promise<number>
}
