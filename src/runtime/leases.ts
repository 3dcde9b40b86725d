import { instant } from '../domain/common.js'
import { hasConsequence } from '../domain/errors.js'
import { DomainLease } from '../domain/lease.js'
import type { Clock } from '../ports/clock.js'
import type { HeldLease, Leases } from '../ports/lease.js'
import { ABSENT } from '../ports/records.js'
import type { Records, Stored } from '../ports/records.js'
import { openRests } from './rests.js'

const COLLECTION = 'leases'
const DAY_MS = 86_400_000

export interface LeasesOptions {
  readonly records: Records
  readonly clock: Clock
  /** Names this process among its replicas. The same name takes its own lease again at once, as after a crash. */
  readonly holder: string
  /** The same for all replicas. */
  readonly ttlMs: number
}

/** A lease of another as this process saw it first. */
interface Seen {
  readonly version: string
  /** By this process's elapsed time. */
  readonly since: number
}

/** The day by the time of day; where that jumped ahead by less than a day, by the time that passed since the start. */
const openCalendar = (clock: Clock): (() => string) => {
  const began = clock.now() - clock.elapsed()
  return () => {
    const now = clock.now()
    const steady = began + clock.elapsed()
    return instant(now - steady > DAY_MS ? now : Math.min(now, steady)).slice(0, 10)
  }
}

const fresh = (domain: string, day: string): DomainLease => ({
  domain,
  holder: null,
  expiresAt: null,
  fence: 0,
  rest: null,
  lastRequestAt: null,
  robots: {},
  tdm: {},
  breaker: { failures: 0, rest: null },
  budget: { day, used: 0 },
})

/** A budget of a day further off than tomorrow was begun by a wrong clock: what is spent of it counts for today. */
const inOurDays = (budget: DomainLease['budget'], today: string): DomainLease['budget'] =>
  Date.parse(budget.day) - Date.parse(today) > DAY_MS ? { ...budget, day: today } : budget

/**
 * Leases on politeness domains, kept in records by compare-and-set. No replica trusts another's time of day: a lease is
 * left behind when it was not renewed for `ttlMs` under the eyes of who wants it. `expiresAt` is for people.
 */
export const openLeases = ({ records, clock, holder, ttlMs }: LeasesOptions): Leases => {
  /** Domains that this process holds: it does not take a lease from itself. */
  const own = new Set<string>()

  const read = async (domain: string): Promise<Stored<DomainLease> | undefined> => {
    const stored = await records.get<unknown>(COLLECTION, domain)
    return stored && { ...stored, value: DomainLease.parse(stored.value) }
  }

  const seen = new Map<string, Seen>()
  const day = openCalendar(clock)
  const rests = openRests(clock)

  const isLeftBehind = ({ id, version }: Stored<DomainLease>): boolean => {
    const before = seen.get(id)
    if (before?.version === version) return clock.elapsed() - before.since >= ttlMs
    seen.set(id, { version, since: clock.elapsed() })
    return false
  }

  const isFree = (stored: Stored<DomainLease> | undefined): boolean =>
    stored === undefined || stored.value.holder === null || stored.value.holder === holder || isLeftBehind(stored)

  const claimed = (lease: DomainLease): DomainLease => ({
    ...lease,
    budget: inOurDays(lease.budget, day()),
    holder,
    fence: lease.fence + 1,
    expiresAt: instant(clock.now() + ttlMs),
  })

  const held = (document: DomainLease, firstVersion: string, claimedAt: number): HeldLease => {
    const lost = new AbortController()
    let version = firstVersion
    let renewedAt = claimedAt
    let saving: Promise<void> = Promise.resolve()
    const write = async (change: Partial<DomainLease>): Promise<void> => {
      if (lost.signal.aborted) return
      Object.assign(document, change)
      const at = clock.elapsed()
      try {
        version = await records.put(COLLECTION, document.domain, document, { ifVersion: version })
        renewedAt = at
      } catch (error) {
        if (!hasConsequence(error, 'conflict')) throw error
        lost.abort()
      }
    }
    // One write after the other: each needs the version of the one before.
    const inTurn = (change: () => Partial<DomainLease>): Promise<void> =>
      (saving = saving.catch(() => undefined).then(() => write(change())))
    const save = (): Promise<void> => inTurn(() => ({ expiresAt: instant(clock.now() + ttlMs) }))
    const renewal = setInterval(() => {
      save().catch(() => lost.abort())
    }, ttlMs / 3)
    renewal.unref()
    return {
      domain: document.domain,
      fence: document.fence,
      document,
      signal: lost.signal,
      async isHeld() {
        if (clock.elapsed() - renewedAt >= ttlMs / 2) await save().catch(() => lost.abort())
        return !lost.signal.aborted
      },
      isCurrent: () => !lost.signal.aborted && clock.elapsed() - renewedAt < ttlMs,
      rest(by, ms) {
        const rest = rests.begin(document.domain, ms)
        if (by === 'breaker') document.breaker.rest = rest
        else document.rest = rest
      },
      restLeft: () =>
        Math.max(
          0,
          ...[document.rest, document.breaker.rest].map((rest) => (rest ? rests.left(document.domain, rest) : 0)),
        ),
      day,
      save,
      async release() {
        clearInterval(renewal)
        own.delete(document.domain)
        await inTurn(() => ({ holder: null, expiresAt: null }))
      },
    }
  }

  const claim = async (domain: string): Promise<HeldLease | undefined> => {
    const stored = await read(domain)
    const lease = stored?.value ?? fresh(domain, day())
    if (!isFree(stored)) return undefined
    seen.delete(domain)
    const document = claimed(lease)
    const claimedAt = clock.elapsed()
    try {
      const version = await records.put(COLLECTION, domain, document, { ifVersion: stored?.version ?? ABSENT })
      return held(document, version, claimedAt)
    } catch (error) {
      if (hasConsequence(error, 'conflict')) return undefined
      throw error
    }
  }

  return {
    async take(domain) {
      if (own.has(domain)) return undefined
      own.add(domain)
      const lease = await claim(domain).catch((error: unknown) => {
        own.delete(domain)
        throw error
      })
      if (lease === undefined) own.delete(domain)
      return lease
    },
  }
}
