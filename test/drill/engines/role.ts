/** `role.ts SOCKET NAME`: a process of the service on real servers, with the roles and the clock that it is told. */
import { connect } from 'node:net'
import { readSettings } from '../../../config/settings.js'
import { explain } from '../../../src/domain/errors.js'
import type { Board } from '../../../src/domain/board.js'
import { pinoLogger } from '../../../src/edges/observe/logger.js'
import { stopOnSignals } from '../../../src/runtime/lifecycle.js'
import { startService } from '../../../src/service.js'
import { toldClock } from '../told-clock.js'
import type { Time } from '../told-clock.js'
import { openPeer } from '../wire.js'

/** What a role is told when it says hello. */
export interface RoleOrders {
  readonly settings: NodeJS.ProcessEnv
  readonly boards: readonly Board[]
}

/** What a role has used so far. */
export interface Usage {
  readonly cpuMs: number
  readonly rssMegabytes: number
}

const MEGABYTE = 1_048_576
const [path = '', name = ''] = process.argv.slice(2)

const peer = openPeer(connect(path))
// Who lost the drill has nothing left to do.
void peer.closed.then(() => process.exit())
const { settings: environment, boards, time } = await peer.call<RoleOrders & { time: Time }>('hello', name)
const told = toldClock(time)
const settings = readSettings(environment)
const logger = pinoLogger(settings.logLevel).child({ replica: name })

const usage = async (): Promise<Usage> => {
  const { user, system } = process.cpuUsage()
  return { cpuMs: (user + system) / 1000, rssMegabytes: process.memoryUsage.rss() / MEGABYTE }
}

try {
  const service = await startService({ settings, boards, clock: told.clock, logger })
  stopOnSignals(() => service.stop(), logger)
  peer.serve({
    time: async (now: Time) => told.tell(now),
    address: async () => service.address,
    ready: async () => (await service.readiness()).ready,
    usage,
  })
  await peer.call('ready')
} catch (error) {
  logger.error({}, `cannot start: ${explain(error)}`)
  process.exit(1)
}
