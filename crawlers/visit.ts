import type { z } from 'zod'
import type { Board } from '../src/domain/board.js'
import type { Incomplete } from '../src/domain/run.js'
import type { Clock } from '../src/ports/clock.js'
import type { HeldLease } from '../src/ports/lease.js'
import type { Page, PageRequest } from './board.js'
import type { Fetch, FetchAnswer, FetchRequest } from './fetch/fetch.js'
import { openDoor } from './politeness/door.js'
import type { Door } from './politeness/door.js'
import { openGate } from './politeness/gate.js'
import type { Permission } from './politeness/gate.js'
import type { Hosts } from './politeness/hosts.js'

const MOST_TRIES = 3
const MOST_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])

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
  readonly hosts: Hosts
  readonly fetch: Fetch
  readonly accept: string
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told of every answer: 2xx, 3xx, 304, 4xx, 429, 5xx, failed. */
  readonly onAnswer: (statusClass: string) => void
}

/** How a page is asked for, beside its address. */
export interface VisitOptions {
  readonly validators?: Validators
  /** Takes the page's text piece by piece; the page's body is empty then, and it is not asked for twice. */
  readonly onText?: (text: string) => Promise<void>
}

/** A robots meta tag that says noindex, its attributes in either order. */
const META_ROBOTS = /<meta\s(?=[^>]{0,300}name=["']robots["'])[^>]{0,300}\bnoindex\b/i

const isNoindex = ({ headers, body }: FetchAnswer): boolean =>
  /\b(?:noindex|none)\b/i.test(headers['x-robots-tag'] ?? '') || META_ROBOTS.test(body.slice(0, 20_000))

const isReserved = ({ headers, body }: FetchAnswer): boolean =>
  headers['tdm-reservation'] === '1' ||
  /<meta\s[^>]{0,200}name=["']tdm-reservation["'][^>]{0,200}content=["']1["']/i.test(body.slice(0, 20_000))

const refusalOf = (permission: Extract<Permission, { allowed: false }>): Visit => {
  const { why } = permission
  if (why === 'rules') return { kind: 'forbidden', by: 'robots' }
  if (why === 'tdm') return { kind: 'forbidden', by: 'tdm' }
  return { kind: 'failed', why: why === 'unavailable' ? 'robots' : why, ends: true }
}

const toRequest = (
  { url, method, body }: PageRequest,
  accept: string,
  { etag, lastModified }: Validators,
): FetchRequest => ({
  url,
  headers: {
    accept,
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  },
  ...(method && { method }),
  ...(body !== undefined && { body: JSON.stringify(body) }),
})

/** The request that a redirect asks for; undefined when it names no address. */
const redirected = (
  { method, body, ...rest }: FetchRequest,
  { status, url, headers }: FetchAnswer,
): FetchRequest | undefined => {
  const { location } = headers
  if (location === undefined || !URL.canParse(location, url)) return undefined
  const keepsMethod = status === 307 || status === 308
  return {
    ...rest,
    url: new URL(location, url).href,
    ...(keepsMethod && method && { method }),
    ...(keepsMethod && body !== undefined && { body }),
  }
}

/** An answer to a page request, or why there is none. */
type Asked = { readonly answer: FetchAnswer } | { readonly visit: Visit } | 'silent'

/** A politeness domain's door and its gate. */
interface Entrance {
  readonly door: Door
  readonly gate: (url: string) => Promise<Permission>
}

/** Asks a board for pages, politely: robots.txt before each address, pace, budget, Retry-After, refusals, redirects. */
export const openVisitor = (options: VisitorOptions) => {
  const { board, hosts, fetch, accept, clock, signal, onAnswer } = options
  const entrances = new Map<HeldLease, Entrance>()

  const entranceOf = async (url: string): Promise<Entrance | undefined> => {
    const lease = await hosts.leaseFor(url)
    const known = lease && entrances.get(lease)
    if (lease === undefined || known) return known
    const door = openDoor({ board, lease, fetch, clock, signal, onAnswer })
    const headers = { accept: 'text/plain, application/json;q=0.9, */*;q=0.1' }
    const gate = openGate({ lease, clock, ask: (file, delayMs) => door.ask({ url: file, headers }, delayMs) })
    entrances.set(lease, { door, gate })
    return { door, gate }
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

  const askOnce = async (request: FetchRequest, { door, gate }: Entrance): Promise<Asked> => {
    const permission = await gate(request.url)
    if (!permission.allowed) return { visit: refusalOf(permission) }
    const knock = await door.ask(request, permission.delayMs)
    if (knock.kind === 'answer') return { answer: knock.answer }
    if (knock.kind === 'refused') return { visit: { kind: 'failed', why: knock.why, ends: true } }
    return knock.kind === 'silent' ? 'silent' : { visit: { kind: 'failed', why: 'unreadable', ends: false } }
  }

  /** Follows redirects, each hop through its own host's entrance. */
  const follow = async (first: FetchRequest): Promise<{ readonly asked: Asked; readonly door?: Door }> => {
    let request = first
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const entrance = await entranceOf(request.url)
      // Another crawler is at that host: the page comes at the next run.
      if (!entrance) return { asked: { visit: { kind: 'failed', why: 'throttled', ends: false } } }
      const asked = await askOnce(request, entrance)
      const { door } = entrance
      if (asked === 'silent' || 'visit' in asked || !REDIRECTS.has(asked.answer.status)) return { asked, door }
      const next = redirected(request, asked.answer)
      if (!next) break
      request = next
    }
    return { asked: { visit: { kind: 'failed', why: 'unreadable', ends: false } } }
  }

  const settle = async (door: Door | undefined, visit: Visit): Promise<Visit> => {
    if (visit.kind !== 'failed') door?.succeeded()
    else if (visit.why === 'refused' || visit.why === 'unreachable') await door?.failed()
    return visit
  }

  return async (page: PageRequest, { validators = {}, onText }: VisitOptions = {}): Promise<Visit> => {
    const text = { taken: false }
    const request: FetchRequest = {
      ...toRequest(page, accept, validators),
      ...(onText && {
        onText: async (piece: string): Promise<void> => {
          text.taken = true
          await onText(piece)
        },
      }),
    }
    let last: FetchAnswer | undefined
    let door: Door | undefined
    for (let tries = 0; tries < MOST_TRIES && !text.taken; tries++) {
      const { asked, door: opened } = await follow(request)
      door = opened
      if (asked !== 'silent' && 'visit' in asked) return settle(door, asked.visit)
      last = asked === 'silent' ? undefined : asked.answer
      const verdict = last && judge(page, last)
      if (verdict) return settle(door, verdict)
      await door?.holdBack(tries)
    }
    return settle(door, { kind: 'failed', why: last?.status === 429 ? 'throttled' : 'unreachable', ends: false })
  }
}

export type Visitor = ReturnType<typeof openVisitor>
