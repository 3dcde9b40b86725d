import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { DeadLetter } from '../../../src/domain/messages.js'
import { allTopics, topics } from '../../../src/domain/topics.js'
import type { Topic } from '../../../src/domain/topics.js'
import { openLog } from '../../../src/edges/embedded/log.js'
import { systemClock } from '../../../src/edges/observe/clock.js'
import { lettersOf, outstandingLetters } from '../../../src/operate/dead-letters.js'
import { replayLetters } from '../../../src/operate/replay.js'
import type { ReplayWish } from '../../../src/operate/replay.js'
import type { Log, LogRecord } from '../../../src/ports/log.js'
import { drop, reject } from '../../../src/ports/stage.js'
import type { Message } from '../../../src/ports/stage.js'
import { runStage } from '../../../src/runtime/run-stage.js'
import type { RunningStage } from '../../../src/runtime/run-stage.js'
import { countingMetrics, silentLogger } from '../../support/quiet.js'
import { until } from '../../support/until.js'

let folder: string
let log: Log
let running: RunningStage[]
/** What each stage took, as `stage key@offset`; a replayed one with `again`. */
let took: string[]
/** Keys that every stage rejects now. */
let refused: Set<string>

const clock = systemClock()

const start = async (name: string, inputs: readonly Topic[] = [topics.overrides]): Promise<RunningStage> => {
  const judge = (message: Message) => {
    took.push(`${name} ${message.key ?? ''}@${message.offset}${message.replayed === true ? ' again' : ''}`)
    return refused.has(message.key ?? '') ? reject(message, 'unwanted', `${name} does not want it`) : drop('taken')
  }
  const stage = await runStage({
    stage: { name, inputs, transform: (messages) => messages.map(judge) },
    log,
    clock,
    logger: silentLogger(),
    metrics: countingMetrics(),
    space: { room: async () => undefined, ranOut: () => undefined, state: async () => ({ ok: true, message: '' }) },
    maxRecords: 10,
    random: () => 0,
  })
  running.push(stage)
  return stage
}

const quiet = (): Promise<void> =>
  until(async () => (await Promise.all(running.map((stage) => stage.lag()))).every((lag) => lag === 0))

const override = (key: string, by = 'op') => ({
  key,
  value: { a: key, b: 'z:zz', verdict: 'same', by, at: '2026-11-24T08:00:00.000Z' },
})

const publish = async (...records: { key: string; value: unknown }[]): Promise<void> => {
  await log.publish(topics.overrides, records)
  await quiet()
}

const replay = async (wish: Partial<ReplayWish> = {}, signal = new AbortController().signal) => {
  const work = replayLetters({ by: 'root', ...wish }, { log, clock, signal })
  for (;;) {
    const { done, value } = await work.next()
    if (done) return value
  }
}

const letters = async (): Promise<DeadLetter[]> => {
  const records: LogRecord[] = []
  for await (const batch of log.read(topics.deadLetters)) records.push(...batch.records)
  return records.map(({ value }) => topics.deadLetters.schema.parse(value))
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'))
  log = openLog({ file: join(folder, 'log.db'), clock })
  await log.ensureTopics(allTopics)
  running = []
  took = []
  refused = new Set()
})

afterEach(async () => {
  for (const stage of running) await stage.stop()
  await log.close()
  await rm(folder, { recursive: true })
})

