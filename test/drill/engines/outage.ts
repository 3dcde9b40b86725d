import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Role } from '../../../config/settings.js'
import { loadBoard } from '../../support/generated-postings.js'
import { houseClock } from '../house-clock.js'
import { until } from '../until.js'
import { isDrained, lagsOf } from './lags.js'
import { openLoad } from './load.js'
import type { Load } from './load.js'
import { judgeLoad } from './load-judge.js'
import { slopeOf } from './memory.js'
import type { Sample } from './memory.js'
import { openRoleSet } from './role-set.js'
import type { RoleSet } from './role-set.js'
import type { Usage } from './role.js'
import { startServers } from './servers.js'
import type { Servers } from './servers.js'

const ROLES = {
  crawl: 'crawl',
  normalize: 'normalize',
  dedupe: 'dedupe',
  index: 'index',
  api: 'api',
} as const satisfies Record<string, Role>
const MINUTE = 60_000
const SAMPLE_MS = 2000
/** Until the processes have taken what memory they work in; of a short outage a third of it. */
const SETTLE_MINUTES = 2
const MOST_DRAIN_MS = 5 * MINUTE
/** Few enough that dedupe's table stands, many enough that no revision follows at once on another. */
const POSTINGS = 1000

export interface OutageOptions {
  readonly minutes: number
  readonly perSecond: number
  readonly logLevel: string
  readonly say: (line: string) => void
}

export interface OutageResult {
  readonly minutes: number
  /** Postings published while Elasticsearch was away. */
  readonly published: number
  /** Records that waited for each group at the end of it. */
  readonly backlog: Readonly<Record<string, number>>
  /** Megabytes a minute of each process, while it was away. */
  readonly slopes: Readonly<Record<string, number>>
  readonly megabytes: Readonly<Record<string, number>>
  readonly worstSlope: number
  /** From its start to all lags 0; null when that took more than five minutes. */
  readonly drainSeconds: number | null
  readonly lost: number
  readonly crashes: number
}

const rounded = (value: number): number => Math.round(value * 100) / 100

const each = <T>(values: ReadonlyMap<string, T>, of: (value: T) => number): Record<string, number> =>
  Object.fromEntries([...values].map(([name, value]) => [name, rounded(of(value))]))

/** Samples the memory of every process for so long. */
const watchMemory = async ({ roles }: RoleSet, minutes: number): Promise<ReadonlyMap<string, readonly Sample[]>> => {
  const samples = new Map<string, Sample[]>(roles.names.map((name) => [name, []]))
  const began = performance.now()
  for (let at = 0; at < minutes; at = (performance.now() - began) / MINUTE) {
    for (const [name, taken] of samples) {
      const { rssMegabytes: megabytes } = await roles.ask<Usage>(name, 'usage')
      taken.push({ minutes: at, megabytes })
    }
    await delay(SAMPLE_MS)
  }
  const from = Math.min(SETTLE_MINUTES, minutes / 3)
  return new Map([...samples].map(([name, taken]) => [name, taken.filter(({ minutes: at }) => at >= from)]))
}

/** Seconds until everything is through; null when it takes too long. */
const drain = async ({ log }: RoleSet, say: (line: string) => void): Promise<number | null> => {
  const began = performance.now()
  try {
    await until('everything is through', () => isDrained(log).catch(() => false), MOST_DRAIN_MS)
    return rounded((performance.now() - began) / 1000)
  } catch {
    say(`stuck: ${JSON.stringify(await lagsOf(log))}`)
    return null
  }
}

const endure = async (set: RoleSet, servers: Servers, load: Load, options: OutageOptions): Promise<OutageResult> => {
  const { minutes, say } = options
  await delay(Math.min(MINUTE, (minutes * MINUTE) / 2))
  say(`${load.published()} postings are through; stopping Elasticsearch`)
  await servers.tell('elasticsearch', 'stop')
  const before = load.published()
  const memory = await watchMemory(set, minutes)
  const published = load.published() - before
  const backlog = await lagsOf(set.log)
  say(`${published} postings came in ${minutes} minutes; starting Elasticsearch`)
  await load.pause()
  await servers.tell('elasticsearch', 'start')
  const drainSeconds = await drain(set, say)
  const slopes = each(memory, slopeOf)
  return {
    minutes,
    published,
    backlog,
    slopes,
    megabytes: each(memory, (samples) => samples.at(-1)?.megabytes ?? 0),
    worstSlope: Math.max(...Object.values(slopes)),
    drainSeconds,
    lost: (await judgeLoad(set.index, load.acknowledged)).lost.length,
    crashes: set.roles.crashes(),
  }
}

/** The service under load while Elasticsearch is away: memory stands, and all is through afterwards. */
export const drillOutage = async (options: OutageOptions): Promise<OutageResult> => {
  const { perSecond, logLevel, say } = options
  const folder = await mkdtemp(join(tmpdir(), 'jobdata-outage-'))
  const servers = await startServers(say)
  const clock = houseClock()
  try {
    const set = await openRoleSet({
      ...{ folder, servers: servers.settings, namespace: 'outage', roles: ROLES, boards: [loadBoard] },
      ...{ clock, logLevel, say },
    })
    const load = openLoad({ log: set.log, clock, postings: POSTINGS, perSecond })
    try {
      return await endure(set, servers, load, options)
    } finally {
      await load.stop()
      await set.stop()
    }
  } finally {
    await servers.down()
    await rm(folder, { recursive: true, force: true })
  }
}
