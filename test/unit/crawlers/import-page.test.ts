import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openImporter } from '../../../crawlers/import-page.js'
import type { Importer } from '../../../crawlers/import-page.js'
import type { Platform } from '../../../crawlers/board.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'
import type { Platforms } from '../../../crawlers/platforms.js'
import { Board } from '../../../src/domain/board.js'
import { openDataFolder } from '../../../src/edges/embedded/data-folder.js'
import { switchBoard } from '../../../src/ports/board-switches.js'
import type { Leases } from '../../../src/ports/lease.js'
import { openLeases } from '../../../src/runtime/leases.js'
import { boardSite } from '../../support/board-site.js'
import type { Answer, BoardSite } from '../../support/board-site.js'
import { manualClock } from '../../support/clock.js'

const platforms = await loadPlatforms()
/** Time enough for loopback, and short enough to be waited out. */
const PATIENCE_MS = 2000

let site: BoardSite
let importer: Importer
let leases: Leases
let edges: Awaited<ReturnType<typeof openDataFolder>>
let path: string

const open = (boards: readonly Board[] = [], contact?: string, readers: Platforms = platforms): Importer =>
  openImporter({
    boards,
    platforms: readers,
    leases,
    records: edges.records,
    clock: manualClock(),
    contact,
    allowLoopback: contact === undefined,
    patienceMs: PATIENCE_MS,
  })

beforeEach(async () => {
  site = await boardSite()
  path = await mkdtemp(join(tmpdir(), 'import-'))
  edges = await openDataFolder({ path, clock: manualClock() })
  leases = openLeases({ records: edges.records, clock: manualClock(), holder: 'test', ttlMs: 60_000 })
  importer = open()
})
afterEach(async () => {
  await importer.close()
  await edges.close()
  await rm(path, { recursive: true })
  await site.close()
})

