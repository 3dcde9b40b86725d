import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allTopics, topics } from '../../../src/domain/topics.js'
import { openDataFolder } from '../../../src/edges/embedded/data-folder.js'
import type { DataFolder } from '../../../src/edges/embedded/data-folder.js'
import { openRemovals } from '../../../src/runtime/removals.js'
import { manualClock } from '../../support/clock.js'

let path: string
let folder: DataFolder
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'removals-'))
  folder = await openDataFolder({ path, clock: manualClock() })
  await folder.log.ensureTopics(allTopics)
})
afterEach(async () => {
  await folder.close()
  await rm(path, { recursive: true })
})

const say = (key: string, at: string | null) =>
  folder.log.publish(topics.removals, [{ key, value: at && { target: { kind: 'employer', key }, at, by: 'root' } }])

test('a removal is in force from the moment it is durable until it is taken back, for every replica', async () => {
  const replicas = [openRemovals(folder.log), openRemovals(folder.log)]
  const current = () => Promise.all(replicas.map(async (one) => [...(await one.current())].sort()))
  expect(await current()).toEqual([[], []])
  await say('employer:romashka', '2026-11-24T08:00:00.000Z')
  await say('employer:vasilek', '2026-11-24T08:00:00.000Z')
  expect(await current()).toEqual([
    ['employer:romashka', 'employer:vasilek'],
    ['employer:romashka', 'employer:vasilek'],
  ])
  await say('employer:romashka', null)
  replicas.push(openRemovals(folder.log))
  expect(await current()).toEqual([['employer:vasilek'], ['employer:vasilek'], ['employer:vasilek']])
})

test('who asks while the topic is being read is told what was said before the question', async () => {
  const removals = openRemovals(folder.log)
  const first = removals.current()
  await say('employer:romashka', '2026-11-24T08:00:00.000Z')
  expect([...(await removals.current())]).toEqual(['employer:romashka'])
  await first
})

test('a failed reading is the caller’s to try again', async () => {
  let broken = true
  const log: typeof folder.log = {
    ...folder.log,
    ends: (topic) => (broken ? Promise.reject(new Error('away')) : folder.log.ends(topic)),
  }
  const removals = openRemovals(log)
  await expect(removals.current()).rejects.toThrow('away')
  broken = false
  await say('employer:romashka', '2026-11-24T08:00:00.000Z')
  expect([...(await removals.current())]).toEqual(['employer:romashka'])
})
