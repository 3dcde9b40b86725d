import { z } from 'zod'
import { instant } from '../../src/domain/common.js'
import type { DomainLease } from '../../src/domain/lease.js'
import type { Clock } from '../../src/ports/clock.js'
import type { HeldLease } from '../../src/ports/lease.js'
import type { FetchAnswer } from '../fetch/fetch.js'
import type { Knock } from './door.js'
import { readRobots } from './robots.js'

type RobotsCopy = DomainLease['robots'][string]
type TdmCopy = DomainLease['tdm'][string]
type Refusal = Extract<Knock, { kind: 'refused' }>['why']

const FRESH_MS = 24 * 3_600_000
/** An origin whose files cannot be had is asked again after this. */
const RETRY_MS = 3_600_000
const MOST_REDIRECTS = 5
/** RFC 9309 asks for 500 KiB at least; what follows is not kept. */
const MOST_LETTERS = 512 * 1024
/** Origins of one domain whose files are kept: a hostile chain of redirects does not fill the document. */
const MOST_ORIGINS = 50

/** What the origin says of a URL: go (and how slowly), or not, and why. */
export type Permission =
  | { readonly allowed: true; readonly delayMs: number }
  | { readonly allowed: false; readonly why: 'rules' | 'tdm' | 'unavailable' | Refusal }

export interface GateOptions {
  readonly lease: HeldLease
  /** Asks as politely as for any page: pace, budget, Retry-After. `delayMs`: Crawl-delay. */
  readonly ask: (url: string, delayMs: number) => Promise<Knock>
  readonly clock: Clock
}

const isRedirect = ({ status, headers }: FetchAnswer): boolean =>
  status >= 300 && status < 400 && headers['location'] !== undefined

const Tdmrep = z.array(
  z.object({ location: z.string().min(1).max(2000), 'tdm-reservation': z.union([z.literal(0), z.literal(1)]) }),
)

const tdmRules = (body: string): TdmCopy['rules'] => {
  try {
    return Tdmrep.parse(JSON.parse(body))
      .slice(0, 1000)
      .map((rule) => ({ location: rule.location, reserved: rule['tdm-reservation'] === 1 }))
  } catch {
    // Not the protocol's file: it reserves nothing.
    return []
  }
}

/** Locations match as paths do in robots.txt. */
const isReserved = ({ rules }: TdmCopy, url: string): boolean => {
  const lines = rules.map(({ location, reserved }) => `${reserved ? 'Disallow' : 'Allow'}: ${location}`)
  return (
    rules.length > 0 && !readRobots(new URL('/robots.txt', url).href, `User-agent: *\n${lines.join('\n')}`).allows(url)
  )
}

const trimmed = <T extends { fetchedAt: string }>(copies: Record<string, T>): void => {
  const oldest = Object.entries(copies).sort(([, a], [, b]) => (a.fetchedAt < b.fetchedAt ? -1 : 1))
  for (const [origin] of oldest.slice(0, Math.max(0, oldest.length - MOST_ORIGINS)))
    Reflect.deleteProperty(copies, origin)
}

