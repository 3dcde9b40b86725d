import { connect } from 'node:net'
import { startCrawler } from '../../crawlers/crawl.js'
import { loadPlatforms } from '../../crawlers/platforms.js'
import type { Board } from '../../src/domain/board.js'
import { pinoLogger } from '../../src/edges/observe/logger.js'
import { promMetrics } from '../../src/edges/observe/metrics.js'
import { openLeases } from '../../src/runtime/leases.js'
import { openRemovals } from '../../src/runtime/removals.js'
import { remotePorts } from './ports-client.js'
import { toldClock } from './told-clock.js'
import type { Time } from './told-clock.js'
import { openPeer } from './wire.js'

/** What a replica is told when it says hello. */
export interface Orders {
  readonly boards: readonly Board[]
  readonly leaseMs: number
  readonly logLevel: string
  readonly time: Time
}

const CONCURRENCY = 8

/** `replica.ts SOCKET NAME`: a crawler whose log and records are those of the process behind the socket. */
const [path = '', name = ''] = process.argv.slice(2)

const peer = openPeer(connect(path))
const { boards, leaseMs, logLevel, time: first } = await peer.call<Orders>('hello', name)
const told = toldClock(first)
const { clock } = told
const logger = pinoLogger(logLevel).child({ replica: name })
const { log, records } = remotePorts(peer, logger)
const crawler = await startCrawler({
  boards,
  platforms: await loadPlatforms(),
  log,
  records,
  leases: openLeases({ records, clock, holder: name, ttlMs: leaseMs }),
  removals: openRemovals(log),
  clock,
  metrics: promMetrics(),
  logger,
  contact: undefined,
  allowLoopback: true,
  concurrency: CONCURRENCY,
})
peer.serve({
  time: async (now: Time) => told.tell(now),
  idle: () => crawler.idle(),
})
await peer.call('ready')
// Who lost the house has nothing left to do.
await peer.closed
process.exit()
