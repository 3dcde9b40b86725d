import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { readSettings } from '../../config/settings.js'
import { vacancyId } from '../../src/domain/ids.js'
import type { RawPosting } from '../../src/domain/raw-posting.js'
import { topics } from '../../src/domain/topics.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import { startService } from '../../src/service.js'
import type { Service } from '../../src/service.js'
import { LIST, acme } from '../support/acme.js'
import { boardSite } from '../support/board-site.js'
import type { BoardSite } from '../support/board-site.js'
import { silentLogger } from '../support/quiet.js'
import { until } from '../support/until.js'

let site: BoardSite
let folder: string
let service: Service

const start = async (roles?: string): Promise<void> => {
  service = await startService({
    settings: readSettings({ DATA_DIR: folder, PORT: '0', CRAWL_LOOPBACK: 'true', MIN_FREE_MB: '0', ROLES: roles }),
    boards: [acme(site.origin)],
    clock: systemClock(),
    logger: silentLogger(),
  })
}

const harvest = async (): Promise<void> => {
  const jobs = ['Mason', 'Carpenter', 'Roofer'].map((title, id) => ({
    id,
    title,
    absolute_url: `${site.origin}/jobs/${id}`,
    location: { name: 'Berlin, Germany' },
    content: `<p>${`${title} number ${id} builds houses of ${title.toLowerCase()} kind. `.repeat(20)}</p>`,
  }))
  site.pages.set(LIST, { body: JSON.stringify({ jobs, meta: { total: jobs.length } }) })
  await service.wishAll('one')
  await service.quiet()
}

beforeEach(async () => {
  site = await boardSite()
  folder = await mkdtemp(join(tmpdir(), 'operate-'))
  await start()
})

afterEach(async () => {
  await service.stop()
  await site.close()
  await rm(folder, { recursive: true })
})

const argsOf = (words: readonly string[]): string[] => [
  ...['--import', 'tsx', 'src/cli/main.ts', ...words],
  ...['--api', service.address],
]
const env = { ...process.env, NODE_OPTIONS: '' }

const jobdata = async (...words: string[]): Promise<{ code: number; out: string; err: string }> => {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, argsOf(words), { env })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, err: stderr }
  }
}

const rawPostings = async (): Promise<RawPosting[]> => {
  const values: RawPosting[] = []
  for await (const { records } of service.log.read(topics.raw))
    values.push(...records.map(({ value }) => value as RawPosting))
  return values
}

const lastLine = (out: string): unknown => JSON.parse(out.trim().split('\n').at(-1) ?? '')

test('jobdata verify finds nothing after a harvest, a document that is lost, and repairs it', async () => {
  await harvest()
  const whole = await jobdata('verify')
  expect(whole).toMatchObject({ code: 0, err: expect.stringMatching(/verify: index 3 of 3 \(100 %\)/) })
  expect(lastLine(whole.out)).toEqual({
    differences: 0,
    repaired: 0,
    left: 0,
    checks: ['index', 'vacancies', 'ledger'],
    byKind: {},
  })

  const id = vacancyId('acme:1')
  const entry = await service.index.get(id)
  await service.index.write([{ id, version: entry?.version ?? 0, seq: { partition: 0, offset: 0 }, document: null }])
  const damaged = await jobdata('verify', '--check', 'index')
  expect(damaged.code).toBe(1)
  expect(damaged.out).toContain('document-missing: a vacancy that the index does not have')
  expect(damaged.out).toContain(id)
  const metrics = async () => (await fetch(new URL('/metrics', service.address))).text()
  expect(await metrics()).toContain('jobdata_verify_differences{check="index",kind="document-missing"} 1')

  const repaired = await jobdata('verify', '--check', 'index', '--repair')
  expect(repaired.code).toBe(0)
  expect(lastLine(repaired.out)).toMatchObject({ differences: 1, repaired: 1, left: 0 })
  expect(await service.index.get(id)).toMatchObject({ version: entry?.version, seq: entry?.seq })
  expect(await metrics()).toContain('jobdata_verify_differences{check="index",kind="document-missing"} 0')
}, 120_000)

test('jobdata dead-letters lists what was rejected, shows it, and replays it without overruling what is newer', async () => {
  await harvest()
  const [good] = await rawPostings()
  await service.log.publish(topics.raw, [{ key: 'acme:7', value: { key: 'acme:7', board: 'acme' } }])
  await service.quiet()
  const listed = await jobdata('dead-letters', 'list', '--code', 'schema-mismatch')
  const place = /jobdata\.raw\.v1\/\d\/\d+/.exec(listed.out)?.[0] ?? ''
  expect(listed.out).toMatch(/^1 outstanding\n\s+1 {2}normalize: schema-mismatch\n/)
  expect((await jobdata('dead-letters', 'show', place)).out).toContain('{"key":"acme:7","board":"acme"}')

  const again = await jobdata('dead-letters', 'replay', place)
  expect(again.code).toBe(1)
  expect(lastLine(again.out)).toEqual({ replayed: 1, passed: 0, failed: 1, superseded: 0, gone: 0 })
  expect((await jobdata('dead-letters', 'list')).out).toContain('(2 times)')

  await service.log.publish(topics.raw, [{ key: 'acme:7', value: { ...good, key: 'acme:7' } }])
  await service.quiet()
  const over = await jobdata('dead-letters', 'replay', '--stage', 'normalize')
  expect(over.code).toBe(0)
  expect(lastLine(over.out)).toMatchObject({ replayed: 1, superseded: 1 })
  expect((await jobdata('dead-letters', 'list')).out).toBe('0 outstanding\n')
  expect(await jobdata('dead-letters', 'show', 'nowhere/0/0')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no dead letter is of nowhere/0/0'),
  })
}, 120_000)

const leftOf = async (): Promise<readonly string[]> =>
  (await service.records.get<{ left?: string[] }>('operations', 'verify'))?.value.left ?? []

test('Ctrl-C ends a verify at the service too, and says how to go on', async () => {
  await harvest()
  await service.stop()
  // Without dedupe there is work under way that never ends, and verify waits for it.
  await start('normalize,index,api')
  const at = new Date().toISOString()
  const missed = { key: 'acme:1', board: 'acme', state: 'missed', reason: 'absent-once', since: at, at, by: 'crawl' }
  await service.log.publish(topics.postingStates, [{ key: missed.key, value: { ...missed, fence: 9 } }])
  const child = spawn(process.execPath, argsOf(['verify', '--repair']), { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  await until(async () => (await leftOf())[0] === 'vacancies')
  child.kill('SIGINT')
  const [code] = (await once(child, 'exit')) as [number]
  expect({ code, said }).toEqual({
    code: 130,
    said: expect.stringContaining('stopped; go on with: jobdata verify --resume --repair'),
  })
  await service.stop()
  await start()
  await service.quiet()
  expect(await leftOf()).toEqual(['vacancies', 'ledger'])
  const resumed = await jobdata('verify', '--resume')
  expect(lastLine(resumed.out)).toMatchObject({ checks: ['vacancies', 'ledger'], differences: 0 })
}, 120_000)
