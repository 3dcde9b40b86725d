import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toDocument } from '../../../pipelines/index/document.js'
import { vacancyId } from '../../../src/domain/ids.js'
import { topics } from '../../../src/domain/topics.js'
import { openLog } from '../../../src/edges/embedded/log.js'
import { openRecords } from '../../../src/edges/embedded/records.js'
import { systemClock } from '../../../src/edges/observe/clock.js'
import type { Progress } from '../../../src/operate/progress.js'
import { reindex } from '../../../src/operate/reindex/reindex.js'
import type { Indices, ReindexResult, ReindexWish } from '../../../src/operate/reindex/reindex.js'
import { writeOf } from '../../../src/operate/reindex/write-of.js'
import type { Log } from '../../../src/ports/log.js'
import type { Records } from '../../../src/ports/records.js'
import { keepingIndices } from '../../support/indices.js'
import type { KeepingIndex } from '../../support/indices.js'
import { inventVacancy } from '../../support/vacancies.js'

const TOPIC = topics.vacancies
const EPOCH = 1
const PLAIN: ReindexWish = { force: false, restart: false, keep: false }

describe('jobdata reindex', () => {
  let folder: string
  let log: Log
  let records: Records
  let world: ReturnType<typeof keepingIndices>

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reindex-'))
    log = openLog({ file: join(folder, 'log.db'), clock: systemClock() })
    records = openRecords({ file: join(folder, 'records.db') })
    await log.ensureTopics([TOPIC])
    world = keepingIndices()
  })
  afterEach(async () => {
    await log.close()
    await records.close()
    await rm(folder, { recursive: true })
  })

  const publish = async (numbers: readonly number[], more = {}): Promise<void> => {
    const vacancies = numbers.map((n) => inventVacancy(n, more))
    await log.publish(
      TOPIC,
      vacancies.map((value) => ({ key: value.id, value })),
    )
  }
  const purge = (n: number) => log.publish(TOPIC, [{ key: inventVacancy(n).id, value: null }])
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

  /** What the index stage of a running service does: everything of the topic goes where writes go now. */
  const stage = async (index: KeepingIndex): Promise<void> => {
    for await (const batch of log.read(TOPIC)) {
      const writes = batch.records.flatMap((record) => writeOf(record, { epoch: EPOCH, toDocument }) ?? [])
      await index.write(writes)
    }
  }

  const options = (signal = new AbortController().signal, indices: Indices = world.indices, epoch = EPOCH) => ({
    ...{ log, records, indices, epoch, toDocument, signal },
  })

  /** Runs to the end, or until `at` says stop; tells each step. */
  const run = async (wish: Partial<ReindexWish> = {}, given = options()): Promise<ReindexResult> => {
    const steps = reindex({ ...PLAIN, ...wish }, given)
    for (;;) {
      const step = await steps.next()
      if (step.done) return step.value
    }
  }

  /** Runs and is stopped when `isEnough` says so of the progress. */
  const stopped = async (isEnough: (progress: Progress) => boolean): Promise<void> => {
    const stop = new AbortController()
    const steps = reindex(PLAIN, options(stop.signal))
    const all = async (): Promise<void> => {
      for (;;) {
        const step = await steps.next()
        if (step.done) return
        if (isEnough(step.value)) stop.abort()
      }
    }
    await expect(all()).rejects.toMatchObject({ name: 'AbortError' })
  }

  /** The live index holds, document for document, what the stage makes of the topic. */
  const expectWhole = async (): Promise<void> => {
    const { indices, of } = keepingIndices()
    const truth = of((await indices.live()) ?? '')
    await stage(truth)
    const standing = (index: KeepingIndex) => [...index.documents.values()].filter(({ document }) => document !== null)
    const byId = (index: KeepingIndex) => new Map(standing(index).map((write) => [write.id, write]))
    expect(byId(world.live())).toEqual(byId(truth))
  }

  test('builds an index of all that the topic holds, makes it live and drops the one before', async () => {
    await publish(numbers(40))
    await publish([3], { title: 'Another title' })
    await purge(7)
    await stage(world.live())
    expect(await run()).toEqual({
      index: 'v-2',
      before: 'v-1',
      resumed: false,
      vacancies: 39,
      vacanciesBefore: 39,
      swept: 0,
      unfit: 0,
      sampled: expect.any(Number),
    })
    expect(world.names()).toEqual(['v-2'])
    await expectWhole()
  })

  test('compares documents of every partition whole', async () => {
    await publish(numbers(300))
    expect((await run()).sampled).toBeGreaterThanOrEqual(TOPIC.partitions * 5)
  })

  test('keeps the index before when that is asked for', async () => {
    await publish(numbers(5))
    await run({ keep: true })
    expect(world.names()).toEqual(['v-1', 'v-2'])
  })

  test('what services write while it swaps, changes and purges, is in the new index', async () => {
    await publish(numbers(20))
    await stage(world.live())
    const meanwhile: Indices = {
      ...world.indices,
      async swap(to) {
        const old = world.live()
        await publish([100, 101])
        await publish([4], { title: 'Changed meanwhile' })
        await purge(5)
        // A service resolved the alias before the swap: it writes to the index of before.
        await stage(old)
        await world.indices.swap(to)
      },
    }
    await run({}, options(undefined, meanwhile))
    await expectWhole()
  })

  test('goes on where it was stopped, wherever that was', async () => {
    await publish(numbers(30))
    await purge(3)
    await stage(world.live())
    for (let enough = 1; ; enough++) {
      let seen = 0
      const isOver = await stopped(() => ++seen === enough).then(
        () => false,
        () => true,
      )
      await publish([200 + enough])
      const { resumed } = await run()
      await expectWhole()
      if (isOver) break
      expect(resumed).toBe(true)
    }
  })

  test('stopped behind the swap, the next one reads on and drops the index before', async () => {
    await publish(numbers(20))
    await stage(world.live())
    const stop = new AbortController()
    const indices: Indices = {
      ...world.indices,
      async swap(to) {
        await publish([100])
        await stage(world.live())
        await world.indices.swap(to)
        stop.abort()
      },
    }
    await expect(run({}, options(stop.signal, indices))).rejects.toMatchObject({ name: 'AbortError' })
    expect(world.names()).toEqual(['v-1', 'v-2'])
    expect(await run()).toMatchObject({ index: 'v-2', before: null, resumed: true })
    expect(world.names()).toEqual(['v-2'])
    await expectWhole()
  })

  test('a stopped one does not read again what it wrote', async () => {
    await publish(numbers(60))
    let place = 0
    await stopped(({ step, done }) => {
      place = done
      return step === 'reading vacancies' && done > 20
    })
    const steps = reindex(PLAIN, options())
    const first = await steps.next()
    expect(first.value).toMatchObject({ step: 'reading vacancies', total: 60 })
    expect((first.value as Progress).done).toBeGreaterThanOrEqual(place)
    await steps.return(undefined as never)
  })

  test('sweeps what a half-built index holds and the topic does not, and what it lacks', async () => {
    await publish(numbers(30))
    await stopped(({ step }) => step === 'vacancies')
    const half = world.of('v-2')
    const [lost] = half.documents.keys()
    half.documents.delete(lost ?? '')
    const stray = vacancyId('stray')
    await half.write([
      {
        id: stray,
        version: EPOCH * 2 ** 40,
        seq: { partition: 0, offset: 0 },
        document: toDocument({ ...inventVacancy(900), id: stray }),
      },
    ])
    expect(await run()).toMatchObject({ resumed: true, swept: 2, unfit: 0 })
    await expectWhole()
  })

  test('refuses an index that is much smaller than the live one, and swaps it when an operator insists', async () => {
    await publish(numbers(30))
    await stage(world.live())
    for (const n of numbers(4)) await purge(n)
    await expect(run()).rejects.toMatchObject({ consequence: 'config', code: 'index-would-shrink' })
    expect(world.liveName()).toBe('v-1')
    expect(await run({ force: true })).toMatchObject({
      index: 'v-2',
      resumed: true,
      vacancies: 26,
      vacanciesBefore: 30,
    })
  })

  test('refuses documents that this program would not make, until it is begun anew', async () => {
    await publish(numbers(30))
    await stopped(({ step }) => step === 'vacancies')
    const half = world.of('v-2')
    for (const [id, write] of half.documents)
      half.documents.set(id, { ...write, document: write.document && { vacancy: write.document.vacancy } })
    await expect(run()).rejects.toMatchObject({ consequence: 'config', code: 'index-differs' })
    expect(await run({ restart: true })).toMatchObject({ index: 'v-3', resumed: false })
    expect(world.names()).toEqual(['v-3'])
    await expectWhole()
  })

  test('refuses documents of another topic under the same name', async () => {
    await publish(numbers(5))
    await stopped(({ step }) => step === 'vacancies')
    const [ahead] = world.of('v-2').documents.values()
    if (ahead) await world.of('v-2').write([{ ...ahead, version: 9 * 2 ** 40 }])
    await expect(run()).rejects.toMatchObject({ code: 'index-ahead' })
    expect(world.liveName()).toBe('v-1')
  })

  test.each([
    ['the mapping', () => Object.assign(world.wanted, { mapping: 'm2' })],
    ['the synonyms', () => Object.assign(world.wanted, { synonyms: 's2' })],
  ])('drops a half-built index when %s changed', async (_what, change) => {
    await publish(numbers(20))
    await stopped(({ done }) => done > 0)
    change()
    expect(await run()).toMatchObject({ index: 'v-3', resumed: false })
    expect(world.names()).toEqual(['v-3'])
  })

  test('drops a half-built index when the topic was made anew', async () => {
    await publish(numbers(20))
    await stopped(({ done }) => done > 0)
    expect(await run({}, options(undefined, world.indices, EPOCH + 1))).toMatchObject({ index: 'v-3', resumed: false })
  })

  test('a second one takes over, and the first one swaps nothing', async () => {
    await publish(numbers(20))
    const first = reindex(PLAIN, options())
    await first.next()
    await run()
    const rest = async (): Promise<void> => {
      while (!(await first.next()).done);
    }
    await expect(rest()).rejects.toMatchObject({ consequence: 'conflict' })
    expect(world.liveName()).toBe('v-2')
    await expectWhole()
  })

  test('leaves out what the index stage parks as a dead letter, and says how many', async () => {
    await publish(numbers(10))
    await log.publish(TOPIC, [{ key: vacancyId('misfit'), value: { kind: 'vacancy' } }])
    expect(await run()).toMatchObject({ vacancies: 10, unfit: 1 })
  })
})
