import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '../../../config/settings.js'
import { removeNamespace } from '../../../src/composition/remove-namespace.js'
import { instant } from '../../../src/domain/common.js'
import { JobdataError } from '../../../src/domain/errors.js'
import { topics } from '../../../src/domain/topics.js'
import { openElasticClient } from '../../../src/edges/elasticsearch/client.js'
import { indexNames } from '../../../src/edges/elasticsearch/index-names.js'
import { pinoLogger } from '../../../src/edges/observe/logger.js'
import { isDrained } from '../../drill/engines/lags.js'
import { openRoleSet } from '../../drill/engines/role-set.js'
import type { RoleSet } from '../../drill/engines/role-set.js'
import type { Usage } from '../../drill/engines/role.js'
import { houseClock } from '../../drill/house-clock.js'
import { until } from '../../drill/until.js'
import { enginesOf } from '../../support/engines.js'
import type { Engines } from '../../support/engines.js'
import { inventRaw, loadBoard } from '../../support/generated-postings.js'
import { readOptions } from '../options.js'
import { runBare } from './bare.js'
import { measureFreshness } from './freshness.js'

const STAGES = { normalize: 'normalize', dedupe: 'dedupe', index: 'index' } as const
type StageName = keyof typeof STAGES
/** What must cost no more than the bare loop: everything but normalize. */
const COMPARED: readonly StageName[] = ['dedupe', 'index']
const BOUNDS = { perSecond: 600, ratio: 1, p50Ms: 2000, p99Ms: 5000 }
const BATCH = 500
const MOST_MS = 15 * 60_000
const LOG_LEVEL = 'error'

const say = (line: string): void => console.error(`bench: ${line}`)

const rounded = (value: number): number => Math.round(value * 1000) / 1000

const cpuOf = async ({ roles }: RoleSet): Promise<Record<StageName, number>> => {
  const used = roles.names.map(async (name) => [name, (await roles.ask<Usage>(name, 'usage')).cpuMs] as const)
  return Object.fromEntries(await Promise.all(used)) as Record<StageName, number>
}

interface Numbered {
  /** Number of the first posting. */
  readonly first: number
  readonly postings: number
}

const publish = async ({ log }: RoleSet, { first, postings }: Numbered, now: string): Promise<void> => {
  for (let at = 0; at < postings; at += BATCH) {
    const values = Array.from({ length: Math.min(BATCH, postings - at) }, (_, n) => inventRaw(first + at + n, 0, now))
    const records = values.map((value) => ({ key: value.key, value }))
    await log.publish(topics.raw, records)
  }
}

interface Saturated {
  readonly perSecond: number
  /** CPU-ms a posting. */
  readonly cpuMs: Readonly<Record<StageName, number>>
}

/** Publishes all at once, and waits until searches find them. */
const saturate = async (set: RoleSet, numbered: Numbered, now: string): Promise<Saturated> => {
  const { postings } = numbered
  const before = await cpuOf(set)
  const began = performance.now()
  await publish(set, numbered, now)
  await until('all is through', () => isDrained(set.log), MOST_MS)
  await until('all is found', async () => (await set.index.count()).open >= postings, MOST_MS)
  const seconds = (performance.now() - began) / 1000
  const after = await cpuOf(set)
  const each = (name: StageName): number => (after[name] - before[name]) / postings
  return {
    perSecond: Math.round(postings / seconds),
    cpuMs: { normalize: each('normalize'), dedupe: each('dedupe'), index: each('index') },
  }
}

const percentile = (sorted: readonly number[], share: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Infinity)

const serversHere = (): Engines => {
  const servers = enginesOf(process.env)
  if (servers !== undefined) return servers
  throw new JobdataError('the bench runs on real servers: set KAFKA_BROKERS and ELASTICSEARCH_NODE', {
    consequence: 'config',
    code: 'servers-missing',
  })
}

interface Place {
  readonly engines: Engines
  readonly servers: NodeJS.ProcessEnv
  readonly namespace: string
  readonly clock: ReturnType<typeof houseClock>
}

/** Opens the stages in a namespace of the bench's own; what they kept goes afterwards. */
const onStages = async <T>({ servers, namespace, clock }: Place, work: (set: RoleSet) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-pipeline-'))
  const logger = pinoLogger(LOG_LEVEL)
  try {
    const set = await openRoleSet({
      ...{ folder, servers, namespace, roles: STAGES, boards: [loadBoard], clock },
      ...{ logLevel: LOG_LEVEL, say },
    })
    try {
      return await work(set)
    } finally {
      // Politely: a member that was killed stays in its group for a while, and the group could not be removed.
      await Promise.all(set.roles.names.map((name) => set.roles.end(name)))
      await set.stop()
    }
  } finally {
    for (const one of [namespace, bareOf(namespace)])
      await removeNamespace({ settings: readSettings({ ...servers, NAMESPACE: one }), clock, logger })
    await rm(folder, { recursive: true, force: true })
  }
}

const bareOf = (namespace: string): string => `${namespace}-bare`

interface Options extends Numbered {
  readonly seconds: number
}

const measure = async (set: RoleSet, { engines, namespace, clock }: Place, { seconds, ...numbered }: Options) => {
  const { first, postings } = numbered
  say(`${postings} postings at once`)
  const ours = await saturate(set, numbered, instant(clock.now()))
  say(`${ours.perSecond} a second; now the bare loop`)
  const bare = await runBare({ log: set.log, engines, namespace, own: bareOf(namespace), clock })
  const perSecond = Math.max(1, Math.floor(ours.perSecond / 2))
  say(`freshness at ${perSecond} a second`)
  const client = await openElasticClient({ node: engines.node })
  const times = await measureFreshness({
    ...{ log: set.log, clock, client, alias: indexNames(namespace).read },
    ...{ first: first + postings, perSecond, seconds },
  }).finally(() => client.close())
  const freshness = { perSecond, watched: times.length, p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) }
  return { ours, bare, freshness }
}

/** `pipeline`: raw topic → searchable beside a bare loop; prints one line of JSON. */
export const pipeline = async (args: readonly string[]): Promise<boolean> => {
  const { seed, postings, seconds } = readOptions(args, { seed: 1, postings: 20_000, seconds: 60 })
  const engines = serversHere()
  const servers = { KAFKA_BROKERS: engines.brokers, ELASTICSEARCH_NODE: engines.node }
  const place = { engines, servers, namespace: `bench-${process.pid}`, clock: houseClock() }
  // Other postings for another seed, and none twice.
  const numbered = { first: seed * 1_000_000, postings }
  const { ours, bare, freshness } = await onStages(place, (set) => measure(set, place, { ...numbered, seconds }))
  const ratios = COMPARED.map((name) => [name, ours.cpuMs[name] / bare.cpuMs] as const)
  const shown = (values: readonly (readonly [string, number])[]) =>
    Object.fromEntries(values.map(([name, value]) => [name, rounded(value)]))
  const { perSecond } = ours
  const line = { perSecond, cpuMs: shown(Object.entries(ours.cpuMs)), bare: shown(Object.entries(bare)) }
  console.log(JSON.stringify({ seed, postings, ...line, ratios: shown(ratios), freshness, bounds: BOUNDS }))
  return (
    perSecond >= BOUNDS.perSecond &&
    ratios.every(([, ratio]) => ratio <= BOUNDS.ratio) &&
    freshness.p50Ms <= BOUNDS.p50Ms &&
    freshness.p99Ms <= BOUNDS.p99Ms
  )
}
