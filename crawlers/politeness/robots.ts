import robotsParser from 'robots-parser'
import type { z } from 'zod'
import { instant } from '../../src/domain/common.js'
import { hasConsequence } from '../../src/domain/errors.js'
import type { RobotsCopy } from '../../src/domain/lease.js'
import type { Clock } from '../../src/ports/clock.js'
import type { HeldLease } from '../../src/ports/lease.js'
import type { Fetch } from '../fetch/fetch.js'

type Copy = z.infer<typeof RobotsCopy>

/** The package is CommonJS: what its types call `default` is the module itself. */
const parseRobots = robotsParser as unknown as typeof robotsParser.default

/** Our product token in robots.txt. */
export const TOKEN = 'QHJobBot'

const FRESH_MS = 24 * 3_600_000
/** An origin without a readable robots.txt is asked again after this. */
const RETRY_MS = 3_600_000
const MOST_DELAY_S = 30

const unreserved = /[\w.~-]/

/** One spelling for equal octets (RFC 9309 2.2.2): unreserved characters bare, everything else encoded in upper case. */
export const oneSpelling = (path: string): string =>
  encodeURI(path.replaceAll(/%(?![\da-f]{2})/gi, '%25'))
    .replaceAll(/%25([\da-f]{2})/gi, '%$1')
    .replaceAll(/%([\da-f]{2})/gi, (escape, hex: string) => {
      const char = String.fromCharCode(Number.parseInt(hex, 16))
      return unreserved.test(char) ? char : escape.toUpperCase()
    })

/** In an address `*` and `$` are characters; in a rule they are so only when encoded. */
const literal = (path: string): string => path.replaceAll('*', '%2A').replaceAll('$', '%24')

const normalised = (body: string): string =>
  body
    .split(/\r\n|\r|\n/)
    .map((line) => {
      const rule = /^\s*(allow|disallow)\s*:\s*([^#]*)/i.exec(line)
      if (rule) return `${rule[1] ?? ''}: ${oneSpelling((rule[2] ?? '').trim())}`
      // A name of several words is meant for its first: the product token.
      return line.replace(/^(\s*user-agent\s*:\s*[^\s#]+)\s[^#]*/i, '$1')
    })
    .join('\n')

/** What a robots.txt says of a URL for our token. */
export const readRobots = (robotsUrl: string, body: string) => {
  const rules = parseRobots(robotsUrl, normalised(body))
  return {
    allows: (url: string): boolean => {
      const { origin, pathname, search } = new URL(url)
      return rules.isAllowed(`${origin}${literal(oneSpelling(pathname + search))}`, TOKEN) ?? true
    },
    /** Crawl-delay in milliseconds, at most 30 s. */
    delayMs: Math.min(MOST_DELAY_S, rules.getCrawlDelay(TOKEN) ?? 0) * 1000,
  }
}

/** What the origin says of a URL: go (and how slowly), or not, and why. */
export type Permission =
  | { readonly allowed: true; readonly delayMs: number }
  | { readonly allowed: false; readonly why: 'rules' | 'unavailable' }

export interface RobotsOptions {
  readonly lease: HeldLease
  readonly fetch: Fetch
  readonly clock: Clock
}

/** Asks each origin for its robots.txt before anything else, and keeps the answer in the lease's document. */
export const robotsGate = ({ lease, fetch, clock }: RobotsOptions) => {
  const copies = lease.document.robots

  const ask = async (origin: string): Promise<Copy> => {
    const fetchedAt = instant(clock.now())
    const before = copies[origin]
    const lastGood =
      before?.status === 'ok' && before.body !== undefined
        ? { body: before.body, at: before.fetchedAt }
        : before?.lastGood
    try {
      const { status, body } = await fetch({
        url: `${origin}/robots.txt`,
        headers: { accept: 'text/plain, */*;q=0.1' },
      })
      if (status >= 200 && status < 300) return { status: 'ok', body, fetchedAt }
      if (status >= 400 && status < 500 && status !== 429) return { status: 'none', fetchedAt }
    } catch (error) {
      if (!hasConsequence(error, 'retryable') && !hasConsequence(error, 'source-changed')) throw error
    }
    return { status: 'unavailable', fetchedAt, ...(lastGood && { lastGood }) }
  }

  const copyOf = async (origin: string): Promise<Copy> => {
    const known = copies[origin]
    const age = known ? clock.now() - Date.parse(known.fetchedAt) : Number.POSITIVE_INFINITY
    if (known && age < (known.status === 'unavailable' ? RETRY_MS : FRESH_MS)) return known
    const copy = await ask(origin)
    copies[origin] = copy
    await lease.save()
    return copy
  }

  return async (url: string): Promise<Permission> => {
    const { origin } = new URL(url)
    const copy = await copyOf(origin)
    const body = copy.status === 'ok' ? copy.body : copy.lastGood?.body
    if (copy.status === 'none') return { allowed: true, delayMs: 0 }
    if (body === undefined) return { allowed: false, why: 'unavailable' }
    const rules = readRobots(`${origin}/robots.txt`, body)
    return rules.allows(url) ? { allowed: true, delayMs: rules.delayMs } : { allowed: false, why: 'rules' }
  }
}
