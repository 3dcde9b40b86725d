import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from '@jest/globals'
import { readSettings } from '../../config/settings.js'
import { toDocument } from '../../pipelines/index/document.js'
import { indexVacancies } from '../../pipelines/index/stage.js'
import { openServerEdges } from '../../src/composition/server-edges.js'
import type { Edges } from '../../src/composition/edges.js'
import { openReindexing } from '../../src/composition/reindexing.js'
import { removeNamespace } from '../../src/composition/remove-namespace.js'
import { topics } from '../../src/domain/topics.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import { reindex } from '../../src/operate/reindex/reindex.js'
import type { ReindexOptions, ReindexResult, ReindexWish } from '../../src/operate/reindex/reindex.js'
import { lifecycle } from '../../src/runtime/lifecycle.js'
import { runStage } from '../../src/runtime/run-stage.js'
import { engines } from '../support/engines.js'
import { countingMetrics, silentLogger } from '../support/quiet.js'
import { until } from '../support/until.js'
import { inventVacancy } from '../support/vacancies.js'

const servers = engines('jobdata reindex')
const suite = servers ? describe : describe.skip
const TOPIC = topics.vacancies
const PLAIN: ReindexWish = { force: false, restart: false, keep: false }
const clock = systemClock()
const logger = silentLogger()

suite('jobdata reindex on Kafka and Elasticsearch', () => {
  const settings = readSettings({
    KAFKA_BROKERS: servers?.brokers,
    ELASTICSEARCH_NODE: servers?.node,
    NAMESPACE: `reindex-${process.pid}`,
  })
  let life: ReturnType<typeof lifecycle>
  let edges: Edges
  let options: Omit<ReindexOptions, 'signal'>

  beforeAll(async () => {
    life = lifecycle(logger)
    const metrics = countingMetrics()
    const [synonyms, onWait] = ['', (): void => undefined]
    edges = await openServerEdges({ settings, clock, logger, metrics, life, synonyms, onWait })
    options = await openReindexing({ settings, clock, logger, life })
  }, 60_000)
  afterAll(async () => {
    await life.stop()
    await removeNamespace({ settings, clock, logger })
  }, 60_000)

  /** The index stage of a running service. */
  let stage: Awaited<ReturnType<typeof runStage>>
  beforeEach(async () => {
    const space = {
      room: async () => undefined,
      ranOut: () => undefined,
      state: async () => ({ ok: true, message: '' }),
    }
    stage = await runStage({
      ...{ log: edges.log, clock, logger, metrics: countingMetrics(), space, maxRecords: 500, random: () => 0 },
      stage: indexVacancies({ index: edges.index, epoch: async () => options.epoch }),
    })
  }, 60_000)
  afterEach(() => stage.stop(), 60_000)

  const publish = (numbers: readonly number[], more = {}) =>
    edges.log.publish(
      TOPIC,
      numbers.map((n) => inventVacancy(n, more)).map((value) => ({ key: value.id, value })),
    )
  const purge = (n: number) => edges.log.publish(TOPIC, [{ key: inventVacancy(n).id, value: null }])
  const numbers = (count: number, from = 0): number[] => Array.from({ length: count }, (_, n) => from + n)

  /** Runs to the end; `during` is called at each step. */
  const run = async (
    wish: Partial<ReindexWish> = {},
    during: () => Promise<unknown> = async () => undefined,
    signal = new AbortController().signal,
  ): Promise<ReindexResult> => {
    const steps = reindex({ ...PLAIN, ...wish }, { ...options, signal })
    for (;;) {
      const step = await steps.next()
      if (step.done) return step.value
      await during()
    }
  }

  const liveTitles = async (): Promise<ReadonlyMap<string, string | undefined>> => {
    await edges.index.refresh()
    const titles = new Map<string, string | undefined>()
    for await (const page of edges.index.scan()) {
      for (const { id } of page) titles.set(id, (await edges.index.get(id))?.document.search?.title)
    }
    return titles
  }

  const topicTitles = async (): Promise<ReadonlyMap<string, string | undefined>> => {
    const titles = new Map<string, string | undefined>()
    for await (const { records } of edges.log.read(TOPIC)) {
      for (const { key, value } of records) {
        if (value === null) titles.delete(key ?? '')
        else titles.set(key ?? '', (value as { title?: string }).title)
      }
    }
    return titles
  }

  test('swaps while a service publishes, indexes and purges: nothing is lost, nothing comes back', async () => {
    await publish(numbers(400))
    await until(async () => (await stage.lag()) === 0)
    const before = await options.indices.live()
    let n = 1000
    const during = async (): Promise<void> => {
      n += 10
      await publish(numbers(10, n))
      await publish([n - 1000], { title: `Changed ${n}` })
      await purge(n - 995)
    }
    const result = await run({}, during)
    expect(result).toMatchObject({ before, resumed: false, unfit: 0 })
    expect(await options.indices.all()).toEqual([result.index])
    expect(result.index).not.toBe(before)
    await until(async () => (await stage.lag()) === 0)
    expect(await liveTitles()).toEqual(await topicTitles())
  }, 120_000)

  test('stopped, it leaves the live index alone and goes on later', async () => {
    const before = await options.indices.live()
    const stop = new AbortController()
    await expect(run({}, async () => stop.abort(), stop.signal)).rejects.toMatchObject({ name: 'AbortError' })
    expect(await options.indices.live()).toBe(before)
    await publish(numbers(5, 5000))
    expect(await run()).toMatchObject({ before, resumed: true })
    await until(async () => (await stage.lag()) === 0)
    expect(await liveTitles()).toEqual(await topicTitles())
  }, 120_000)

  test('refuses to swap in much less, and what it refused goes live when an operator insists', async () => {
    const before = await options.indices.live()
    const index = await options.indices.createNext()
    const document = toDocument(inventVacancy(0))
    const padding = numbers(2000).map((n) => ({
      id: `padding-${n}`,
      version: 1,
      seq: { partition: 0, offset: 0 },
      document,
    }))
    await edges.index.write(padding)
    await expect(run()).rejects.toMatchObject({ consequence: 'config', code: 'index-would-shrink' })
    expect(await options.indices.live()).toBe(before)
    const result = await run({ force: true })
    expect(result).toMatchObject({ before, resumed: true })
    expect(result.index).not.toBe(index)
    expect(await liveTitles()).toEqual(await topicTitles())
  }, 120_000)
})
