import type { ListKind } from '../src/domain/board.js'
import type { BoardLedger, LedgerEntry } from '../src/domain/lease.js'

const HOUR = 3_600_000
/** Two absences close only when they are so far apart. */
const ABSENT_TWICE_MS = 48 * HOUR
/** A held sweep is believed after so many complete runs over so long. */
const AGREEMENT = { runs: 3, ms: 72 * HOUR }
/** A sweep over the greater of these is held. */
const SWEEP = { keys: 10, share: 0.3 }
/** New ids for so large a share of more than so many vanished ones: a re-key. */
const REKEY = { keys: 10, share: 0.8 }

type Hold = NonNullable<BoardLedger['hold']>

/** What a run saw of a board. */
export interface Sight {
  readonly list: ListKind
  readonly complete: boolean
  /** Epoch milliseconds. */
  readonly now: number
  /** Ids that the list or a page showed. */
  readonly seen: ReadonlySet<string>
  /** Ids whose own page answered 404 or 410. */
  readonly gone: ReadonlySet<string>
  /** Ids that the source itself calls removed. */
  readonly removed: ReadonlySet<string>
  /** How many of the seen ids were never seen before. */
  readonly fresh: number
  /** When the run began, epoch milliseconds: what is known only since then is no part of what was there before. */
  readonly startedAt: number
}

/** A change of one posting's state. */
export type Change =
  | { readonly id: string; readonly state: 'open'; readonly reason: 'reappeared' }
  | { readonly id: string; readonly state: 'missed'; readonly reason: 'absent-once' }
  | { readonly id: string; readonly state: 'closed'; readonly reason: 'page-gone' | 'removed-by-source' | 'absent' }

export interface Closing {
  readonly changes: readonly Change[]
  readonly hold: Hold | undefined
}

type Entries = ReadonlyMap<string, LedgerEntry>

const told = (entries: Entries, { seen, gone, removed }: Sight): Change[] =>
  [...entries].flatMap(([id, { state }]): Change[] => {
    if (gone.has(id)) return state === 'closed' ? [] : [{ id, state: 'closed', reason: 'page-gone' }]
    if (removed.has(id)) return state === 'closed' ? [] : [{ id, state: 'closed', reason: 'removed-by-source' }]
    return seen.has(id) && state !== 'open' ? [{ id, state: 'open', reason: 'reappeared' }] : []
  })

const absentIn = (entries: Entries, { seen, gone, removed }: Sight): [string, LedgerEntry][] =>
  [...entries].filter(([id, { state }]) => state !== 'closed' && !seen.has(id) && !gone.has(id) && !removed.has(id))

/** Why an absence is not believed at once. */
const doubt = (absent: number, live: number, fresh: number): Hold['reason'] | undefined => {
  if (absent > REKEY.keys && fresh >= absent * REKEY.share) return 're-key'
  return absent > Math.max(SWEEP.keys, live * SWEEP.share) ? 'sweep' : undefined
}

const iso = (ms: number): string => new Date(ms).toISOString()

/** The hold after one more complete run: the keys that every run since its beginning missed. */
const heldOn = (before: Hold | undefined, reason: Hold['reason'], absent: readonly string[], now: number): Hold => {
  if (before === undefined) return { reason, keys: [...absent], since: iso(now), runs: 1, lastRunAt: iso(now) }
  const still = new Set(absent)
  return { ...before, keys: before.keys.filter((key) => still.has(key)), runs: before.runs + 1, lastRunAt: iso(now) }
}

const isAgreed = (hold: Hold, now: number): boolean =>
  hold.runs >= AGREEMENT.runs && now - Date.parse(hold.since) >= AGREEMENT.ms

const absences = (absent: readonly [string, LedgerEntry][], now: number): Change[] =>
  absent.flatMap(([id, { state, missedAt }]): Change[] => {
    if (state === 'open') return [{ id, state: 'missed', reason: 'absent-once' }]
    return missedAt !== undefined && now - Date.parse(missedAt) >= ABSENT_TWICE_MS
      ? [{ id, state: 'closed', reason: 'absent' }]
      : []
  })

/**
 * What a run changes in the states of a board's postings ("gone means gone"). Absence counts in a complete run of a whole
 * list only; a sweep or a re-key is held until three complete runs over ≥ 72 h agree; everything else closes on what was told.
 */
export const closingOf = (entries: Entries, sight: Sight, hold: Hold | undefined): Closing => {
  const changes = told(entries, sight)
  if (sight.list !== 'whole' || !sight.complete) return { changes, hold }
  const absent = absentIn(entries, sight)
  const before = new Date(sight.startedAt).toISOString()
  const live = [...entries.values()].filter(
    ({ state, firstSeenAt }) => state !== 'closed' && firstSeenAt < before,
  ).length
  // A hold lasts while its keys stay away: the new ids of a re-key are known by the next run.
  const going = hold && absent.some(([id]) => hold.keys.includes(id)) ? hold : undefined
  const reason = going?.reason ?? doubt(absent.length, live, sight.fresh)
  if (reason === undefined) return { changes: [...changes, ...absences(absent, sight.now)], hold: undefined }
  const held = heldOn(
    going,
    reason,
    absent.map(([id]) => id),
    sight.now,
  )
  if (!isAgreed(held, sight.now)) return { changes, hold: held }
  return {
    changes: [...changes, ...held.keys.map((id): Change => ({ id, state: 'closed', reason: 'absent' }))],
    hold: undefined,
  }
}
