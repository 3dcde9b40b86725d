import { describe, expect, test } from '@jest/globals'
import { JobdataError } from '../../../src/domain/errors.js'
import type { DeadLetter } from '../../../src/domain/messages.js'
import { topics } from '../../../src/domain/topics.js'
import type { Topic } from '../../../src/domain/topics.js'
import type { Clock } from '../../../src/ports/clock.js'
import type { Batch, Log, LogRecord, NewRecord, SubscribeOptions } from '../../../src/ports/log.js'
import { drop, forward, reject } from '../../../src/ports/stage.js'
import type { Message, Stage } from '../../../src/ports/stage.js'
import { runStage } from '../../../src/runtime/run-stage.js'
import type { Space } from '../../../src/runtime/space.js'
import { numberTopic } from '../../support/number-topic.js'
import { countingMetrics, silentLogger } from '../../support/quiet.js'

const input = numberTopic('in', false)
const output = numberTopic('out', false)

const record = (offset: number, value: unknown): LogRecord => ({
  topic: 'in',
  partition: 0,
  offset,
  key: `k${offset}`,
  value,
  text: value === undefined ? '{broken' : value === null ? null : JSON.stringify(value),
  headers: {},
  timestamp: 0,
})

const batch = (...values: unknown[]): Batch => ({
  topic: 'in',
  partition: 0,
  records: values.map((value, offset) => record(offset, value)),
  end: values.length,
})

const numberOf = (message: Message): number => (message.value as { n: number }).n
const double = (message: Message) => forward(output, message.key ?? '', { n: numberOf(message) * 2 })

/** A log whose one batch is handed over by the test, and that writes down what happens in which order. */
const scriptedLog = (failures: Error[] = []) => {
  const events: string[] = []
  const published: { topic: string; record: NewRecord }[] = []
  let options: SubscribeOptions | undefined
  const log = {
    publish: async (to: Topic, records: readonly NewRecord[]) => {
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      events.push(`publish ${to.name}`)
      published.push(...records.map((r) => ({ topic: to.name, record: r })))
      return records.map((_, offset) => ({ partition: 0, offset }))
    },
    committed: async () => new Map([[0, 5]]),
    async *read(_: Topic, { from = 0 }: { from?: number } = {}) {
      yield { ...batch(), records: [{ ...record(from, { n: 0 }), timestamp: 90_000 }] }
    },
    subscribe: async (given: SubscribeOptions) => {
      options = given
      return {
        pause: () => undefined,
        resume: () => undefined,
        lag: async () => 7,
        stop: async () => void events.push('left'),
      }
    },
  } as unknown as Log
  const deliver = async (given: Batch, signal = new AbortController().signal): Promise<void> => {
    await options?.onBatch(given, { signal, heartbeat: async () => undefined })
    events.push('commit')
  }
  return { log, events, published, deliver }
}

const instantClock = (): Clock & { readonly waits: number[] } => {
  const waits: number[] = []
  return { waits, now: () => 1_800_000_000_000, elapsed: () => 0, wait: async (ms) => void waits.push(ms) }
}

const room = (): Space & { out: number } => {
  const space = {
    out: 0,
    room: async () => undefined,
    ranOut: () => {
      space.out++
    },
    state: async () => ({ ok: true, message: '' }),
  }
  return space
}

const start = async (stage: Partial<Stage>, failures: Error[] = []) => {
  const scripted = scriptedLog(failures)
  const clock = instantClock()
  const space = room()
  const metrics = countingMetrics()
  const whole: Stage = { name: 'double', inputs: [input], transform: (messages) => messages.map(double), ...stage }
  const running = await runStage({
    stage: whole,
    log: scripted.log,
    clock,
    logger: silentLogger(),
    metrics,
    space,
    maxRecords: 10,
    random: () => 0,
  })
  return { ...scripted, clock, space, metrics, running }
}

const lettersOf = (published: readonly { topic: string; record: NewRecord }[]): DeadLetter[] =>
  published.filter((p) => p.topic === topics.deadLetters.name).map((p) => p.record.value as DeadLetter)

