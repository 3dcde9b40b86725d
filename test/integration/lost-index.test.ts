import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '../../config/settings.js'
import { topics } from '../../src/domain/topics.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import { startService } from '../../src/service.js'
import type { Service } from '../../src/service.js'
import { silentLogger } from '../support/quiet.js'
import { inventVacancy } from '../support/vacancies.js'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lost-index-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const start = (): Promise<Service> => {
  const settings = readSettings({ DATA_DIR: dataDir, ROLES: 'index', PORT: '0' })
  return startService({ settings, boards: [], clock: systemClock(), logger: silentLogger() })
}

test('an index that was deleted from the data folder is built anew from its topic', async () => {
  const before = await start()
  const vacancies = Array.from({ length: 30 }, (_, n) => inventVacancy(n))
  await before.log.publish(
    topics.vacancies,
    vacancies.map((value) => ({ key: value.id, value })),
  )
  await before.quiet()
  expect(await before.index.count()).toMatchObject({ open: 30 })
  await before.stop()
  for (const name of await readdir(dataDir)) if (name.startsWith('index.db')) await rm(join(dataDir, name))
  const after = await start()
  await after.quiet()
  expect(await after.index.count()).toMatchObject({ open: 30 })
  await after.stop()
})
