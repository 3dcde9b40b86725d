import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { readSettings } from '../../config/settings.js'
import type { Readiness } from '../../src/ports/readiness.js'
import { startService } from '../../src/service.js'
import type { Service } from '../../src/service.js'
import { LIST, acme } from '../support/acme.js'
import { boardSite } from '../support/board-site.js'
import type { Answer, BoardSite } from '../support/board-site.js'
import { shiftedClock } from '../support/clock.js'
import type { ManualClock } from '../support/clock.js'
import { silentLogger } from '../support/quiet.js'
import { until } from '../support/until.js'

const exec = promisify(execFile)
const MEGABYTE = 1_048_576

let site: BoardSite
let folder: string
let service: Service
let clock: ManualClock

const jobs = (count: number): Answer => ({
  body: JSON.stringify({
    jobs: [...Array(count).keys()].map((id) => ({
      id,
      title: `Engineer of bridge ${id}`,
      absolute_url: `${site.origin}/jobs/${id}`,
      location: { name: 'Berlin, Germany' },
      content: `<p>Bridge ${id} of many. ${`We span river number ${id} with stone and steel. `.repeat(40)}</p>`,
    })),
    meta: { total: count },
  }),
})

const start = async (): Promise<Service> => {
  const settings = readSettings({ DATA_DIR: folder, PORT: '0', CRAWL_LOOPBACK: 'true', MIN_FREE_MB: '2' })
  return startService({ settings, boards: [acme(site.origin)], clock, logger: silentLogger() })
}

const ask = async (path: string): Promise<{ status: number; body: unknown }> => {
  const answer = await fetch(new URL(path, service.address))
  return { status: answer.status, body: await answer.json() }
}

const found = async (): Promise<number> =>
  ((await ask('/v1/vacancies?size=1')).body as { total: { value: number } }).total.value

beforeEach(async () => {
  site = await boardSite()
  folder = await mkdtemp(join(tmpdir(), 'whole-'))
  clock = shiftedClock()
})

afterEach(async () => {
  await service.stop()
  await site.close()
})

describe('jobdata trace', () => {
  const trace = async (of: string): Promise<string> => {
    const args = ['--import', 'tsx', 'src/cli/main.ts', 'trace', of, '--api', service.address]
    const { stdout } = await exec(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '' } })
    return stdout
  }

  test('shows one posting’s way by its key and by its address, and says so when there is none', async () => {
    site.pages.set(LIST, jobs(2))
    service = await start()
    await service.wishAll('one')
    await service.quiet()
    const way = await trace('acme:1')
    const stations = way.split('\n').flatMap((line) => /^\d{4}-\S+\s+(\S+)/.exec(line)?.[1] ?? [])
    expect(stations).toEqual(['ledger', 'raw', 'postings', 'vacancies', 'index'])
    expect(way).not.toContain('stopped')
    expect(await trace(`${site.origin}/jobs/1`)).toBe(way)
    await expect(trace('acme:nothing')).rejects.toMatchObject({ stderr: expect.stringContaining('acme:nothing') })
    await rm(folder, { recursive: true })
  }, 60_000)
})

describe('on a full disk', () => {
  const ballast = (): string => join(folder, 'ballast')

  const fill = async (): Promise<void> => {
    const { bavail, bsize } = await statfs(folder)
    writeFileSync(ballast(), Buffer.alloc(Math.max(0, bavail * bsize - MEGABYTE / 4)))
  }

  test('the service pauses, says so in its readiness, goes on when there is space, and misses nothing', async () => {
    await exec('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder])
    site.pages.set(LIST, jobs(20))
    service = await start()
    await service.wishAll('before')
    await service.quiet()
    expect(await found()).toBe(20)

    await fill()
    site.pages.set(LIST, jobs(400))
    // The wish itself may no longer fit; the schedule wishes again every minute.
    await service.wishAll('full').catch((error: unknown) => expect(error).toMatchObject({ consequence: 'no-space' }))
    await until(async () => (await ask('/ready')).status === 503)
    const { parts } = (await ask('/ready')).body as Readiness
    expect(parts['space']).toMatchObject({ ok: false, message: expect.stringContaining('disk is full') })
    expect(await found()).toBeLessThan(400)

    await rm(ballast())
    await until(async () => (await ask('/ready')).status === 200)
    // A run that could not end is tried again after five minutes.
    clock.advance(6 * 60_000)
    await service.wishAll('after')
    await service.quiet()
    expect(await found()).toBe(400)
    // Lazily: the database package closes its files when its objects are collected.
    await exec('umount', ['-l', folder])
  }, 120_000)
})
