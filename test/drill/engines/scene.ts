import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '../../../config/settings.js'
import { startDemoBoards } from '../../../src/demo/server.js'
import type { DemoBoards } from '../../../src/demo/server.js'
import { pinoLogger } from '../../../src/edges/observe/logger.js'
import { openOwners } from '../../../src/runtime/owners.js'
import { startSchedule } from '../../../src/runtime/schedule.js'
import type { Schedule } from '../../../src/runtime/schedule.js'
import { loadBoard } from '../../support/generated-postings.js'
import { boardRules } from '../board-rules.js'
import { DEDUPES } from './blows.js'
import { houseClock } from '../house-clock.js'
import type { HouseClock } from '../house-clock.js'
import { openLoad } from './load.js'
import type { Load } from './load.js'
import { LEASE_SECONDS, openRoleSet } from './role-set.js'
import type { RoleSet } from './role-set.js'
import { startServers } from './servers.js'
import type { Servers } from './servers.js'

const ROLES: Readonly<Record<string, Role>> = {
  crawl: 'crawl',
  normalize: 'normalize',
  ...Object.fromEntries(DEDUPES.map((name) => [name, 'dedupe' as const])),
  index: 'index',
  api: 'api',
}
/** A steady stream beside the harvest, which comes in gusts. */
const LOAD = { postings: 300, perSecond: 20 }

/** Boards, servers, the service in one process a role, and a load: all that faults can befall, and what they cannot. */
export interface Scene {
  readonly clock: HouseClock
  /** Epoch milliseconds: when round 0 began. */
  readonly startedAt: number
  readonly boards: DemoBoards
  readonly servers: Servers
  readonly set: RoleSet
  readonly schedule: Schedule
  readonly load: Load
  readonly stop: () => Promise<void>
}

export interface SceneOptions {
  readonly seed: number
  readonly size: number
  readonly logLevel: string
  readonly say: (line: string) => void
}

interface Ending {
  readonly onStop: (end: () => Promise<unknown>) => void
  readonly stop: () => Promise<void>
}

/** Ends what was opened, last to first, whatever fails. */
const ending = (): Ending => {
  const ends: (() => Promise<unknown>)[] = []
  return {
    onStop: (end) => void ends.unshift(end),
    stop: async () => {
      for (const end of ends) await end().catch(() => undefined)
    },
  }
}

/** Opens the scene; a folder and servers of its own go with it. */
export const openScene = async ({ seed, size, logLevel, say }: SceneOptions): Promise<Scene> => {
  const { onStop, stop } = ending()
  try {
    const folder = await mkdtemp(join(tmpdir(), 'jobdata-drill-'))
    onStop(() => rm(folder, { recursive: true, force: true }))
    const servers = await startServers(say)
    onStop(() => servers.down())
    const clock = houseClock()
    const startedAt = clock.now()
    const ticks = (): number => clock.now()
    const boards = await startDemoBoards({ ...{ seed, size, startedAt, ticks }, round: 0, rules: boardRules() })
    onStop(() => boards.close())
    const known = [...boards.boards, loadBoard]
    const set = await openRoleSet({
      ...{ folder, servers: servers.settings, namespace: 'drill', roles: ROLES, boards: known },
      ...{ clock, logLevel, say },
    })
    onStop(() => set.stop())
    const { log, records } = set
    const owners = openOwners({ records, clock, holder: 'drill', ttlMs: LEASE_SECONDS * 1000 })
    const schedule = startSchedule({ boards: known, log, records, owners, clock, logger: pinoLogger(logLevel) })
    onStop(() => schedule.stop())
    const load = openLoad({ log, clock, ...LOAD })
    onStop(() => load.stop())
    return { clock, startedAt, boards, servers, set, schedule, load, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
