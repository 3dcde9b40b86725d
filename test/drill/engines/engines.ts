import type { ByRudeness } from '../../../src/demo/manners.js'
import { topics } from '../../../src/domain/topics.js'
import { requestsOf, tellRudeness } from '../board-logs.js'
import { openCourse, seconds } from './course.js'
import { judge } from './judge.js'
import type { Verdict } from './judge.js'
import { lagsOf } from './lags.js'
import { KINDS, VICTIMS, planMoments } from './plan.js'
import type { Blow, Kind, Victim } from './plan.js'
import { openScene } from './scene.js'
import type { Scene, SceneOptions } from './scene.js'

export interface EnginesDrillOptions extends SceneOptions {
  readonly faults: number
}

export interface EnginesDrillResult {
  readonly faults: number
  readonly byRole: Readonly<Record<Victim, Readonly<Record<Kind, number>>>>
  readonly verdict: Verdict
  /** Waits that ran out, groups that lag and roles that are not ready at the end. */
  readonly stuck: number
  readonly crashes: number
  readonly rudeRequests: number
  readonly byRudeness: ByRudeness
  readonly requests: number
  readonly loadPublished: number
  readonly deadLetters: number
  /** From the end of a fault to a posting published after it being in the index, and the API answering. */
  readonly recoverySeconds: { readonly p50: number; readonly most: number }
  /** From the end of the last fault to quiet, the still time included. */
  readonly quietSeconds: number
}

const byRole = (happened: readonly Blow[]): EnginesDrillResult['byRole'] => {
  const count = (victim: Victim, kind: Kind): number =>
    happened.filter((blow) => blow.victim === victim && blow.kind === kind).length
  const rows = VICTIMS.map((victim) => [victim, Object.fromEntries(KINDS.map((kind) => [kind, count(victim, kind)]))])
  return Object.fromEntries(rows) as EnginesDrillResult['byRole']
}

/** Groups that lag and roles that are not ready, when all should be at rest. */
const stragglers = async ({ set: { log, roles } }: Scene, say: (line: string) => void): Promise<number> => {
  const lags = await lagsOf(log)
  const ready = await Promise.all(roles.names.map((name) => roles.ask<boolean>(name, 'ready').catch(() => false)))
  const unready = roles.names.filter((_, at) => ready[at] !== true)
  const lagging = Object.entries(lags).filter(([, lag]) => lag > 0)
  if (unready.length + lagging.length > 0)
    say(`at the end: lags ${JSON.stringify(lags)}, not ready: ${unready.join(', ')}`)
  return unready.length + lagging.length
}

/** Harvests the demo's boards on real engines under load, while faults befall servers and roles. */
export const drillEngines = async ({ faults, ...options }: EnginesDrillOptions): Promise<EnginesDrillResult> => {
  const { seed, say } = options
  const scene = await openScene(options)
  try {
    const { boards, set, load, startedAt } = scene
    const course = openCourse(scene, say)
    const moments = planMoments(seed, faults, boards.rounds)
    let quietSeconds = 0
    for (let round = 0; round < boards.rounds; round++) {
      await course.runRound(
        round,
        moments.filter((moment) => moment.round === round),
      )
      if (round === boards.rounds - 1) quietSeconds = await course.quiet()
      else await course.settle()
      await course.afterRound()
      say(`round ${round} is through: ${requestsOf(boards)} requests, ${load.published()} postings of the load`)
    }
    await course.quiet()
    tellRudeness(boards, say)
    const stuck = course.stuck() + (await stragglers(scene, say))
    const sorted = course.recoveries.toSorted((a, b) => a - b)
    return {
      faults: course.happened.length,
      byRole: byRole(course.happened),
      verdict: await judge({
        ...{ truth: boards.truth, round: boards.rounds - 1, startedAt },
        ...{ log: set.log, index: set.index, acknowledged: load.acknowledged },
      }),
      stuck,
      crashes: set.roles.crashes(),
      rudeRequests: boards.rude(),
      byRudeness: boards.byRudeness(),
      requests: requestsOf(boards),
      loadPublished: load.published(),
      deadLetters: (await set.log.ends(topics.deadLetters)).reduce((sum, { start, end }) => sum + end - start, 0),
      recoverySeconds: { p50: seconds(sorted[Math.floor(sorted.length / 2)] ?? 0), most: seconds(sorted.at(-1) ?? 0) },
      quietSeconds,
    }
  } finally {
    await scene.stop()
  }
}
