import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { topics, allTopics } from '../../src/domain/topics.js'
import { openDataFolder } from '../../src/edges/embedded/data-folder.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import { freeBytes } from '../../src/edges/observe/disk.js'
import { drop, forward } from '../../src/ports/stage.js'
import type { Stage } from '../../src/ports/stage.js'
import { runStage } from '../../src/runtime/run-stage.js'
import { watchSpace } from '../../src/runtime/space.js'
import { countingMetrics, silentLogger } from '../support/quiet.js'
import { until } from '../support/until.js'

const run = promisify(execFile)
const MEGABYTE = 1_048_576

/** Copies ticks into ticks of another day, so that it writes as much as it reads. */
const copy = (): Stage => ({
  name: 'copy',
  inputs: [topics.crawlRequests],
  transform: (messages) =>
    messages.map((m) => (m.value === null ? drop('none') : forward(topics.runs, m.key ?? '', { copied: m.value }))),
})

describe('on a full disk', () => {
  let path: string

  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'full-'))
    await run('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', path])
  })
  afterAll(async () => {
    // Lazily: the database package closes its files when its objects are collected.
    await run('umount', ['-l', path])
    await rm(path, { recursive: true })
  })

  test('a stage pauses, says so, goes on when there is space, and misses nothing acknowledged', async () => {
    const clock = systemClock()
    const folder = await openDataFolder({ path, clock })
    const { log } = folder
    await log.ensureTopics(allTopics)
    const space = watchSpace({ freeBytes: () => freeBytes(path), minBytes: MEGABYTE, clock, logger: silentLogger() })
    const wishes = (round: number) =>
      Array.from({ length: 500 }, (_, n) => {
        const board = `b${round}-${n}`
        return {
          key: board,
          value: {
            id: `${board}@${'x'.repeat(2000)}`,
            board,
            wishedAt: '2026-11-24T08:00:00.000Z',
            trigger: 'operator',
          },
        }
      })
    await log.publish(topics.crawlRequests, wishes(0))
    // Fills what is left, up to less than a stage needs; the log's own files may still hold some room.
    await writeFile(join(path, 'ballast'), Buffer.alloc(Math.max(0, (await freeBytes(path)) - MEGABYTE / 2)))
    let acknowledged = 500
    const fill = async (): Promise<void> => {
      for (let round = 1; ; round++) {
        await log.publish(topics.crawlRequests, wishes(round))
        acknowledged += 500
      }
    }
    await expect(fill()).rejects.toMatchObject({ consequence: 'no-space' })

    const stage = await runStage({
      stage: copy(),
      log,
      clock,
      logger: silentLogger(),
      metrics: countingMetrics(),
      space,
      maxRecords: 500,
      random: () => 0,
    })
    await until(async () => !(await space.state()).ok)
    expect((await space.state()).message).toContain('disk is full')
    expect(await stage.lag()).toBe(acknowledged)

    await rm(join(path, 'ballast'))
    await until(async () => (await stage.lag()) === 0)
    expect((await space.state()).ok).toBe(true)
    const copied: string[] = []
    for await (const { records } of log.read(topics.runs)) copied.push(...records.map(({ key }) => key ?? ''))
    expect(new Set(copied).size).toBe(acknowledged)
    await stage.stop()
    await folder.close()
  }, 60_000)
})
