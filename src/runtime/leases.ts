import { instant } from '../domain/common.js'
import { DomainLease } from '../domain/lease.js'
import type { Clock } from '../ports/clock.js'
import type { HeldLease, Leases } from '../ports/lease.js'
import type { Records } from '../ports/records.js'
import { forgetLeases, forgottenFence } from './forgotten-leases.js'
import { openLeasedDocuments } from './leased-documents.js'
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

/** The day by the time of day; where that jumped ahead by less than a day, by the time that passed since the start. */
const openCalendar = (clock: Clock): (() => string) => {
  const began = clock.now() - clock.elapsed()
  return () => {
    const now = clock.now()
    const steady = began + clock.elapsed()
    return instant(now - steady > DAY_MS ? now : Math.min(now, steady)).slice(0, 10)
  }
}

const fresh = (domain: string, fence: number, day: string): DomainLease => ({
  domain,
  holder: null,
  expiresAt: null,
  fence,
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

/** Leases on politeness domains, kept in records. */
export const openLeases = ({ records, clock, holder, ttlMs }: LeasesOptions): Leases => {
  const day = openCalendar(clock)
  const rests = openRests(clock)
  const documents = openLeasedDocuments({
    records,
    clock,
    collection: COLLECTION,
    holder,
    ttlMs,
    parse: (value) => DomainLease.parse(value),
    next: async (before, domain) => {
      // Looked up after the absence was seen: whoever forgot the lease had written its fence before.
      const lease = before ?? fresh(domain, await forgottenFence(records), day())
      return { ...lease, budget: inOurDays(lease.budget, day()), fence: lease.fence + 1 }
    },
  })

  const restsOf = (document: DomainLease): Pick<HeldLease, 'rest' | 'restLeft'> => ({
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
  })

  return {
    async take(domain) {
      const lease = await documents.take(domain)
      return lease && { ...lease, ...restsOf(lease.document), domain, fence: lease.document.fence, day }
    },
    forgetSilent: () => forgetLeases(records, COLLECTION, clock.now()),
  }
}
