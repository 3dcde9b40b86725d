import type { Random } from '../../src/demo/generate/random.js'
import { randomOf } from '../../src/demo/generate/random.js'

/**
 * What befalls the crawlers. `kill`: kill -9 of a replica, which starts again. `freeze`: SIGSTOP until others have its
 * leases, then SIGCONT. `clock`: the time of day of a replica jumps. `cut`: the way to one host is cut. `ledger`: what is
 * known of a board is lost.
 */
export const FAULTS = ['kill', 'freeze', 'clock', 'cut', 'ledger'] as const
export type FaultKind = (typeof FAULTS)[number]

export interface PlannedFault {
  readonly kind: FaultKind
  readonly round: number
  /** Requests that boards see before it comes: crawling is under way then. */
  readonly afterRequests: number
  /** Decides what else there is to decide. */
  readonly random: Random
}

const MOST_REQUESTS = 12

/** Faults of all kinds alike, spread over all rounds, in an order that the seed decides. */
export const planFaults = (seed: number, count: number, rounds: number): readonly PlannedFault[] => {
  const random = randomOf(seed, 'drill')
  const kinds = Array.from({ length: count }, (_, at) => FAULTS[at % FAULTS.length] ?? 'kill')
  return random.some(kinds, count).map((kind, at) => ({
    kind,
    round: Math.floor((at * rounds) / count),
    afterRequests: random.int(1, MOST_REQUESTS),
    random: randomOf(seed, `fault ${at}`),
  }))
}
