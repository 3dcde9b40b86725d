import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { topics } from '../../../src/domain/topics.js'
import { openDataFolder } from '../../../src/edges/embedded/data-folder.js'
import type { DataFolder } from '../../../src/edges/embedded/data-folder.js'
import type { Clock } from '../../../src/ports/clock.js'
import type { Log, LogRecord } from '../../../src/ports/log.js'
import { drop, forward } from '../../../src/ports/stage.js'
import type { Stage } from '../../../src/ports/stage.js'
import { openOwners } from '../../../src/runtime/owners.js'
import { runOwnedStage } from '../../../src/runtime/run-owned-stage.js'
import type { RunningStage } from '../../../src/runtime/run-stage.js'
import { watchSpace } from '../../../src/runtime/space.js'
import { systemClock } from '../../../src/edges/observe/clock.js'
import { numberTopic } from '../../support/number-topic.js'
import { countingMetrics, silentLogger } from '../../support/quiet.js'
import { until } from '../../support/until.js'

const TTL = 60_000
const input = numberTopic('in', true)
const output = numberTopic('out', true)

/** A process's own clock: it stands still when the process does. */
const processClock = () => {
  const real = systemClock()
  let elapsed = 0
  const risers = new Set<() => void>()
  const clock: Clock = {
    now: () => real.now(),
    elapsed: () => elapsed,
    wait: (_, signal) =>
      new Promise((resolve) => {
        const rise = (): void => {
          risers.delete(rise)
          resolve()
        }
        risers.add(rise)
        signal?.addEventListener('abort', rise, { once: true })
        if (signal?.aborted) rise()
      }),
  }
  return {
    clock,
    /** Lets time pass, and ends all waits. */
    pass: (ms: number): void => {
      elapsed += ms
      for (const rise of [...risers]) rise()
    },
  }
}

const numberOf = (value: unknown): number => (value as { n: number } | undefined)?.n ?? 0

/** Says the greatest number of each key, at its start and when it grows; and again, when another said something else. */
const greatest =
  (log: Log, started: number[]) =>
  (owner: number): Stage => {
    const known = new Map<string, number>()
    const say = (key: string) => forward(output, key, { n: known.get(key) })
    const take = (key: string, n: number): boolean => {
      if (n <= (known.get(key) ?? 0)) return false
      known.set(key, n)
      return true
    }
    return {
      name: 'greatest',
      inputs: [input],
      overrules: [output],
      async start(context) {
        started.push(owner)
        for await (const { records } of log.read(input))
          for (const { key, value } of records) take(key ?? '', numberOf(value))
        const now = [...known].map(([key, n]) => ({ key, value: { n } }))
        await context.publish(output, now)
      },
      transform: (messages) =>
        messages.map(({ source, key, value }) => {
          const isNews = source === output || take(key ?? '', numberOf(value))
          return isNews ? say(key ?? '') : drop('known')
        }),
    }
  }

let path: string
let folder: DataFolder
let members: RunningStage[]
let started: number[]

const enter = async (holder: string, log: Log = folder.log) => {
  const { clock, pass } = processClock()
  const metrics = countingMetrics()
  const logger = silentLogger()
  const stage = await runOwnedStage({
    name: 'greatest',
    owners: openOwners({ records: folder.records, clock, holder, ttlMs: TTL }),
    stage: greatest(folder.log, started),
    lookMs: TTL / 6,
    log,
    clock,
    logger,
    metrics,
    space: watchSpace({ freeBytes: undefined, minBytes: 0, clock, logger }),
    maxRecords: 10,
    random: () => 0,
  })
  members.push(stage)
  return { stage, pass, isOwner: () => metrics.values.get('jobdata_stage_owned{stage=greatest}') === 1 }
}

/** Lets a member look again and again, without any time passing, until a condition holds. */
const looking = (member: Awaited<ReturnType<typeof enter>>, condition: () => boolean | Promise<boolean>) =>
  until(() => {
    member.pass(0)
    return condition()
  })

const put = (key: string, n: number) => folder.log.publish(input, [{ key, value: { n } }])

const written = async (): Promise<LogRecord[]> => {
  const all: LogRecord[] = []
  for await (const { records } of folder.log.read(output)) all.push(...records)
  return all
}
const said = async () => (await written()).map(({ key, value, headers }) => [key, value, headers['owner']])

/** A log whose publishing stands still at the moment in which the process has just asked whether it may. */
const pausable = () => {
  let go: () => void = () => undefined
  let isStill = false
  let still: Promise<void> | undefined
  const log: Log = {
    ...folder.log,
    publish: async (to, records) => {
      isStill = still !== undefined
      await still
      return folder.log.publish(to, records)
    },
  }
  return {
    log,
    stop: () => void (still = new Promise((resolve) => (go = resolve))),
    stands: () => isStill,
    resume: () => go(),
  }
}

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'owned-'))
  folder = await openDataFolder({ path, clock: systemClock() })
  await folder.log.ensureTopics([input, output, topics.replays, topics.deadLetters])
  members = []
  started = []
})
afterEach(async () => {
  for (const member of members) await member.stop()
  await folder.close()
  await rm(path, { recursive: true })
})

describe('a stage of which one member is active', () => {
  test('stands by where another is at work, and says so', async () => {
    const [one, other] = [await enter('one'), await enter('other')]
    expect([one.isOwner(), other.isOwner()]).toEqual([true, false])
    expect(other.stage.state()).toEqual({ ok: true, message: expect.stringContaining('standby') })
    await put('a', 1)
    await until(async () => (await said()).length === 1)
    expect(await said()).toEqual([['a', { n: 1 }, '1']])
  })

  test('is taken over at once when its owner stops', async () => {
    const [one, other] = [await enter('one'), await enter('other')]
    await one.stage.stop()
    await looking(other, other.isOwner)
    expect(started).toEqual([1, 2])
  })

  test('is not taken from an owner that is not silent for its whole lease', async () => {
    const [one, other] = [await enter('one'), await enter('other')]
    const version = async () => (await folder.records.get('owners', 'greatest'))?.version
    for (let times = 0; times < 4; times++) {
      const before = await version()
      one.pass(TTL / 2)
      await looking(one, async () => (await version()) !== before)
      other.pass(TTL / 2)
      await other.stage.lag()
    }
    expect([one.isOwner(), other.isOwner()]).toEqual([true, false])
  })

  test('an owner that stood still learns that it is overruled, commits nothing more and stands by', async () => {
    const [one, other] = [await enter('one'), await enter('other')]
    other.pass(TTL)
    await looking(other, other.isOwner)
    one.pass(90_000)
    await looking(one, () => !one.isOwner())
    await put('a', 1)
    await until(async () => (await said()).length === 1)
    expect(await said()).toEqual([['a', { n: 1 }, '2']])
    expect(one.stage.state().message).toContain('standby')
  })

  test('what it was about to say when it stood still is overruled when it says so after all', async () => {
    const paused = pausable()
    const [one, other] = [await enter('one', paused.log), await enter('other')]
    await put('a', 1)
    await until(async () => (await said()).length === 1)
    paused.stop()
    await put('a', 2)
    await until(paused.stands)
    await put('a', 3)
    other.pass(TTL)
    await looking(other, other.isOwner)
    expect((await said()).at(-1)).toEqual(['a', { n: 3 }, '2'])
    one.pass(90_000)
    paused.resume()
    await looking(other, async () => (await said()).length === 4)
    expect((await said()).slice(2)).toEqual([
      ['a', { n: 2 }, '1'],
      ['a', { n: 3 }, '2'],
    ])
    await looking(one, () => !one.isOwner())
  })
})