/** Asks each origin for its robots.txt and its reservations before anything else, and keeps both in the lease's document. */
export const openGate = ({ lease, ask, clock }: GateOptions) => {
  const { robots, tdm } = lease.document
  /** Rules of a copy, parsed once. */
  const parsed = new WeakMap<RobotsCopy, ReturnType<typeof readRobots>>()

  /** A copy from the future was dated by a wrong clock: nobody knows how old it is. */
  const isFresh = ({ status, fetchedAt }: RobotsCopy | TdmCopy): boolean => {
    const age = clock.now() - Date.parse(fetchedAt)
    return age >= 0 && age < (status === 'unavailable' ? RETRY_MS : FRESH_MS)
  }

  /** A file of the origin, redirects followed. */
  const file = async (address: string, delayMs: number): Promise<Knock> => {
    let url = address
    for (let redirects = 0; ; redirects++) {
      const knock = await ask(url, delayMs)
      if (knock.kind !== 'answer' || !isRedirect(knock.answer)) return knock
      const { location = '' } = knock.answer.headers
      if (redirects === MOST_REDIRECTS || !URL.canParse(location, url)) return { kind: 'unusable' }
      url = new URL(location, url).href
    }
  }

  const lastGoodOf = (copy: RobotsCopy | undefined): RobotsCopy['lastGood'] =>
    copy?.status === 'ok' && copy.body !== undefined ? { body: copy.body, at: copy.fetchedAt } : copy?.lastGood

  const rulesOf = (copy: RobotsCopy, origin: string): ReturnType<typeof readRobots> | undefined => {
    const body = copy.status === 'ok' ? copy.body : copy.lastGood?.body
    if (copy.status === 'none' || body === undefined) return undefined
    const rules = parsed.get(copy) ?? readRobots(`${origin}/robots.txt`, body)
    parsed.set(copy, rules)
    return rules
  }

  /** The Crawl-delay of the copy there is, however old: of use until a newer one is read. */
  const knownDelayMs = (origin: string): number => {
    const copy = robots[origin]
    return (copy && rulesOf(copy, origin)?.delayMs) ?? 0
  }

  const readRobotsFile = async (origin: string): Promise<RobotsCopy | Refusal> => {
    const knock = await file(`${origin}/robots.txt`, knownDelayMs(origin))
    if (knock.kind === 'refused') return knock.why
    const fetchedAt = instant(clock.now())
    if (knock.kind === 'answer') {
      const { status, body } = knock.answer
      if (status >= 200 && status < 300) return { status: 'ok', body: body.slice(0, MOST_LETTERS), fetchedAt }
      if (status >= 400 && status < 500 && status !== 429) return { status: 'none', fetchedAt }
    }
    const lastGood = lastGoodOf(robots[origin])
    return { status: 'unavailable', fetchedAt, ...(lastGood && { lastGood }) }
  }

  const robotsOf = async (origin: string): Promise<RobotsCopy | Refusal> => {
    const known = robots[origin]
    if (known && isFresh(known)) return known
    const copy = await readRobotsFile(origin)
    if (typeof copy === 'string') return copy
    robots[origin] = copy
    trimmed(robots)
    await lease.save()
    return copy
  }

  /** By robots.txt alone. */
  const byRobots = async (url: string): Promise<Permission> => {
    const { origin } = new URL(url)
    const copy = await robotsOf(origin)
    if (typeof copy === 'string') return { allowed: false, why: copy }
    if (copy.status === 'none') return { allowed: true, delayMs: 0 }
    const rules = rulesOf(copy, origin)
    if (rules === undefined) return { allowed: false, why: 'unavailable' }
    return rules.allows(url) ? { allowed: true, delayMs: rules.delayMs } : { allowed: false, why: 'rules' }
  }

  /** An origin whose file cannot be had reserves what it reserved before; one whose robots.txt hides it, nothing. */
  const readTdmFile = async (origin: string, known: TdmCopy | undefined): Promise<TdmCopy | Refusal> => {
    const url = `${origin}/.well-known/tdmrep.json`
    const permission = await byRobots(url)
    const knock = permission.allowed ? await file(url, permission.delayMs) : undefined
    if (knock?.kind === 'refused') return knock.why
    const fetchedAt = instant(clock.now())
    const status = knock?.kind === 'answer' ? knock.answer.status : undefined
    if (knock?.kind === 'answer' && status === 200)
      return { status: 'ok', rules: tdmRules(knock.answer.body), fetchedAt }
    const isAbsent = !permission.allowed || (status !== undefined && status < 500 && status !== 429)
    return isAbsent
      ? { status: 'ok', rules: [], fetchedAt }
      : { status: 'unavailable', rules: known?.rules ?? [], fetchedAt }
  }

  const tdmOf = async (origin: string): Promise<TdmCopy | Refusal> => {
    const known = tdm[origin]
    if (known && isFresh(known)) return known
    const copy = await readTdmFile(origin, known)
    if (typeof copy === 'string') return copy
    tdm[origin] = copy
    trimmed(tdm)
    await lease.save()
    return copy
  }

  return async (url: string): Promise<Permission> => {
    const permission = await byRobots(url)
    if (!permission.allowed) return permission
    const copy = await tdmOf(new URL(url).origin)
    if (typeof copy === 'string') return { allowed: false, why: copy }
    return isReserved(copy, url) ? { allowed: false, why: 'tdm' } : permission
  }
}
