import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '../../config/settings.js'
import { startDemoBoards } from '../../src/demo/server.js'
import type { DemoBoards } from '../../src/demo/server.js'
import { pinoLogger } from '../../src/edges/observe/logger.js'
import { openOwners } from '../../src/runtime/owners.js'
import { startSchedule } from '../../src/runtime/schedule.js'
import type { Schedule } from '../../src/runtime/schedule.js'
import { startService } from '../../src/service.js'
import type { Service } from '../../src/service.js'
import { boardRules } from './board-rules.js'
import { openCuts } from './cuts.js'
import type { Cuts } from './cuts.js'
import { houseClock } from './house-clock.js'
import type { HouseClock } from './house-clock.js'
import { servePorts } from './ports-server.js'
import { openReplicas } from './replicas.js'
import type { Replicas } from './replicas.js'
import { openPeer } from './wire.js'

const REPLICAS = ['one', 'two', 'three']
/** Short, so that a drill sees many leases run out. */
export const LEASE_MS = 4000
/** Boards, the stages after the crawler, and what replicas of the crawler need: all on one clock, in this process. */
export interface House {
  readonly clock: HouseClock
  readonly boards: DemoBoards
  /** Epoch milliseconds: when round 0 began, which the boards' dates hang on. */
  readonly startedAt: number
  readonly cuts: Cuts
  readonly service: Service
  readonly schedule: Schedule
  readonly replicas: Replicas
  stop(): Promise<void>
}

export interface HouseOptions {
  readonly seed: number
  readonly size: number
  readonly logLevel: string
  readonly say: (line: string) => void
}

/** Starts the house and its replicas; a folder of its own holds the data, and goes with it. */
export const openHouse = async ({ seed, size, logLevel, say }: HouseOptions): Promise<House> => {
  const folder = await mkdtemp(join(tmpdir(), 'jobdata-drill-'))
  const clock = houseClock()
  const logger = pinoLogger(logLevel)
  const cuts = openCuts()
  const startedAt = clock.now()
  const boards = await startDemoBoards({
    ...{ seed, size, round: 0, startedAt, rules: boardRules() },
    ticks: () => clock.now(),
    intercept: (board, request) => cuts.intercept(board, request),
  })
  const settings = readSettings({ DATA_DIR: join(folder, 'service'), ROLES: 'normalize,dedupe,index', PORT: '0' })
  const service = await startService({ settings, boards: boards.boards, clock, logger })
  const { log, records } = service
  const owners = openOwners({ records, clock, holder: 'house', ttlMs: LEASE_MS })
  const schedule = startSchedule({ boards: boards.boards, log, records, owners, clock, logger })
  const replicas = openReplicas({
    names: REPLICAS,
    program: new URL('./replica.ts', import.meta.url),
    socket: join(folder, 'ports.socket'),
    orders: () => ({ boards: boards.boards, leaseMs: LEASE_MS, logLevel }),
    passedMs: clock.passedMs,
    say,
  })
  const server = createServer((socket) => {
    const peer = openPeer(socket)
    servePorts(service, peer)
    replicas.welcome(peer)
  })
  await new Promise<void>((resolve) => server.listen(join(folder, 'ports.socket'), resolve))
  await replicas.start()
  return {
    ...{ clock, boards, startedAt, cuts, service, schedule, replicas },
    async stop() {
      await replicas.stop()
      await schedule.stop()
      await new Promise((resolve) => server.close(resolve))
      await service.stop()
      await boards.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
