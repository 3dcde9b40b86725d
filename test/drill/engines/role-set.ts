import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { readSettings } from '../../../config/settings.js'
import type { Role } from '../../../config/settings.js'
import { openEdges } from '../../../src/composition/open-edges.js'
import type { Edges } from '../../../src/composition/edges.js'
import type { Board } from '../../../src/domain/board.js'
import { pinoLogger } from '../../../src/edges/observe/logger.js'
import { promMetrics } from '../../../src/edges/observe/metrics.js'
import { lifecycle } from '../../../src/runtime/lifecycle.js'
import type { HouseClock } from '../house-clock.js'
import { openReplicas } from '../replicas.js'
import type { Replicas } from '../replicas.js'
import { openPeer } from '../wire.js'

/** Short, so that a drill sees ownerships and leases run out. */
export const LEASE_SECONDS = 15

export interface RoleSetOptions {
  /** Holds the socket; who opens the set removes it. */
  readonly folder: string
  /** Where the servers are, as the service's settings name them. */
  readonly servers: NodeJS.ProcessEnv
  readonly namespace: string
  /** Processes by name. */
  readonly roles: Readonly<Record<string, Role>>
  readonly boards: readonly Board[]
  readonly clock: HouseClock
  readonly logLevel: string
  readonly say: (line: string) => void
}

/** The service on real servers, one process a role, and edges of the drill's own beside it. */
export interface RoleSet extends Pick<Edges, 'log' | 'records' | 'index'> {
  readonly roles: Replicas
  stop(): Promise<void>
}

const settingsOf = ({ servers, namespace, logLevel }: RoleSetOptions, roles: string): NodeJS.ProcessEnv => ({
  ...servers,
  NAMESPACE: namespace,
  ROLES: roles,
  PORT: '0',
  LOG_LEVEL: logLevel,
  LEASE_SECONDS: String(LEASE_SECONDS),
  CRAWL_LOOPBACK: 'true',
  CRAWL_CONCURRENCY: '8',
})

/** Opens the edges, starts every role; resolves when each is ready. */
export const openRoleSet = async (options: RoleSetOptions): Promise<RoleSet> => {
  const { folder, roles: named, boards, clock, logLevel, say } = options
  const socket = join(folder, 'roles.socket')
  const logger = pinoLogger(logLevel)
  const life = lifecycle(logger)
  try {
    const synonyms = await readFile('config/synonyms.txt', 'utf8')
    const settings = readSettings(settingsOf(options, 'api'))
    const edges = await openEdges({ settings, clock, logger, metrics: promMetrics(), life, synonyms, onWait: say })
    const roles = openReplicas({
      names: Object.keys(named),
      program: new URL('./role.ts', import.meta.url),
      socket,
      orders: (name) => ({ settings: settingsOf(options, named[name] ?? ''), boards }),
      passedMs: clock.passedMs,
      say,
    })
    const server = createServer((connection) => roles.welcome(openPeer(connection)))
    await new Promise<void>((resolve) => server.listen(socket, resolve))
    life.onStop('socket', async () => void server.close())
    life.onStop('roles', () => roles.stop())
    await roles.start()
    return { ...edges, roles, stop: () => life.stop() }
  } catch (error) {
    await life.stop()
    throw error
  }
}
