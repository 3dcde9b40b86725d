import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { openDataFolder } from '../../src/edges/embedded/data-folder.js'
import { openLog } from '../../src/edges/embedded/log.js'
import { openRecords } from '../../src/edges/embedded/records.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import type { LogRecord } from '../../src/ports/log.js'
import { freshTopic, logContract } from './log.js'
import { recordsContract } from './records.js'

const DAY = 86_400_000

const inFolder = async (): Promise<{ path: string; remove: () => Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), 'embedded-'))
  return { path, remove: () => rm(path, { recursive: true }) }
}

logContract('SQLite', async () => {
  const { path, remove } = await inFolder()
  const log = openLog({ file: join(path, 'log.db'), clock: systemClock() })
  return { log, close: () => log.close().then(remove) }
})

recordsContract('SQLite', async () => {
  const { path, remove } = await inFolder()
  const records = openRecords({ file: join(path, 'records.db') })
  return { records, close: () => records.close().then(remove) }
})

describe('the embedded log', () => {
  let folder: Awaited<ReturnType<typeof inFolder>>
  const open = () => openLog({ file: join(folder.path, 'log.db'), clock: systemClock() })

  beforeEach(async () => {
    folder = await inFolder()
  })
  afterEach(() => folder.remove())

  const offsets = async (log: ReturnType<typeof open>, topic: ReturnType<typeof freshTopic>): Promise<number[]> => {
    const records: LogRecord[] = []
    for await (const batch of log.read(topic)) records.push(...batch.records)
    return records.map(({ offset }) => offset)
  }

  test('keeps its records and offsets when it is opened again', async () => {
    const topic = freshTopic({ partitions: 1 })
    const before = open()
    await before.ensureTopics([topic])
    await before.publish(topic, [{ key: 'a', value: 1 }])
    await before.close()
    const log = open()
    await log.ensureTopics([topic])
    expect(await log.publish(topic, [{ key: 'a', value: 2 }])).toEqual([{ partition: 0, offset: 1 }])
    await log.close()
  })

  test('compaction keeps the newest record of a key and its offset; tombstones go after their days', async () => {
    const topic = freshTopic({ partitions: 1 })
    const log = open()
    await log.ensureTopics([topic])
    await log.publish(
      topic,
      ['a', 'b', 'a', 'c'].map((key, n) => ({ key, value: n })),
    )
    await log.publish(topic, [{ key: 'c', value: null }])
    expect(await log.compact(Date.now())).toBe(2)
    expect(await offsets(log, topic)).toEqual([1, 2, 4])
    expect(await log.compact(Date.now() + 31 * DAY)).toBe(1)
    expect(await offsets(log, topic)).toEqual([1, 2])
    expect((await log.ends(topic))[0]).toMatchObject({ end: 5 })
    await log.close()
  })

  test('retention drops records past their days, and offsets go on', async () => {
    const topic = freshTopic({ partitions: 1, compacted: false, retentionMs: 2 * DAY })
    const log = open()
    await log.ensureTopics([topic])
    await log.publish(topic, [{ key: 'a', value: 1 }])
    await log.compact(Date.now() + 3 * DAY)
    expect(await offsets(log, topic)).toEqual([])
    expect(await log.publish(topic, [{ key: 'a', value: 2 }])).toEqual([{ partition: 0, offset: 1 }])
    await log.close()
  })

  test('a value that is not JSON comes as text', async () => {
    const topic = freshTopic({ partitions: 1 })
    const log = open()
    await log.ensureTopics([topic])
    await log.publish(topic, [{ key: 'a', value: 1 }])
    const db = new Database(join(folder.path, 'log.db'), { timeout: 5000 })
    db.exec("UPDATE records SET value = '{broken'")
    db.close()
    const records: LogRecord[] = []
    for await (const batch of log.read(topic)) records.push(...batch.records)
    expect(records).toMatchObject([{ value: undefined, text: '{broken' }])
    await log.close()
  })
})

describe('the data folder', () => {
  test('is one process’s at a time, and says whose it is', async () => {
    const { path, remove } = await inFolder()
    const folder = await openDataFolder({ path, clock: systemClock() })
    await expect(openDataFolder({ path, clock: systemClock() })).rejects.toMatchObject({
      consequence: 'config',
      message: expect.stringContaining(`process ${process.pid}`),
    })
    await folder.close()
    await (await openDataFolder({ path, clock: systemClock() })).close()
    await remove()
  })
})
