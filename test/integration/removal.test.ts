import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '../../config/settings.js'
import { Board } from '../../src/domain/board.js'
import { vacancyId } from '../../src/domain/ids.js'
import type { Posting } from '../../src/domain/posting.js'
import type { RawPosting } from '../../src/domain/raw-posting.js'
import { topics } from '../../src/domain/topics.js'
import type { Topic } from '../../src/domain/topics.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import { startService } from '../../src/service.js'
import type { Service } from '../../src/service.js'
import { boardSite } from '../support/board-site.js'
import type { BoardSite } from '../support/board-site.js'
import { silentLogger } from '../support/quiet.js'

let site: BoardSite
let folder: string
let service: Service

const pathOf = (board: string): string => `/v1/boards/${board}/jobs?content=true`

const boardOf = (id: string, employer: string): Board =>
  Board.parse({ id, platform: 'greenhouse', name: id, url: site.origin + pathOf(id), employer, paceMs: 0 })

/** What a board shows: ids and titles. */
const show = (board: string, postings: Readonly<Record<number, string>>): void => {
  const jobs = Object.entries(postings).map(([id, title]) => ({
    id: Number(id),
    title,
    absolute_url: `${site.origin}/${board}/jobs/${id}`,
    location: { name: 'Казань' },
    content: `&lt;p&gt;${title}: сад и оранжерея, ${board}.&lt;/p&gt;`,
  }))
  site.pages.set(pathOf(board), { body: JSON.stringify({ jobs, meta: { total: jobs.length } }) })
}

const start = async (): Promise<void> => {
  service = await startService({
    settings: readSettings({ DATA_DIR: folder, PORT: '0', CRAWL_LOOPBACK: 'true', MIN_FREE_MB: '0' }),
    boards: [boardOf('daisy', 'ООО «Ромашка»'), boardOf('clover', 'Клевер')],
    clock: systemClock(),
    logger: silentLogger(),
  })
}

beforeEach(async () => {
  site = await boardSite()
  folder = await mkdtemp(join(tmpdir(), 'removal-'))
  show('daisy', { 1: 'Садовник', 2: 'Флорист' })
  show('clover', { 1: 'Агроном' })
  await start()
})

afterEach(async () => {
  await service.stop()
  await site.close()
  await rm(folder, { recursive: true })
})

const ask = async (method: string, path: string, body?: object) => {
  const answer = await fetch(new URL(path, service.address), {
    method,
    headers: { connection: 'close', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    text,
    body: (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>,
  }
}

let slot = 0
const harvest = async (): Promise<void> => {
  await service.wishAll(`removal-${++slot}`)
  await service.quiet()
}

const found = async (): Promise<string[]> => {
  const { body } = await ask('GET', '/v1/vacancies?size=50')
  return (body as { hits: { vacancy: { title: string } }[] }).hits.map(({ vacancy }) => vacancy.title).sort()
}

const valuesOf = async <T>(topic: Topic): Promise<T[]> => {
  const values: T[] = []
  for await (const { records } of service.log.read(topic)) values.push(...records.map(({ value }) => value as T))
  return values
}

test('removed by employer, its vacancies stay away however often they are harvested, and come back when that is taken back', async () => {
  await harvest()
  expect(await found()).toEqual(['Агроном', 'Садовник', 'Флорист'])
  const gardener = vacancyId('daisy:1')
  expect((await ask('PUT', `/v1/picks/${gardener}`, {})).status).toBe(201)

  const removal = await ask('POST', '/v1/removals', { employer: 'РОМАШКА, ООО', reason: 'letter 5' })
  expect(removal.status).toBe(201)
  await service.quiet()
  expect(await found()).toEqual(['Агроном'])
  expect((await ask('GET', '/v1/suggest?q=Садов')).body).toEqual({ suggestions: [] })
  const gone = await ask('GET', `/v1/vacancies/${gardener}`)
  expect(gone).toMatchObject({ status: 410, body: { code: 'vacancy-removed' } })
  expect(gone.text).not.toContain('Садовник')
  expect((await ask('GET', `/vacancies/${gardener}?lang=ru`)).text).toContain('удалена по просьбе её работодателя')
  expect((await ask('GET', `/v1/picks/${gardener}`)).body).toMatchObject({
    snapshot: { title: 'Садовник' },
    now: { state: 'removed' },
  })
  expect((await ask('GET', '/v1/removals')).body).toMatchObject({ removals: [{ reason: 'letter 5', vacancies: 2 }] })

  show('daisy', { 1: 'Старший садовник', 2: 'Флорист', 3: 'Лесовод' })
  await harvest()
  await service.stop()
  await start()
  await harvest()
  expect(await found()).toEqual(['Агроном'])
  for (const topic of [topics.raw, topics.postings])
    expect(JSON.stringify(await valuesOf(topic))).not.toMatch(/Лесовод|Старший/)
  expect((await ask('GET', '/v1/trace?of=daisy:3')).text).toContain('not taken: removed on request')

  expect((await ask('DELETE', `/v1/removals/${String(removal.body['id'])}`)).status).toBe(204)
  await service.quiet()
  expect(await found()).toEqual(['Агроном', 'Садовник', 'Флорист'])
  expect((await ask('GET', `/v1/vacancies/${gardener}`)).status).toBe(200)
  await harvest()
  expect(await found()).toEqual(['Агроном', 'Лесовод', 'Старший садовник', 'Флорист'])
}, 60_000)

test('what a crawler published that began before the removal is kept away, and comes back without another harvest', async () => {
  await harvest()
  const { body } = await ask('POST', '/v1/removals', { employer: 'Клевер', reason: 'letter 6' })
  const raws = await valuesOf<RawPosting>(topics.raw)
  const [raw] = raws.filter(({ board }) => board === 'clover')
  const late = { ...raw, key: 'clover:2', fields: { ...raw?.fields, title: 'Пасечник', url: `${site.origin}/late` } }
  await service.log.publish(topics.raw, [{ key: late.key, value: late }])
  await service.quiet()
  expect(await found()).toEqual(['Садовник', 'Флорист'])
  expect((await valuesOf<Posting>(topics.postings)).map(({ key }) => key)).not.toContain('clover:2')
  await ask('DELETE', `/v1/removals/${String(body['id'])}`)
  await service.quiet()
  expect(await found()).toEqual(['Агроном', 'Пасечник', 'Садовник', 'Флорист'])
}, 60_000)
