import { DomainLease } from '../domain/lease.js'
import { hasConsequence } from '../domain/errors.js'
import { ABSENT } from '../ports/records.js'
import type { Records, Stored } from '../ports/records.js'

const FENCES = 'lease-fences'
const FORGOTTEN = 'forgotten'
/** A domain of which nothing was heard for so long starts anew: its robots.txt is stale and its rests are over. */
const SILENT_MS = 7 * 86_400_000
/** Documents read at once: each may hold a robots.txt of half a megabyte. */
const PAGE = 20

/** The greatest fence of all forgotten leases: a lease that begins anew goes on from there. */
export const forgottenFence = async (records: Records): Promise<number> =>
  (await records.get<{ fence: number }>(FENCES, FORGOTTEN))?.value.fence ?? 0

const raise = async (records: Records, fence: number): Promise<void> => {
  for (;;) {
    const stored = await records.get<{ fence: number }>(FENCES, FORGOTTEN)
    if (stored && stored.value.fence >= fence) return
    try {
      await records.put(FENCES, FORGOTTEN, { fence }, { ifVersion: stored?.version ?? ABSENT })
      return
    } catch (error) {
      if (!hasConsequence(error, 'conflict')) throw error
    }
  }
}

const lastHeardOf = ({ lastRequestAt, expiresAt, rest, breaker }: DomainLease): number =>
  Math.max(
    0,
    ...[lastRequestAt, expiresAt, rest?.until, breaker.rest?.until].map((time) => Date.parse(time ?? '') || 0),
  )

/** Deletes what nobody used for a week, its fence remembered first. Who took one meanwhile keeps it. */
const forget = async (records: Records, collection: string, stored: Stored<unknown>, now: number): Promise<number> => {
  const lease = DomainLease.parse(stored.value)
  if (now - lastHeardOf(lease) < SILENT_MS) return 0
  await raise(records, lease.fence)
  try {
    return (await records.delete(collection, stored.id, { ifVersion: stored.version })) ? 1 : 0
  } catch (error) {
    if (hasConsequence(error, 'conflict')) return 0
    throw error
  }
}

/** Forgets the silent leases of a collection; says how many. */
export const forgetLeases = async (records: Records, collection: string, now: number): Promise<number> => {
  let count = 0
  let after = ''
  for (;;) {
    const page = await records.list<unknown>(collection, { after, limit: PAGE })
    for (const stored of page) count += await forget(records, collection, stored, now)
    const last = page.at(-1)
    if (last === undefined) return count
    after = last.id
  }
}
