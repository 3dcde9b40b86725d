import type { Board } from '../../src/domain/board.js'
import { instant } from '../../src/domain/common.js'
import { JobdataError, hasConsequence } from '../../src/domain/errors.js'
import type { Clock } from '../../src/ports/clock.js'
import type { HeldLease } from '../../src/ports/lease.js'
import type { Fetch, FetchAnswer, FetchRequest } from '../fetch/fetch.js'
import { retryAfterMs } from './retry-after.js'

const DEFAULT_PACE_MS = 1000
/** A longer wait ends the run: the board comes again later. */
const LONGEST_WAIT_MS = 60_000
const FIRST_PAUSE_MS = 500
const DAY_MS = 86_400_000
/** Share of a day's budget that may be spent before it is written down. */
const MOST_FORGOTTEN = 1 / 100
/** So many failures in a row open a domain's breaker: nothing is asked of it for a while, longer each time. */
const BREAKER = { failures: 5, firstMs: 15 * 60_000, mostMs: 24 * 3_600_000 }

/** What came of knocking at a politeness domain. */
export type Knock =
  | { readonly kind: 'answer'; readonly answer: FetchAnswer }
  /** No answer, or none in time. */
  | { readonly kind: 'silent' }
  /** An answer that cannot be used: too large, not to be decoded, from a forbidden address. */
  | { readonly kind: 'unusable' }
  /** Nothing was sent: the domain's turn is too far off, its day's budget spent, the lease lost, the process stopping. */
  | { readonly kind: 'refused'; readonly why: 'throttled' | 'budget' | 'lease-lost' | 'stopped' }

export interface DoorOptions {
  readonly board: Board
  readonly lease: HeldLease
  readonly fetch: Fetch
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told of every answer: 2xx, 3xx, 304, 4xx, 429, 5xx, failed. */
  readonly onAnswer: (statusClass: string) => void
}

/** A day that is over by one replica's clock is over: one whose clock is behind does not begin it anew. */
const isSpent = (lease: HeldLease, { terms }: Board): boolean => {
  const { budget } = lease.document
  return budget.day >= lease.day() && budget.used >= terms.dailyRequests
}

/** When a board's domain may be asked again, epoch milliseconds: 0 unless that is longer off than a run waits. */
export const restsUntil = (lease: HeldLease, board: Board, now: number): number => {
  const midnight = isSpent(lease, board) ? Date.parse(`${lease.day()}T00:00:00Z`) + DAY_MS : 0
  const until = Math.max(now + lease.restLeft(), midnight)
  return until - now > LONGEST_WAIT_MS ? until : 0
}

const statusClass = (status: number): string =>
  status === 304 || status === 429 ? String(status) : `${Math.floor(status / 100)}xx`

/** A politeness domain as a run meets it: pace, Retry-After, budget and breaker, kept in the lease's document. */
export const openDoor = ({ board, lease, fetch, clock, signal, onAnswer }: DoorOptions) => {
  const { document } = lease

  /**
   * Since when nothing was under way, in elapsed time: the time of day may jump. What was asked under an earlier lease
   * counts as asked just now, as its holder may have died without saying when.
   */
  let quietSince = document.lastRequestAt === null ? Number.NEGATIVE_INFINITY : clock.elapsed()
  /** Until when nothing may be asked, in elapsed time. */
  let shutUntil = clock.elapsed() + lease.restLeft()

  const waitMs = (delayMs: number): number => {
    const pace = Math.max(board.paceMs ?? DEFAULT_PACE_MS, delayMs)
    return Math.max(0, Math.ceil(Math.max(quietSince + pace, shutUntil) - clock.elapsed()))
  }

  const shut = (by: 'host' | 'breaker', ms: number): void => {
    shutUntil = Math.max(shutUntil, clock.elapsed() + ms)
    lease.rest(by, ms)
  }

  /** Takes one request from the day's budget; false when it is spent. A crash forgets a hundredth of it at most. */
  const spend = async (): Promise<boolean> => {
    const { budget } = document
    const day = lease.day()
    if (budget.day < day) Object.assign(budget, { day, used: 0 })
    if (isSpent(lease, board)) return false
    budget.used++
    document.lastRequestAt = instant(clock.now())
    if (budget.used % Math.ceil(board.terms.dailyRequests * MOST_FORGOTTEN) === 0) await lease.save()
    return true
  }

  /** Retry-After holds the whole domain, whatever was asked for. */
  const heed = async ({ status, headers }: FetchAnswer): Promise<void> => {
    const ms = status === 429 || status === 503 ? retryAfterMs(headers['retry-after'], clock.now()) : undefined
    if (ms === undefined) return
    shut('host', ms)
    await lease.save()
  }

  /** A process that stood still on the way to its request has lost its turn. */
  const beforeSending = (): void => {
    if (lease.isCurrent()) return
    throw new JobdataError(`the lease on ${lease.domain} ran out before the request left: nothing was sent`, {
      consequence: 'conflict',
      code: 'lease-lost',
    })
  }

  const send = async (request: FetchRequest): Promise<Knock> => {
    try {
      const answer = await fetch({ ...request, signal, beforeSending })
      onAnswer(statusClass(answer.status))
      await heed(answer)
      return { kind: 'answer', answer }
    } catch (error) {
      if (!(error instanceof JobdataError) || error.consequence === 'fatal') throw error
      if (error.code === 'lease-lost') return { kind: 'refused', why: 'lease-lost' }
      onAnswer('failed')
      return { kind: hasConsequence(error, 'retryable') ? 'silent' : 'unusable' }
    } finally {
      // From the answer on: one that was long on its way came to the host later than it left here.
      quietSince = clock.elapsed()
    }
  }

  return {
    /** Waits for the domain's turn, then asks. `delayMs`: Crawl-delay. */
    async ask(request: FetchRequest, delayMs: number): Promise<Knock> {
      const ms = waitMs(delayMs)
      if (ms > LONGEST_WAIT_MS) return { kind: 'refused', why: 'throttled' }
      if (ms > 0) await clock.wait(ms, signal)
      const isWithinBudget = await spend()
      if (!(await lease.isHeld())) return { kind: 'refused', why: 'lease-lost' }
      if (signal.aborted) return { kind: 'refused', why: 'stopped' }
      return isWithinBudget ? send(request) : { kind: 'refused', why: 'budget' }
    },
    /** Holds the domain back by growing pauses, unless it said itself for how long. */
    async holdBack(tries: number): Promise<void> {
      if (shutUntil >= clock.elapsed()) return
      shut('host', FIRST_PAUSE_MS * 2 ** tries)
      await lease.save()
    },
    succeeded(): void {
      document.breaker = { failures: 0, rest: null }
    },
    /** One visit came to nothing; after some in a row the breaker opens. */
    async failed(): Promise<void> {
      const failures = document.breaker.failures + 1
      const isOpen = failures >= BREAKER.failures
      const pause = Math.min(BREAKER.mostMs, BREAKER.firstMs * 2 ** Math.min(20, failures - BREAKER.failures))
      document.breaker = { failures, rest: null }
      if (isOpen) shut('breaker', pause)
      await lease.save()
    },
  }
}

export type Door = ReturnType<typeof openDoor>