const html = (head: string, body = ''): Answer => ({
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`,
})

const posting = (more: object = {}): object => ({
  '@context': 'https://schema.org',
  '@type': 'JobPosting',
  title: 'Lamp lighter',
  hiringOrganization: { '@type': 'Organization', name: 'Tallow & Wick' },
  jobLocation: { '@type': 'Place', address: { addressLocality: 'Berlin', addressCountry: 'DE' } },
  description: '<p>Light the lamps. Write to jo@tallow.example.</p>',
  ...more,
})

const marked = (...postings: object[]): Answer =>
  html(
    `<title>Lamps</title>${postings.map((one) => `<script type="application/ld+json">${JSON.stringify(one)}</script>`).join('')}`,
  )

const read = (address = '/job') => importer.read(new URL(address, site.origin))
const codeOf = async (address?: string): Promise<unknown> =>
  read(address).then(
    (page) => page.posting.fields,
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  )

describe('a page is read', () => {
  test('by its JobPosting, without personal contacts, after robots.txt and reservations were asked for', async () => {
    site.pages.set('/job', marked(posting()))
    const page = await read()
    expect(page).toMatchObject({ reader: 'json-ld', known: undefined, address: `${site.origin}/job` })
    expect(page.posting.fields).toMatchObject({
      title: 'Lamp lighter',
      employer: 'Tallow & Wick',
      url: `${site.origin}/job`,
      places: [{ text: 'Berlin, DE' }],
    })
    expect(JSON.stringify(page.posting)).not.toContain('jo@tallow.example')
    expect(site.asked).toEqual(['/robots.txt', '/.well-known/tdmrep.json', '/job'])
  })

  test('by its head where it has no structured data: an excerpt', async () => {
    site.pages.set(
      '/job',
      html(
        `<title>Lamp lighter - Big Board</title><meta property="og:title" content="Lamp lighter">
         <meta property="og:description" content="Light the lamps of the old town.">
         <meta property="og:site_name" content="Big Board">`,
      ),
    )
    const { reader, posting: found } = await read()
    expect(reader).toBe('snippet')
    expect(found.fields).toEqual({
      title: 'Lamp lighter',
      url: `${site.origin}/job`,
      places: [],
      description: { text: 'Light the lamps of the old town.' },
      language: 'en',
    })
  })

  test('of several adverts on it the one that it was asked for', async () => {
    const [mine, other] = ['/job', '/other'].map((address) => site.origin + address)
    site.pages.set('/job', marked(posting({ title: 'Another', url: other }), posting({ url: mine })))
    expect(await codeOf()).toMatchObject({ title: 'Lamp lighter' })
  })

  test('after a redirect, at the address that it led to', async () => {
    site.pages.set('/short', { status: 302, headers: { location: '/job' } })
    site.pages.set('/job', marked(posting()))
    expect(await read('/short')).toMatchObject({ address: `${site.origin}/job` })
  })

  test('as a board’s own when it stands on its host, with what the board adds', async () => {
    const board = Board.parse({
      id: 'lamps',
      platform: 'feed',
      name: 'Lamps',
      url: `${site.origin}/rss`,
      employer: 'Tallow & Wick',
      paceMs: 0,
    })
    await importer.close()
    importer = open([board])
    site.pages.set('/job', marked(posting({ hiringOrganization: undefined })))
    const { known, posting: found } = await read()
    expect(known).toBe(board)
    expect(found.fields.employer).toBe('Tallow & Wick')
    const word = { board: 'lamps', stopped: true, reason: 'they asked', by: 'root', at: '2026-11-24T08:00:00.000Z' }
    await switchBoard(edges.records, word)
    expect(await codeOf()).toBe('board-stopped')
  })
})

describe('a page whose site a reader knows', () => {
  const job = (id: number): object => ({
    id,
    title: `Lamp lighter ${id}`,
    company_name: 'Tallow & Wick',
    absolute_url: `${site.origin}/jobs/${id}`,
    content: '&lt;p&gt;Light the lamps.&lt;/p&gt;',
  })
  const json = (body: object): Answer => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

  beforeEach(async () => {
    const greenhouse = platforms.get('greenhouse') as Platform
    const tenant: Platform = {
      ...greenhouse,
      named: ({ origin, pathname }) => ({
        page: { url: `${origin}/api${pathname}`, kind: pathname.startsWith('/list') ? 'list' : 'posting' },
        board: `${origin}/v1/boards/kelp`,
        ...(pathname.startsWith('/list') ? {} : { sourceId: pathname.replace('/jobs/', '') }),
      }),
    }
    await importer.close()
    importer = open([], undefined, new Map([['greenhouse', tenant]]))
  })

  test('is read by that reader, from where the advert stands for programs', async () => {
    site.pages.set('/api/jobs/7', json(job(7)))
    const { reader, posting: found } = await read('/jobs/7')
    expect(reader).toBe('greenhouse')
    expect(found).toMatchObject({ sourceId: '7', fields: { title: 'Lamp lighter 7', employer: 'Tallow & Wick' } })
    expect(site.asked).not.toContain('/jobs/7')
  })

  test('is the one of many that its address names', async () => {
    const mine = { ...job(8), absolute_url: `${site.origin}/list/8` }
    site.pages.set('/api/list/8', json({ jobs: [job(7), mine, job(9)] }))
    expect((await read('/list/8')).posting.sourceId).toBe('8')
  })

  test.each<[string, () => Answer]>([
    ['another advert', () => json(job(8))],
    ['no advert', () => json({})],
    ['no JSON', () => html('<title>Back soon</title>')],
    ['no answer', () => ({ status: 500 })],
  ])('is read like any other page where that brings %s', async (_name, answer) => {
    site.pages.set('/api/jobs/7', answer())
    site.pages.set('/jobs/7', marked(posting()))
    expect(await read('/jobs/7')).toMatchObject({ reader: 'json-ld', address: `${site.origin}/jobs/7` })
  })

  test('is gone where it is gone for programs', async () => {
    site.pages.set('/jobs/7', marked(posting()))
    expect(await codeOf('/jobs/7')).toBe('page-gone')
  })
})

const bomb = { body: gzipSync(Buffer.alloc(30 * 1_048_576)) as unknown as string }
const robots = (text: string): Readonly<Record<string, Answer>> => ({ '/robots.txt': { body: text } })
const job = (answer: Answer): Readonly<Record<string, Answer>> => ({ '/job': answer })
const to = (location: string): Answer => ({ status: 302, headers: { location } })

describe('a page is not read', () => {
  test.each<[string, string, Readonly<Record<string, Answer>>]>([
    ['that is gone', 'page-gone', {}],
    ['that is gone for good', 'page-gone', job({ status: 410 })],
    [
      'that robots.txt forbids',
      'page-robots',
      { ...robots('User-agent: *\nDisallow: /job'), ...job(marked(posting())) },
    ],
    [
      'whose header says noindex',
      'page-reserved',
      job({ ...marked(posting()), headers: { 'x-robots-tag': 'noindex' } }),
    ],
    ['whose head says noindex', 'page-reserved', job(html('<meta name="robots" content="noindex"><title>Job</title>'))],
    ['reserved from mining', 'page-reserved', job({ ...marked(posting()), headers: { 'tdm-reservation': '1' } })],
    ['behind a sign-in', 'page-needs-login', job({ status: 401 })],
    ['that is refused to us', 'page-needs-login', job({ status: 403 })],
    [
      'that leads to a sign-in',
      'page-needs-login',
      { ...job(to('/login?next=/job')), '/login?next=/job': html('<title>Hi</title>') },
    ],
    ['that asks for a password', 'page-needs-login', job(html('<title>Hi</title>', '<input type="password">'))],
    ['that leads to a private address', 'address-forbidden', job(to('http://10.0.0.1/job'))],
    ['that leads to the cloud’s own address', 'address-forbidden', job(to('http://169.254.169.254/latest/meta-data'))],
    ['that leads in a ring', 'page-unreadable', job(to('/job'))],
    ['that is a bomb', 'page-too-large', job({ ...bomb, headers: { 'content-encoding': 'gzip' } })],
    ['that is a file', 'page-unreadable', job({ body: '%PDF-1.7', headers: { 'content-type': 'application/pdf' } })],
    ['of a site that is down', 'page-unreachable', job({ status: 500 })],
    ['of a site whose robots.txt cannot be had', 'page-unreachable', { '/robots.txt': { status: 503 } }],
    ['that lists several vacancies', 'page-several', job(marked(posting(), posting({ title: 'Another' })))],
    ['without a title', 'page-no-vacancy', job(html('<meta name="description" content="Words.">'))],
    ['that checks who we are', 'page-no-vacancy', job(html('<title>Just a moment...</title>'))],
    ['that is only a title at the site’s own address', 'page-no-vacancy', { '/': html('<title>Lamps</title>') }],
    ['taken off by its site', 'page-no-vacancy', job(html('<title>Page not found</title>'))],
  ])('%s', async (_name, code, pages) => {
    for (const [address, answer] of Object.entries(pages)) site.pages.set(address, answer)
    expect(await codeOf('/' in pages ? '/' : '/job')).toBe(code)
  })

  test.each([
    ['never answers', (): void => undefined],
    ['answers in drops', (response: ServerResponse): void => void response.writeHead(200).write('<title>')],
  ])('that %s while its user waits', async (_name, answer) => {
    const slow = createServer(({ url }, response) =>
      url === '/job' ? answer(response) : response.writeHead(404).end(),
    )
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
    const { port } = slow.address() as AddressInfo
    expect(await codeOf(`http://127.0.0.1:${port}/job`)).toBe('page-too-slow')
    slow.closeAllConnections()
    await new Promise((resolve) => slow.close(resolve))
  })

  test('of a site that nobody answers for', async () => {
    const closed = await boardSite()
    await closed.close()
    expect(await codeOf(`${closed.origin}/job`)).toBe('page-unreachable')
  })

  test.each([
    ['http://10.0.0.1/job', 'address-forbidden'],
    ['http://[::ffff:169.254.169.254]/', 'address-forbidden'],
    ['http://ann:secret@127.0.0.1/job', 'address-forbidden'],
    // Nobody is named whom a site could write to.
    ['https://careers.example.com/job', 'imports-off'],
  ])('%s: %s', async (address, code) => {
    expect(await codeOf(address)).toBe(code)
    expect(site.asked).toEqual([])
  })

  test('on the loopback address, where that is not for the demo', async () => {
    await importer.close()
    importer = open([], 'op@example.org')
    expect(await codeOf()).toBe('address-forbidden')
    expect(await codeOf(`http://localhost:${new URL(site.origin).port}/job`)).toBe('address-forbidden')
    expect(site.asked).toEqual([])
  })

  test('while a crawler is at its site: its user may come again', async () => {
    site.pages.set('/job', marked(posting()))
    const held = await leases.take(new URL(site.origin).host)
    await expect(read()).rejects.toMatchObject({
      consequence: 'retryable',
      code: 'site-busy',
      details: { retryAfterSeconds: 60 },
    })
    expect(site.asked).toEqual([])
    await held?.release()
    expect(await codeOf()).toMatchObject({ title: 'Lamp lighter' })
  })

  test('before the time that its site asked us to wait is over', async () => {
    site.pages.set('/job', { status: 429, headers: { 'retry-after': '600' } })
    await codeOf()
    await expect(read()).rejects.toMatchObject({
      code: 'site-busy',
      details: { retryAfterSeconds: expect.any(Number) },
    })
  })
})

test('links that users mistype do not keep crawlers from a site', async () => {
  site.pages.set('/closed', { status: 403 })
  for (let times = 0; times < 6; times++) expect(await codeOf('/closed')).toBe('page-needs-login')
  site.pages.set('/job', marked(posting()))
  expect(await codeOf()).toMatchObject({ title: 'Lamp lighter' })
})
