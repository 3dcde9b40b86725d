import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { topics } from '../../../src/domain/topics.js'
import { openRecords } from '../../../src/edges/embedded/records.js'
import type { Log } from '../../../src/ports/log.js'
import type { Records } from '../../../src/ports/records.js'
import { currentEpoch, noteEpoch } from '../../../src/runtime/epoch.js'
import { silentLogger } from '../../support/quiet.js'

let folder: string
let records: Records
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epoch-'))
  records = openRecords({ file: join(folder, 'records.db') })
})
afterEach(async () => {
  await records.close()
  await rm(folder, { recursive: true })
})

/** Notes the epoch while `vacancies.v1` ends there, partition by partition. */
const note = async (...ends: number[]): Promise<number> => {
  const log = {
    ends: async (topic: unknown) => {
      expect(topic).toBe(topics.vacancies)
      return ends.map((end, partition) => ({ partition, start: 0, end }))
    },
  } as unknown as Log
  await noteEpoch({ log, records, logger: silentLogger() })
  return currentEpoch(records)
}

describe('the epoch of index writes', () => {
  test('is the first one before anything was noted', async () => {
    expect(await currentEpoch(records)).toBe(1)
  })

  test('stays while the topic grows, or stands still', async () => {
    expect(await note(0, 0)).toBe(1)
    expect(await note(7, 3)).toBe(1)
    expect(await note(7, 3)).toBe(1)
  })

  test('is the next one when the topic was made anew, once for all who look', async () => {
    await note(7, 3)
    expect(await note(0, 0)).toBe(2)
    expect(await note(0, 0)).toBe(2)
    expect(await note(9, 9)).toBe(2)
  })

  test('is the next one when a topic that was made anew has outgrown the old in some partitions', async () => {
    await note(7, 3)
    expect(await note(9, 2)).toBe(2)
  })

  test('of two that see it at once is the same', async () => {
    await note(7, 3)
    await Promise.all([note(0, 0), note(0, 0), note(0, 0)])
    expect(await currentEpoch(records)).toBe(2)
  })
})
