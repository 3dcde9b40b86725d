import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Board } from '../../../src/domain/board.js'
import { allTopics, topics } from '../../../src/domain/topics.js'
import type { Topic } from '../../../src/domain/topics.js'
import { openDataFolder } from '../../../src/edges/embedded/data-folder.js'
import type { DataFolder } from '../../../src/edges/embedded/data-folder.js'
import { switchBoard } from '../../../src/ports/board-switches.js'
import { openOwners } from '../../../src/runtime/owners.js'
import { startSchedule } from '../../../src/runtime/schedule.js'
import type { Schedule } from '../../../src/runtime/schedule.js'
import { manualClock } from '../../support/clock.js'
import { silentLogger } from '../../support/quiet.js'

/** Where the clock stands. */
const NOW = Date.parse('2026-11-24T08:00:00.000Z')

let path: string
let folder: DataFolder
let schedule: Schedule
beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
  path = await mkdtemp(join(tmpdir(), 'schedule-'))
  const clock = manualClock(NOW)
  folder = await openDataFolder({ path, clock })
  await folder.log.ensureTopics(allTopics)
  const { log, records } = folder
  const board = { platform: 'feed', name: 'A board', url: 'https://board.example/rss' }
  const boards = [
    { ...board, id: 'acme' },
    { ...board, id: 'birch' },
    { ...board, id: 'off', enabled: false },
  ].map((one) => Board.parse(one))
  const owners = openOwners({ records, clock, holder: 'one', ttlMs: 60_000 })
  schedule = startSchedule({ boards, log, records, owners, clock, logger: silentLogger() })
})
afterEach(async () => {
  jest.useRealTimers()
  await schedule.stop()
  await folder.close()
  await rm(path, { recursive: true })
})

const valuesOf = async <T>(topic: Topic): Promise<T[]> => {
  const values: T[] = []
  for await (const { records } of folder.log.read(topic)) values.push(...records.map(({ value }) => value as T))
  return values
}

const wished = async (slot: string): Promise<string[]> => {
  const before = (await valuesOf(topics.crawlRequests)).length
  await schedule.wishAll(slot)
  return (await valuesOf<{ board: string }>(topics.crawlRequests)).slice(before).map(({ board }) => board)
}

const say = (board: string, stopped: boolean) =>
  switchBoard(folder.records, { board, stopped, reason: 'a letter', by: 'root', at: '2026-11-24T08:00:00.000Z' })

test('a stopped board is wished for no more until it is started', async () => {
  expect(await wished('1')).toEqual(['acme', 'birch'])
  await say('acme', true)
  expect(await wished('2')).toEqual(['birch'])
  await say('acme', false)
  expect(await wished('3')).toEqual(['acme', 'birch'])
})

test('a stopped board stays in the ticks, so that its postings are not closed', async () => {
  await say('acme', true)
  await schedule.tick()
  expect(await valuesOf(topics.ticks)).toMatchObject([{ boards: ['acme', 'birch', 'off'] }])
})

/** Boards that the clockwork wishes for in a minute, by itself. */
const wishedInAMinute = async (): Promise<string[]> => {
  await jest.advanceTimersByTimeAsync(60_000)
  return (await valuesOf<{ board: string }>(topics.crawlRequests)).map(({ board }) => board)
}

const lastRunAt = (board: string, hours: number) => {
  const at = new Date(NOW + hours * 3_600_000).toISOString()
  const head = { board, bootstrapped: true, everyMinutes: 60, lastRunAt: at, failures: 0, validators: {}, history: [] }
  return folder.records.put('boards', board, head)
}

test('a board is wished for when its interval is over', async () => {
  await lastRunAt('acme', -0.5)
  await lastRunAt('birch', -2)
  expect(await wishedInAMinute()).toEqual(['birch'])
})

test('a board whose last run was dated by a clock that was hours ahead does not wait for that hour', async () => {
  await lastRunAt('acme', -0.5)
  await lastRunAt('birch', 6)
  expect(await wishedInAMinute()).toEqual(['birch'])
})
