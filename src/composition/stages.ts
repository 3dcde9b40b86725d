import { dedupe, DEDUPE } from '../../pipelines/dedupe/stage.js'
import { indexVacancies } from '../../pipelines/index/stage.js'
import { normalize } from '../../pipelines/normalize/stage.js'
import { currentEpoch } from '../runtime/epoch.js'
import { runOwnedStage } from '../runtime/run-owned-stage.js'
import { runStage } from '../runtime/run-stage.js'
import type { RunningStage } from '../runtime/run-stage.js'
import type { Ground } from './ground.js'

/** An owner looks after itself, and a standby asks, so often within a lease, and no less often than this. */
const LOOKS_A_LEASE = 6
const LONGEST_LOOK_MS = 5000

/** Starts a stage. */
type Start = (ground: Ground) => Promise<RunningStage>

const running = ({ log, clock, logger, metrics, space, settings }: Ground) => ({
  ...{ log, clock, logger, metrics, space },
  maxRecords: settings.batchRecords,
  random: Math.random,
})

const startNormalize: Start = (ground) => {
  const { boards, settings, removals, log, metrics } = ground
  const byId = new Map(boards.map((board) => [board.id, board]))
  const { baseCurrency } = settings
  const stage = normalize({ boards: (id) => byId.get(id), baseCurrency, removals, log, metrics })
  return runStage({ ...running(ground), stage })
}

const startDedupe: Start = (ground) => {
  const { boards, log, owners, settings } = ground
  const byId = new Map(boards.map((board) => [board.id, board]))
  return runOwnedStage({
    ...running(ground),
    name: DEDUPE,
    owners,
    stage: (owner) => dedupe({ log, owner, terms: (board) => byId.get(board)?.terms }),
    lookMs: Math.min(LONGEST_LOOK_MS, (settings.leaseSeconds * 1000) / LOOKS_A_LEASE),
  })
}

const startIndex: Start = (ground) => {
  const { index, records } = ground
  return runStage({ ...running(ground), stage: indexVacancies({ index, epoch: () => currentEpoch(records) }) })
}

/** Last to first: the last stage starts first, and so stops last, and what is under way drains down the house. */
const STAGES = [
  ['index', startIndex],
  ['dedupe', startDedupe],
  ['normalize', startNormalize],
] as const

/** Starts the stages of this process's roles. */
export const startStages = async (ground: Ground): Promise<RunningStage[]> => {
  const { has, life } = ground
  const stages: RunningStage[] = []
  for (const [role, start] of STAGES) {
    if (!has(role)) continue
    const stage = await start(ground)
    stages.push(stage)
    life.onStop(stage.name, () => stage.stop())
  }
  return stages
}
