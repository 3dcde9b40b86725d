import { liveVacancies } from '../../src/demo/run.js'
import { score } from '../../src/demo/score.js'
import type { Score } from '../../src/demo/score.js'
import type { ByRudeness } from '../../src/demo/manners.js'
import { requestsOf, tellRudeness } from './board-logs.js'
import { heldLeases, inject } from './faults.js'
import type { Scene } from './faults.js'
import { openHouse } from './house.js'
import type { House } from './house.js'
import { FAULTS, planFaults } from './plan.js'
import type { FaultKind, PlannedFault } from './plan.js'
import { until } from './until.js'

const HOUR = 3_600_000
/** What a fault leaves behind (an open breaker, a missing robots.txt) is over after this, and each board is harvested once more. */
const RECOVERY_HOURS = 2
/** Whether all is quiet is asked at every so many looks. */
const QUIET_LOOKS = 25

export interface CrawlDrillOptions {
  readonly seed: number
  readonly faults: number
  /** Postings over all boards and rounds, about. */
  readonly size: number
  readonly logLevel: string
  readonly say: (line: string) => void
}

export interface CrawlDrillResult {
  readonly replicas: number
  readonly faults: number
  readonly byFault: Readonly<Record<FaultKind, number>>
  readonly score: Score
  readonly rudeRequests: number
  readonly byRudeness: ByRudeness
  readonly requests: number
  readonly crashes: number
}

const isQuiet = async ({ replicas }: House): Promise<boolean> =>
  (await Promise.all(replicas.names.map((name) => replicas.ask<boolean>(name, 'idle')))).every(Boolean)

/** The rounds of a drill, and what is wished and waited for in them. */
const openScene = (house: House): Scene & { wishAll(): Promise<void>; settle(): Promise<void> } => {
  let wishes = 0
  const wishAll = (): Promise<void> => house.schedule.wishAll(`drill-${++wishes}`)
  return {
    ...house,
    wishAll,
    async whenCrawling(requests) {
      const from = requestsOf(house.boards)
      let looks = 0
      await until('crawling is under way', async () => {
        if (++looks % QUIET_LOOKS === 0 && (await isQuiet(house))) await wishAll()
        return requestsOf(house.boards) - from >= requests && (await heldLeases(house)).length > 0
      })
    },
    async settle() {
      await house.schedule.tick()
      await until('the replicas are quiet', () => isQuiet(house))
      await house.service.quiet()
    },
  }
}

const pass = async ({ clock, replicas }: House, hours: number): Promise<void> => {
  clock.pass(hours * HOUR)
  await replicas.tellTime()
}

const resultOf = async (house: House, happened: readonly FaultKind[], round: number): Promise<CrawlDrillResult> => ({
  replicas: house.replicas.names.length,
  faults: happened.length,
  byFault: Object.fromEntries(
    FAULTS.map((kind) => [kind, happened.filter((one) => one === kind).length]),
  ) as CrawlDrillResult['byFault'],
  score: score({
    ...{ truth: house.boards.truth, round, startedAt: house.startedAt },
    vacancies: await liveVacancies(house.service.log),
  }),
  rudeRequests: house.boards.rude(),
  byRudeness: house.boards.byRudeness(),
  requests: requestsOf(house.boards),
  crashes: house.replicas.crashes(),
})

/** Harvests the demo's boards by three replicas of the crawler, which faults befall all the while. */
export const drillCrawl = async ({
  seed,
  faults,
  size,
  logLevel,
  say,
}: CrawlDrillOptions): Promise<CrawlDrillResult> => {
  const house = await openHouse({ seed, size, logLevel, say })
  const scene = openScene(house)
  const happened: FaultKind[] = []

  const befall = async (fault: PlannedFault): Promise<void> => {
    await scene.whenCrawling(fault.after)
    say(`round ${fault.round}: ${await inject[fault.kind](scene, fault)}`)
    happened.push(fault.kind)
  }
  const runRound = async (round: number, planned: readonly PlannedFault[]): Promise<void> => {
    house.boards.setRound(round)
    if (round > 0) await pass(house, house.boards.hoursBefore(round) - RECOVERY_HOURS)
    await scene.settle()
    await scene.wishAll()
    for (const fault of planned) await befall(fault)
    await scene.settle()
    await pass(house, RECOVERY_HOURS)
    await scene.wishAll()
    await scene.settle()
  }

  try {
    const { rounds } = house.boards
    const plan = planFaults(FAULTS, { seed, faults, rounds })
    for (let round = 0; round < rounds; round++) {
      await runRound(
        round,
        plan.filter((fault) => fault.round === round),
      )
      say(`round ${round} is quiet: ${requestsOf(house.boards)} requests, ${house.boards.rude()} rude`)
    }
    tellRudeness(house.boards, say)
    return await resultOf(house, happened, rounds - 1)
  } finally {
    await house.stop()
  }
}