describe('a replayed letter', () => {
  test('goes to the stage that rejected it and to no other, under its first place, and is settled when it passes', async () => {
    await start('one')
    await start('two')
    refused.add('a:1')
    await publish(override('a:0'), override('a:1'))
    expect(await outstandingLetters(log, {})).toMatchObject([
      { place: 'jobdata.overrides.v1/0/1', key: 'a:1', code: 'unwanted', attempts: 1 },
      { place: 'jobdata.overrides.v1/0/1', key: 'a:1', code: 'unwanted', attempts: 1 },
    ])
    refused.clear()
    took = []
    expect(await replay({ stage: 'two' })).toEqual({ replayed: 1, passed: 1, failed: 0, superseded: 0, gone: 0 })
    await quiet()
    expect(took).toEqual(['two a:1@1 again'])
    expect((await outstandingLetters(log, {})).map(({ stage }) => stage)).toEqual(['one'])
    expect((await letters()).at(-1)).toMatchObject({ stage: 'two', value: null, settled: { how: 'passed' } })
  })

  test('that fails again is one letter with its history, outstanding still, and shown with its text', async () => {
    await start('one')
    refused.add('a:1')
    await publish(override('a:1'))
    expect(await replay()).toMatchObject({ replayed: 1, failed: 1 })
    expect(await replay()).toMatchObject({ replayed: 1, failed: 1 })
    const [shown, ...others] = await lettersOf(log, 'jobdata.overrides.v1/0/0')
    expect(others).toEqual([])
    expect(shown?.letter).toMatchObject({ attempts: 3, history: [{ code: 'unwanted' }, { code: 'unwanted' }] })
    expect(JSON.parse(shown?.letter.value ?? '')).toMatchObject({ a: 'a:1' })
    expect(await lettersOf(log, '0')).toEqual([shown])
    expect(await outstandingLetters(log, {})).toMatchObject([{ attempts: 3 }])
  })

  test.each([
    ['a newer record', override('a:1', 'newer')],
    ['a tombstone', { key: 'a:1', value: null }],
  ])('never comes back over %s of its key', async (_what, newer) => {
    await start('one')
    refused.add('a:1')
    await publish(override('a:1'))
    refused.clear()
    await publish(newer)
    took = []
    expect(await replay()).toMatchObject({ replayed: 1, superseded: 1, passed: 0 })
    expect(took).toEqual([])
    expect(await outstandingLetters(log, {})).toEqual([])
  })

  test('whose message compaction took is superseded; one past its days is gone', async () => {
    await start('one', [topics.overrides, topics.ticks])
    refused.add('a:1').add('tick')
    await publish(override('a:1'))
    await log.publish(topics.ticks, [{ key: 'tick', value: { hour: '2026-11-24T08:00:00.000Z', boards: [] } }])
    await quiet()
    refused.clear()
    await publish(override('a:1', 'newer'))
    await log.compact(clock.now())
    // A tick that its topic does not hold.
    const letter = (await letters()).find(({ origin }) => origin.key === 'tick')
    expect(letter?.origin).toMatchObject({ topic: topics.ticks.name, offset: 0 })
    await log.publish(topics.deadLetters, [
      { key: 'x', value: { ...letter, origin: { ...letter?.origin, offset: 77 } } },
    ])
    expect(await replay()).toEqual({ replayed: 3, passed: 1, failed: 0, superseded: 1, gone: 1 })
  })

  test('may be replayed twice at once: it is taken, and settled, and nothing else happens', async () => {
    await start('one')
    refused.add('a:1')
    await publish(override('a:1'))
    refused.clear()
    expect(await Promise.all([replay(), replay()])).toEqual([
      expect.objectContaining({ replayed: 1, passed: 1 }),
      expect.objectContaining({ replayed: 1, passed: 1 }),
    ])
    expect(await replay()).toMatchObject({ replayed: 0 })
    expect(await outstandingLetters(log, {})).toEqual([])
  })
})

describe('a replay', () => {
  const fill = async (count: number): Promise<void> => {
    await start('one')
    const records = [...Array(count).keys()].map((n) => override(`a:${n}`))
    for (const { key } of records) refused.add(key)
    await publish(...records)
    refused.clear()
    took = []
  }

  test('takes letters by code, stage and time', async () => {
    await fill(2)
    expect(await replay({ code: 'other' })).toMatchObject({ replayed: 0 })
    expect(await replay({ stage: 'two' })).toMatchObject({ replayed: 0 })
    expect(await replay({ since: '2100-01-01T00:00:00.000Z' })).toMatchObject({ replayed: 0 })
    expect(await replay({ of: 'jobdata.overrides.v1/0/1' })).toMatchObject({ replayed: 1 })
    expect(await replay({ code: 'unwanted' })).toMatchObject({ replayed: 1 })
  })

  test('stopped between two chunks goes on where it was', async () => {
    await fill(250)
    const stop = new AbortController()
    const work = replayLetters({ by: 'root' }, { log, clock, signal: stop.signal })
    const first = (await work.next()).value
    expect(first).toMatchObject({ done: 100, total: 250, after: 99 })
    stop.abort()
    await expect(work.next()).rejects.toThrow()
    expect(took).toHaveLength(100)
    expect(await replay({ after: 99 })).toMatchObject({ replayed: 150, passed: 150 })
    expect(new Set(took).size).toBe(250)
    expect(await replay()).toMatchObject({ replayed: 0 })
  })

  test('says so when the stage does not run', async () => {
    await fill(1)
    await running.pop()?.stop()
    let now = 0
    const hurried = { ...clock, elapsed: () => (now += 10_000), wait: () => clock.wait(1) }
    const work = replayLetters({ by: 'root' }, { log, clock: hurried, signal: new AbortController().signal })
    await expect(work.next()).rejects.toMatchObject({ consequence: 'retryable', code: 'stage-not-taking' })
    await start('one')
    await until(async () => (await outstandingLetters(log, {})).length === 0)
  })
})
