import { planFaults } from '../plan.js'
import type { PlannedFault } from '../plan.js'
import { SERVERS } from './servers.js'

/** Who is befallen: the servers, and every role. */
export const VICTIMS = [...SERVERS, 'crawl', 'normalize', 'dedupe', 'index', 'api'] as const
export type Victim = (typeof VICTIMS)[number]

/**
 * `kill`: kill -9, then started again. `stop`: ended politely, away for a while, then started. `pause`: SIGSTOP beyond the
 * session's time, then SIGCONT. `restart`: ended politely and started at once.
 */
export const KINDS = ['kill', 'stop', 'pause', 'restart'] as const
export type Kind = (typeof KINDS)[number]

export interface Blow {
  readonly victim: Victim
  readonly kind: Kind
}

export type PlannedBlow = PlannedFault<Blow>

/** Each kind befalls each victim five times. */
export const FULL = VICTIMS.length * KINDS.length * 5

const ALL: readonly Blow[] = VICTIMS.flatMap((victim) => KINDS.map((kind) => ({ victim, kind })))
/** How often a fault comes at the same time as the one before it. */
const TOGETHER = 0.4

/** Faults that come at once: of different victims, in one round. */
export interface Moment {
  readonly round: number
  readonly after: number
  readonly blows: readonly PlannedBlow[]
}

/** Faults of all victims and kinds alike, alone or with others, in an order that the seed decides. */
export const planMoments = (seed: number, faults: number, rounds: number): readonly Moment[] => {
  const moments: Moment[] = []
  for (const blow of planFaults(ALL, { seed, faults, rounds })) {
    const last = moments.at(-1)
    const isFree = last?.round === blow.round && last.blows.every(({ kind }) => kind.victim !== blow.kind.victim)
    if (last && isFree && blow.random.next() < TOGETHER)
      moments.splice(-1, 1, { ...last, blows: [...last.blows, blow] })
    else moments.push({ round: blow.round, after: blow.after, blows: [blow] })
  }
  return moments
}
