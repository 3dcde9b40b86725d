import type { Random } from '../../src/demo/generate/random.js'
import { randomOf } from '../../src/demo/generate/random.js'

/**
 * What befalls the crawlers. `kill`: kill -9 of a replica, which starts again. `freeze`: SIGSTOP until others have its
 * leases, then SIGCONT. `clock`: the time of day of a replica jumps. `cut`: the way to one host is cut. `ledger`: what is
 * known of a board is lost.
 */
export const FAULTS = ['kill', 'freeze', 'clock', 'cut', 'ledger'] as const
export type FaultKind = (typeof FAULTS)[number]

export interface PlannedFault<Kind = FaultKind> {
  readonly kind: Kind
  readonly round: number
  /** Signs of life (requests that boards see, postings that pass) before it comes: there is work under way then. */
  readonly after: number
  /** Decides what else there is to decide. */
  readonly random: Random
}

const MOST_SIGNS = 12

/** Faults of all kinds alike, spread over all rounds, in an order that the seed decides. */
export const planFaults = <Kind>(
  kinds: readonly Kind[],
  { seed, faults, rounds }: { readonly seed: number; readonly faults: number; readonly rounds: number },
): readonly PlannedFault<Kind>[] => {
  const random = randomOf(seed, 'drill')
  const all = Array.from({ length: Math.ceil(faults / kinds.length) }, () => kinds).flat()
  return random.some(all.slice(0, faults), faults).map((kind, at) => ({
    kind,
    round: Math.floor((at * rounds) / faults),
    after: random.int(1, MOST_SIGNS),
    random: randomOf(seed, `fault ${at}`),
  }))
}