describe('a running stage', () => {
  test('produces, then remembers, then commits', async () => {
    const order: string[] = []
    const s = await start({ remember: () => void order.push('remember') })
    await s.deliver(batch({ n: 1 }, { n: 2 }))
    expect(s.events).toEqual(['publish out', 'commit'])
    expect(order).toEqual(['remember'])
    expect(s.published.map((p) => p.record.value)).toEqual([{ n: 2 }, { n: 4 }])
  })

  test('does not remember what was not produced', async () => {
    const remembered: unknown[] = []
    const stop = new AbortController()
    const s = await start({
      remember: (messages) => void remembered.push(messages),
      transform: (messages) => {
        stop.abort()
        return messages.map(double)
      },
    })
    await expect(s.deliver(batch({ n: 1 }), stop.signal)).rejects.toThrow()
    expect(remembered).toEqual([])
    expect(s.events).toEqual([])
  })

  test('parks what the log can never take, and publishes its neighbours', async () => {
    const tooLarge = new JobdataError('over 8 MiB', { consequence: 'poison', code: 'record-too-large' })
    const s = await start({}, [tooLarge, tooLarge])
    await s.deliver(batch({ n: 1 }, { n: 2 }))
    expect(s.published.filter((p) => p.topic === 'out').map((p) => p.record.value)).toEqual([{ n: 4 }])
    expect(lettersOf(s.published).map((letter) => letter.code)).toEqual(['record-too-large'])
  })

  test('parks a value that is not JSON or not of the schema, and goes on with the others', async () => {
    const s = await start({})
    await s.deliver(batch({ n: 1 }, undefined, { n: 'one' }, { n: 3 }))
    expect(s.published.filter((p) => p.topic === 'out').map((p) => p.record.value)).toEqual([{ n: 2 }, { n: 6 }])
    const letters = lettersOf(s.published)
    expect(letters.map((letter) => [letter.code, letter.origin.offset])).toEqual([
      ['not-json', 1],
      ['schema-mismatch', 2],
    ])
    expect(letters[1]?.message).toContain('n:')
    expect(letters[0]?.value).toBe('{broken')
    for (const letter of letters) expect(topics.deadLetters.schema.safeParse(letter).success).toBe(true)
  })

  test('rejects the poison message alone when a batch holds one', async () => {
    const s = await start({
      transform: (messages) =>
        messages.map((message) => {
          if (numberOf(message) === 2) throw new JobdataError('two is poison', { consequence: 'poison', code: 'two' })
          return double(message)
        }),
    })
    await s.deliver(batch({ n: 1 }, { n: 2 }, { n: 3 }))
    expect(s.published.filter((p) => p.topic === 'out').map((p) => p.record.value)).toEqual([{ n: 2 }, { n: 6 }])
    expect(lettersOf(s.published).map((letter) => letter.code)).toEqual(['two'])
  })

  test('a stage’s own rejection names its message', async () => {
    const s = await start({ transform: (messages) => messages.map((m) => reject(m, 'unwanted', 'not this one')) })
    await s.deliver(batch({ n: 1 }))
    expect(lettersOf(s.published)).toMatchObject([{ code: 'unwanted', origin: { offset: 0, key: 'k0' } }])
  })

  test('tries again with growing pauses, and says so in its state until it works', async () => {
    const states: string[] = []
    let tries = 0
    const s = await start({
      transform: (messages) => {
        states.push(s.running.state().message)
        if (++tries < 4) throw new Error('index is away')
        return messages.map(double)
      },
    })
    await s.deliver(batch({ n: 1 }))
    expect(s.clock.waits).toEqual([100, 200, 400])
    expect(states.at(-1)).toContain('index is away')
    expect(s.running.state()).toEqual({ ok: true, message: 'running' })
    expect(s.metrics.values.get('jobdata_stage_retries_total{stage=double}')).toBe(3)
  })

  test('tells the space watch when the disk is full, and publishes once there is space', async () => {
    const full = new JobdataError('disk is full', { consequence: 'no-space', code: 'disk-full' })
    const s = await start({}, [full, full])
    await s.deliver(batch({ n: 1 }))
    expect(s.space.out).toBe(2)
    expect(s.published).toHaveLength(1)
  })

  test('gives up without committing when it is stopped in the middle', async () => {
    const stop = new AbortController()
    const s = await start({
      transform: () => {
        stop.abort()
        throw new Error('away')
      },
    })
    await expect(s.deliver(batch({ n: 1 }), stop.signal)).rejects.toThrow()
    expect(s.events).toEqual([])
  })

  test('counts what came in, went out, was dropped by reason and rejected by code', async () => {
    const s = await start({ transform: ([first, ...rest]) => [drop('too-early'), ...(first ? rest.map(double) : [])] })
    await s.deliver(batch({ n: 1 }, { n: 2 }, 'x'))
    expect(Object.fromEntries(s.metrics.values)).toMatchObject({
      'jobdata_stage_in_total{stage=double}': 3,
      'jobdata_stage_out_total{stage=double,topic=out}': 1,
      'jobdata_stage_dropped_total{stage=double,reason=too-early}': 1,
      'jobdata_stage_rejected_total{stage=double,code=schema-mismatch}': 1,
    })
    expect(await s.running.lag()).toBe(7)
  })

  test('says how fresh it is: by where its group was at the start, then by the newest record it is through with', async () => {
    const s = await start({})
    const newest = () => s.metrics.values.get('jobdata_stage_newest_timestamp_seconds{stage=double}')
    expect(newest()).toBe(90)
    const taken = (timestamp: number): Batch => ({ ...batch(), records: [{ ...record(5, { n: 1 }), timestamp }] })
    await s.deliver(taken(120_000))
    expect(newest()).toBe(120)
    await s.deliver(taken(100_000))
    expect(newest()).toBe(120)
  })

  test('tombstones reach the stage as null', async () => {
    const seen: unknown[] = []
    const s = await start({ transform: (messages) => (seen.push(...messages.map((m) => m.value)), [drop('gone')]) })
    await s.deliver(batch(null))
    expect(seen).toEqual([null])
  })
})
