import { instant } from '../../domain/common.js'
import type { Clock } from '../../ports/clock.js'
import type { Records } from '../../ports/records.js'
import type { Progress } from '../progress.js'
import { CHECKS } from './differences.js'
import type { Check, Difference, Kind } from './differences.js'
import { lookAtIndex, repairIndex } from './index-check.js'
import type { IndexCheckOptions } from './index-check.js'
import { lookAtLedger, repairLedger } from './ledger-check.js'
import type { LedgerCheckOptions } from './ledger-check.js'
import { confirmed } from './look.js'
import type { Look, Repair } from './look.js'
import type { CheckOutcome, Outcomes } from './metrics.js'
import { settle } from './settle.js'
import type { Group } from './settle.js'
import { lookAtVacancies } from './vacancies-check.js'

export interface VerifyWish {
  /** Default: all. */
  readonly checks?: readonly Check[] | undefined
  readonly repair: boolean
  /** Go on with the checks that a stopped verify did not come to. */
  readonly resume: boolean
}

export interface VerifyOptions extends IndexCheckOptions, LedgerCheckOptions {
  readonly clock: Clock
  readonly records: Records
}

/** What one check found, and what was done. */
export interface CheckReport extends CheckOutcome {
  /** Postings, vacancies, documents: whatever it compared. */
  readonly compared: number
  /** False: a stage did not come to an end of its work within a minute, so that some differences may be work under way. */
  readonly settled: boolean
  readonly repaired: Readonly<Repair>
  /** The first of each kind. */
  readonly examples: Readonly<Partial<Record<Kind, readonly Pick<Difference, 'id' | 'detail'>[]>>>
}

export interface VerifyResult {
  readonly differences: number
  readonly repaired: number
  readonly checks: Readonly<Partial<Record<Check, CheckReport>>>
}

/** What is kept of the last verify. */
interface Kept {
  readonly outcomes: Outcomes
  /** Checks that a stopped verify did not come to; absent when it came to its end. */
  readonly left?: readonly Check[]
}

const COLLECTION = 'operations'
const ID = 'verify'
const MOST_EXAMPLES = 5

const kept = async (records: Records): Promise<Kept> =>
  (await records.get<Kept>(COLLECTION, ID))?.value ?? { outcomes: {} }

/** What each check found when it was last through, whoever asked for it. */
export const lastOutcomes = async (records: Records): Promise<Outcomes> => (await kept(records)).outcomes

/** A check with its own kind of differences. */
interface CheckWork<D extends Difference> {
  /** Groups that must be through before a look. */
  readonly groups: readonly Group[]
  readonly look: (options: VerifyOptions) => AsyncGenerator<Progress, Look<D>>
  readonly repair?: (differences: readonly D[], options: VerifyOptions) => AsyncGenerator<Progress, Repair>
}

const countsOf = (differences: readonly Difference[]): Repair => {
  const counts: Repair = {}
  for (const { kind } of differences) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

const examplesOf = (differences: readonly Difference[]): CheckReport['examples'] => {
  const examples: Partial<Record<Kind, Pick<Difference, 'id' | 'detail'>[]>> = {}
  for (const { kind, id, detail } of differences) {
    const some = (examples[kind] ??= [])
    if (some.length < MOST_EXAMPLES) some.push({ id, detail })
  }
  return examples
}

/** Looks, and where something differs looks again: what differs still is a difference. */
const run = <D extends Difference>({ groups, look, repair }: CheckWork<D>) =>
  async function* (wish: VerifyWish, options: VerifyOptions): AsyncGenerator<Progress, CheckReport> {
    let settled = await settle(groups, options)
    const first = yield* look(options)
    let differences = first.differences
    if (differences.length > 0) {
      settled = (await settle(groups, options)) && settled
      differences = confirmed(differences, (yield* look(options)).differences)
    }
    const repaired =
      wish.repair && repair && settled && differences.length > 0 ? yield* repair(differences, options) : {}
    return {
      at: instant(options.clock.now()),
      compared: first.compared,
      settled,
      counts: countsOf(differences),
      repaired,
      examples: examplesOf(differences),
    }
  }

const WORK = {
  index: run({ groups: ['index'], look: lookAtIndex, repair: repairIndex }),
  vacancies: run({ groups: ['dedupe'], look: lookAtVacancies }),
  ledger: run({ groups: ['normalize', 'dedupe'], look: lookAtLedger, repair: repairLedger }),
} as const satisfies Record<Check, unknown>

const sum = (counts: Readonly<Repair>): number => Object.values(counts).reduce((a, b) => a + b, 0)

/** What is left of a check's differences: that is what drift means afterwards. */
const leftOf = ({ at, counts, repaired }: CheckReport): CheckOutcome => ({
  at,
  counts: Object.fromEntries(
    (Object.entries(counts) as [Kind, number][]).map(([kind, count]) => [kind, count - (repaired[kind] ?? 0)]),
  ),
})

/**
 * Compares table, vacancies, index and ledger with one another, both ways, check by check. Each check that is through is
 * kept in records, so that a stopped verify is resumed with the next. Ends within a batch when `signal` aborts (it throws
 * the signal's reason). Errors as those of log, index and records.
 */
export async function* verify(wish: VerifyWish, options: VerifyOptions): AsyncGenerator<Progress, VerifyResult> {
  const { records } = options
  const before = await kept(records)
  const asked = (wish.resume ? before.left : wish.checks) ?? (wish.resume ? [] : CHECKS)
  let { outcomes } = before
  const reports: Partial<Record<Check, CheckReport>> = {}
  for (const [at, check] of asked.entries()) {
    await records.put(COLLECTION, ID, { outcomes, left: asked.slice(at) } satisfies Kept)
    const report = yield* WORK[check](wish, options)
    reports[check] = report
    outcomes = { ...outcomes, [check]: leftOf(report) }
  }
  await records.put(COLLECTION, ID, { outcomes } satisfies Kept)
  const all = Object.values(reports)
  return {
    differences: all.reduce((total, { counts }) => total + sum(counts), 0),
    repaired: all.reduce((total, { repaired }) => total + sum(repaired), 0),
    checks: reports,
  }
}
