import type { Board } from '../src/domain/board.js'
import { instant } from '../src/domain/common.js'
import { JobdataError, hasConsequence } from '../src/domain/errors.js'
import type { Incomplete } from '../src/domain/run.js'
import type { z } from 'zod'
import type { Clock } from '../src/ports/clock.js'
import type { HeldLease } from '../src/ports/lease.js'
import type { Page, PageRequest } from './board.js'
import type { Fetch, FetchAnswer } from './fetch/fetch.js'
import { retryAfterMs } from './politeness/retry-after.js'
import { robotsGate } from './politeness/robots.js'

const DEFAULT_PACE_MS = 1000
/** A longer wait ends the run: the board comes again later. */
const LONGEST_WAIT_MS = 60_000
const MOST_TRIES = 3
const FIRST_PAUSE_MS = 500

export type Why = z.infer<typeof Incomplete>

/** What came of a polite request. */
export type Visit =
  | { readonly kind: 'page'; readonly page: Page; readonly validators: Validators }
  /** 304: as it was. */
  | { readonly kind: 'unchanged' }
  /** 404 or 410. */
  | { readonly kind: 'gone' }
  /** This page may not be harvested: robots.txt, noindex, or a text-and-data-mining reservation. */
  | { readonly kind: 'forbidden'; readonly by: 'robots' | 'noindex' | 'tdm' }
  /** No page this time. `ends` says whether nothing else should be asked of the board in this run. */
  | { readonly kind: 'failed'; readonly why: Why; readonly ends: boolean }

export interface Validators {
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
}

export interface VisitorOptions {
  readonly board: Board
  readonly lease: HeldLease
  readonly fetch: Fetch
  readonly accept: string
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told of every answer: 2xx, 304, 4xx, 429, 5xx, failed. */
  readonly onAnswer: (statusClass: string) => void
}

const statusClass = (status: number): string =>
  status === 304 || status === 429 ? String(status) : `${Math.floor(status / 100)}xx`

/** A robots meta tag that says noindex, its attributes in either order. */
const META_ROBOTS = /<meta\s(?=[^>]{0,300}name=["']robots["'])[^>]{0,300}\bnoindex\b/i

const isNoindex = ({ headers, body }: FetchAnswer): boolean =>
  /\b(?:noindex|none)\b/i.test(headers['x-robots-tag'] ?? '') || META_ROBOTS.test(body.slice(0, 20_000))

const isReserved = ({ headers, body }: FetchAnswer): boolean =>
  headers['tdm-reservation'] === '1' ||
  /<meta\s[^>]{0,200}name=["']tdm-reservation["'][^>]{0,200}content=["']1["']/i.test(body.slice(0, 20_000))

/** Asks a board for pages, politely: robots.txt, pace, budget, Retry-After, refusals. */
export const openVisitor = ({ board, lease, fetch, accept, clock, signal, onAnswer }: VisitorOptions) => {
  const robots = robotsGate({ lease, fetch, clock })
  const { document } = lease

  const waitMs = (delayMs: number): number => {
    const pace = Math.max(board.paceMs ?? DEFAULT_PACE_MS, delayMs)
    const next = document.lastRequestAt === null ? 0 : Date.parse(document.lastRequestAt) + pace
    const notBefore = document.notBefore === null ? 0 : Date.parse(document.notBefore)
    return Math.max(0, next - clock.now(), notBefore - clock.now())
  }

  /** Waits for the domain's turn; false when that takes longer than a run may wait. */
  const turn = async (delayMs: number): Promise<boolean> => {
    const ms = waitMs(delayMs)
    if (ms > LONGEST_WAIT_MS) return false
    if (ms > 0) await clock.wait(ms, signal)
    return true
  }

  /** Takes one request from the day's budget; false when it is spent. */
  const spend = (): boolean => {
    const day = instant(clock.now()).slice(0, 10)
    if (document.budget.day !== day) document.budget = { day, used: 0 }
    if (document.budget.used >= board.terms.dailyRequests) return false
    document.budget.used++
    document.lastRequestAt = instant(clock.now())
    return true
  }

  const ask = async (
    { url, method, body }: PageRequest,
    validators: Validators,
  ): Promise<FetchAnswer | 'unusable' | undefined> => {
    const headers = {
      accept,
      ...(validators.etag !== undefined && { 'if-none-match': validators.etag }),
      ...(validators.lastModified !== undefined && { 'if-modified-since': validators.lastModified }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    try {
      const answer = await fetch({
        url,
        headers,
        signal,
        ...(method && { method }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      onAnswer(statusClass(answer.status))
      return answer
    } catch (error) {
      if (!(error instanceof JobdataError) || error.consequence === 'fatal') throw error
      onAnswer('failed')
      return hasConsequence(error, 'retryable') ? undefined : 'unusable'
    }
  }

  /** Holds the whole domain back as the board asks, or by growing pauses. */
  const holdBack = async (answer: FetchAnswer | undefined, tries: number): Promise<void> => {
    const asked = retryAfterMs(answer?.headers['retry-after'], clock.now())
    const ms = asked ?? FIRST_PAUSE_MS * 2 ** tries
    document.notBefore = instant(clock.now() + ms)
    await lease.save()
  }

  const toPage = (request: PageRequest, answer: FetchAnswer): Visit => {
    if (request.detailOf !== undefined && isNoindex(answer)) return { kind: 'forbidden', by: 'noindex' }
    if (isReserved(answer)) return { kind: 'forbidden', by: 'tdm' }
    const { url, status, headers, body } = answer
    const page: Page = {
      request,
      url,
      status,
      contentType: headers['content-type'] ?? '',
      body,
      fetchedAt: clock.now(),
    }
    return { kind: 'page', page, validators: { etag: headers['etag'], lastModified: headers['last-modified'] } }
  }

  /** A verdict, or undefined: to be tried again. */
  const judge = (request: PageRequest, answer: FetchAnswer): Visit | undefined => {
    const { status } = answer
    if (status === 304) return { kind: 'unchanged' }
    if (status >= 200 && status < 300) return toPage(request, answer)
    if (status === 404 || status === 410) return { kind: 'gone' }
    if (status === 401 || status === 403) return { kind: 'failed', why: 'refused', ends: true }
    return status === 429 || status >= 500 ? undefined : { kind: 'failed', why: 'unreadable', ends: false }
  }

  return async (request: PageRequest, validators: Validators = {}): Promise<Visit> => {
    let last: FetchAnswer | undefined
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const permission = await robots(request.url)
      if (!permission.allowed) {
        return permission.why === 'rules'
          ? { kind: 'forbidden', by: 'robots' }
          : { kind: 'failed', why: 'robots', ends: true }
      }
      if (!(await turn(permission.delayMs))) return { kind: 'failed', why: 'throttled', ends: true }
      if (signal.aborted) return { kind: 'failed', why: lease.signal.aborted ? 'lease-lost' : 'stopped', ends: true }
      if (!spend()) return { kind: 'failed', why: 'budget', ends: true }
      const answer = await ask(request, validators)
      if (answer === 'unusable') return { kind: 'failed', why: 'unreadable', ends: false }
      last = answer
      const verdict = last && judge(request, last)
      if (verdict) return verdict
      await holdBack(last, tries)
    }
    return { kind: 'failed', why: last?.status === 429 ? 'throttled' : 'unreachable', ends: false }
  }
}

export type Visitor = ReturnType<typeof openVisitor>
