/** What goes wrong with a whole board in a round. */
export type Fault =
  /** Some requests answer 429 with Retry-After once, then all is well. */
  | 'throttled'
  /** Everything answers 503. */
  | 'outage'
  /** The list breaks off, or holds less than it says. */
  | 'truncated'
  /** The list answers with something that is no list at all. */
  | 'ill-formed'
  /** The list is well formed and empty. */
  | 'empty'
  /** The list answers 200 as for a board that does not exist. */
  | 'no-such-board'
  /** The list leads to the board's marketing. */
  | 'led-away'

export type Faults = ReadonlyMap<number, Fault>

const STEP_HOURS = 25

export const ROUNDS = 9

/** How far the clock moves before a round. */
export const hoursBefore = (round: number): number => (round === 0 ? 0 : STEP_HOURS)

/** Hours between the beginning of round 0 and that of this round. */
export const hoursAt = (round: number): number => round * STEP_HOURS

/** Rounds in which a run of the board ends complete. */
const isComplete = (faults: Faults, round: number): boolean => {
  const fault = faults.get(round)
  return fault === undefined || fault === 'throttled' || fault === 'empty'
}

const completeFrom = (faults: Faults, round: number): number[] =>
  Array.from({ length: ROUNDS * 2 }, (_, at) => at).filter((at) => at >= round && isComplete(faults, at))

/** The round whose run must close what a whole list lacks since `round`: absent twice, ≥ 48 h apart. */
export const closedByAbsence = (faults: Faults, round: number): number => {
  const [first = round, ...later] = completeFrom(faults, round)
  return later.find((at) => hoursAt(at) - hoursAt(first) >= 48) ?? ROUNDS
}

/** The round whose run must believe that a board is empty since `round`: three complete runs over ≥ 72 h. */
export const closedByAgreement = (faults: Faults, round: number): number => {
  const runs = completeFrom(faults, round)
  return runs.find((at, index) => index >= 2 && hoursAt(at) - hoursAt(runs[0] ?? round) >= 72) ?? ROUNDS
}

/** The round whose run must have probed a page that left its window in `round`: two days after its last proof. */
export const closedByProbe = (faults: Faults, round: number): number =>
  completeFrom(faults, round).find((at) => hoursAt(at) - hoursAt(round - 1) >= 48) ?? ROUNDS

/** The first round from `round` on in which a board's pages answer. */
export const closedByPage = (faults: Faults, round: number): number => completeFrom(faults, round)[0] ?? ROUNDS
