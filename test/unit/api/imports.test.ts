import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { openImporter } from '../../../crawlers/import-page.js'
import type { Importer } from '../../../crawlers/import-page.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'
import { Board } from '../../../src/domain/board.js'
import type { CrawlRequest } from '../../../src/domain/messages.js'
import { allTopics, topics } from '../../../src/domain/topics.js'
import type { LiveVacancy } from '../../../src/domain/vacancy.js'
import { importLink } from '../../../src/import-link.js'
import { openLeases } from '../../../src/runtime/leases.js'
import { openRemovals } from '../../../src/runtime/removals.js'
import type { ApiDeps } from '../../../src/api/deps.js'
import { buildTestApi, inventRun } from '../../support/api.js'
import type { TestApi } from '../../support/api.js'
import { boardSite } from '../../support/board-site.js'
import type { BoardSite } from '../../support/board-site.js'
import { inventVacancy, vacancyWrite } from '../../support/vacancies.js'

const platforms = await loadPlatforms()

let api: TestApi
let site: BoardSite
let importer: Importer

/** The API with an importer that reads the loopback address, as the service composes it. */
const start = async (more: Partial<ApiDeps> = {}, boards: readonly Board[] = []): Promise<void> => {
  const late: { link?: ApiDeps['importLink'] } = {}
  api = await buildTestApi({ importLink: (asked) => (late.link as ApiDeps['importLink'])(asked), ...more })
  const { records, log, clock } = api.deps
  const leases = openLeases({ records, clock, holder: 'test', ttlMs: 60_000 })
  importer = openImporter({ boards, platforms, leases, records, clock, contact: undefined, allowLoopback: true })
  late.link = importLink({ importer, removals: openRemovals(log), clock, baseCurrency: 'EUR' })
}

const stop = async (): Promise<void> => {
  await importer.close()
  await api.close()
}

beforeAll(() => start())
afterAll(stop)

/** Each test is another person's, and has a site of its own. */
let tests = 0
let ann = ''
beforeEach(async () => {
  ann = `ann-${++tests}`
  site = await boardSite()
})
afterEach(() => site.close())

/** A test that needs another API has it for itself. */
const apart = async (work: () => Promise<void>, ...given: Parameters<typeof start>): Promise<void> => {
  const shared = { api, importer }
  await start(...given)
  try {
    await work()
  } finally {
    await stop()
    ;({ api, importer } = shared)
  }
}

const TEXT = 'We light the lamps of the old town every evening and put them out at dawn. '.repeat(6)

const page = (title: string, more: object = {}) => ({
  headers: { 'content-type': 'text/html' },
  body: `<title>${title}</title><script type="application/ld+json">${JSON.stringify({
    '@type': 'JobPosting',
    title,
    hiringOrganization: { name: 'Tallow & Wick' },
    jobLocation: { address: { addressLocality: 'Berlin', addressCountry: 'DE' } },
    employmentType: 'FULL_TIME',
    baseSalary: { currency: 'EUR', value: { minValue: 40000, maxValue: 50000, unitText: 'YEAR' } },
    description: `<p onclick="steal()">${TEXT}</p><script>steal()</script><p>Write to jo@tallow.example</p>`,
    ...more,
  }).replaceAll('</', String.raw`<\/`)}</script>`,
})

const ask = async (method: string, url: string, user = ann, payload?: object) => {
  const headers = user === '' ? {} : { authorization: `Bearer ${user}` }
  const response = await api.ask({ method, url, headers, ...(payload && { payload }) })
  const body = response.body === '' ? {} : response.json<Record<string, unknown>>()
  return { status: response.statusCode, body, headers: response.headers }
}

const post = (path = '/job', user = ann) => ask('POST', '/v1/imports', user, { url: site.origin + path })
const imported = async (path = '/job', user = ann) => {
  const { body } = await post(path, user)
  return body as { id: string; vacancy: LiveVacancy }
}

test('a link becomes a vacancy like any other, safe and without contacts, that only its importer has', async () => {
  site.pages.set('/job', page('Lamp lighter'))
  const { status, body } = await post()
  expect(status).toBe(201)
  expect(body).toMatchObject({
    kind: 'import',
    url: `${site.origin}/job`,
    importedAt: expect.any(String),
    reader: 'json-ld',
    vacancy: {
      id: body['id'],
      state: 'open',
      title: 'Lamp lighter',
      employer: { name: 'Tallow & Wick' },
      offers: [
        { places: [{ city: 'Berlin', country: 'DE' }], employmentTypes: ['full-time'], salary: { annualMin: 40000 } },
      ],
      description: { status: 'full' },
      boards: ['import'],
      postings: [{ board: 'import', terms: { redistribute: false, fullText: true } }],
    },
  })
  const said = JSON.stringify(body)
  for (const text of ['steal', 'onclick', 'jo@tallow.example']) expect(said).not.toContain(text)
  expect(await ask('GET', `/v1/imports/${String(body['id'])}`)).toMatchObject({ status: 200, body })
})

/** How much each topic holds. */
const said = () => Promise.all(allTopics.map(async (topic) => [topic.name, (await api.written(topic)).length]))

test('nobody else sees an import: not by its id, not in a list, not in search, not in a topic', async () => {
  site.pages.set('/job', page('Lamp lighter of Zanzibar'))
  const before = await said()
  const { id } = await imported()
  for (const user of ['bob', `${ann}/b`])
    expect(await ask('GET', `/v1/imports/${id}`, user)).toMatchObject({
      status: 404,
      body: { code: 'import-not-found' },
    })
  expect(await ask('PUT', `/v1/picks/${id}`, 'bob')).toMatchObject({ status: 404, body: { code: 'vacancy-not-found' } })
  expect((await ask('GET', '/v1/imports', 'bob')).body).toEqual({ imports: [] })
  expect((await ask('GET', `/v1/vacancies/${id}`)).status).toBe(404)
  expect((await ask('GET', '/v1/vacancies?q=zanzibar')).body).toMatchObject({ total: { value: 0 } })
  expect((await ask('GET', '/v1/suggest?q=Lamp')).body).not.toMatchObject({ suggestions: [expect.anything()] })
  expect(await said()).toEqual(before)
})

test('two who import one page have each their own', async () => {
  site.pages.set('/job', page('Lamp lighter'))
  const [one, two] = [await imported('/job'), await imported('/job', 'bob')]
  expect(one.id).not.toBe(two.id)
  expect((await ask('DELETE', `/v1/imports/${one.id}`, 'bob')).status).toBe(204)
  expect((await ask('GET', `/v1/imports/${one.id}`)).status).toBe(200)
})

test('the same link again, however it is spelled, reads the page anew under the same id', async () => {
  site.pages.set('/job', page('Lamp lighter'))
  site.pages.set('/job?utm_source=mail', page('Lamp lighter by night'))
  const first = await imported()
  api.clock.advance(60_000)
  const again = await post('/job?utm_source=mail')
  expect(again).toMatchObject({ status: 200, body: { id: first.id, vacancy: { title: 'Lamp lighter by night' } } })
  expect(again.body['importedAt']).toBe((first as unknown as Record<string, unknown>)['importedAt'])
  expect(again.body['readAt']).not.toBe(again.body['importedAt'])
  expect((again.body['vacancy'] as LiveVacancy).firstSeenAt).toBe(first.vacancy.firstSeenAt)
  expect((await ask('GET', '/v1/imports')).body).toMatchObject({ imports: [{ id: first.id }] })
})

test('imports are listed newest first, and are gone when deleted', async () => {
  for (const name of ['one', 'two', 'three']) {
    site.pages.set(`/${name}`, page(name))
    await imported(`/${name}`)
    api.clock.advance(60_000)
  }
  const titles = async () =>
    ((await ask('GET', '/v1/imports')).body['imports'] as { id: string; vacancySummary: { title: string } }[]).map(
      ({ vacancySummary: { title } }) => title,
    )
  expect(await titles()).toEqual(['three', 'two', 'one'])
  const { id } = await imported('/two')
  expect((await ask('DELETE', `/v1/imports/${id}`)).status).toBe(204)
  expect((await ask('DELETE', `/v1/imports/${id}`)).status).toBe(204)
  expect(await titles()).toEqual(['three', 'one'])
  expect((await ask('GET', `/v1/imports/${id}`)).status).toBe(404)
})

test('a page without structured data is kept as an excerpt, however long', async () => {
  const body = `<title>Lamp lighter</title><meta name="description" content="${TEXT}">`
  site.pages.set('/job', { headers: { 'content-type': 'text/html' }, body })
  expect((await post()).body).toMatchObject({ reader: 'snippet', vacancy: { description: { status: 'snippet' } } })
})

test('a pick of an import freezes it, and outlives its deletion', async () => {
  site.pages.set('/job', page('Lamp lighter'))
  const { id } = await imported()
  const picked = await ask('PUT', `/v1/picks/${id}`)
  expect(picked).toMatchObject({ status: 201, body: { snapshot: { title: 'Lamp lighter' }, now: { state: 'open' } } })
  await ask('DELETE', `/v1/imports/${id}`)
  expect(await ask('GET', `/v1/picks/${id}`)).toMatchObject({
    status: 200,
    body: { snapshot: { id, title: 'Lamp lighter', description: { status: 'full' } }, now: { state: 'unknown' } },
  })
})

describe('a page that everybody has already', () => {
  let version = 900
  const inIndex = async (state: 'open' | 'closed' = 'open') => {
    const vacancy = inventVacancy(3)
    const postings = vacancy.postings.map((one) => ({ ...one, url: `${site.origin}/job` }))
    await api.deps.index.write([vacancyWrite({ ...vacancy, state, postings }, version++)])
    return vacancy.id
  }

  test('is answered with that vacancy, and looked at again; its site is not asked', async () => {
    const id = await inIndex()
    expect(await post('/job?utm_source=mail')).toMatchObject({ status: 200, body: { kind: 'known', vacancy: id } })
    expect(api.rechecked.splice(0)).toEqual(['harbour-careers:3'])
    expect(site.asked).toEqual([])
    expect((await ask('GET', '/v1/imports')).body).toEqual({ imports: [] })
  })

  test('is known too where a link only leads to it', async () => {
    const id = await inIndex()
    site.pages.set('/short', { status: 301, headers: { location: '/job' } })
    site.pages.set('/job', page('Lamp lighter'))
    expect(await post('/short')).toMatchObject({ status: 200, body: { kind: 'known', vacancy: id } })
  })

  test('is read when it was closed: it may be there again', async () => {
    await inIndex('closed')
    site.pages.set('/job', page('Lamp lighter'))
    expect(await post()).toMatchObject({ status: 201, body: { kind: 'import' } })
  })
})

test('a page of a board of ours is its user’s at once, and everybody’s with the board’s next run', async () => {
  const board = Board.parse({ id: 'river-jobs', platform: 'feed', name: 'River', url: `${site.origin}/rss`, paceMs: 0 })
  site.pages.set('/job', page('Lamp lighter'))
  const wishes = async () => (await api.written(topics.crawlRequests)).map(({ value }) => value as CrawlRequest)
  const work = async (): Promise<void> => {
    const endedAt = new Date(api.clock.now()).toISOString()
    await api.deps.log.publish(topics.runs, [{ key: board.id, value: inventRun(board.id, { endedAt }) }])
    expect(await post()).toMatchObject({ status: 201, body: { board: 'river-jobs' } })
    // The board was read just now.
    expect(await wishes()).toEqual([])
    api.clock.advance(3_600_000)
    await post()
    expect(await wishes()).toEqual([expect.objectContaining({ board: 'river-jobs', trigger: 'recheck' })])
  }
  await apart(work, {}, [board])
})

test.each([
  ['its employer', () => ({ employer: 'Tallow & Wick' })],
  ['its page', () => ({ url: `${site.origin}/job` })],
])('what was removed on request is not imported: %s', async (_name, target) => {
  site.pages.set('/job', page('Lamp lighter'))
  const removal = await ask('POST', '/v1/removals', 'root', { ...target(), reason: 'they asked' })
  expect(removal.status).toBe(201)
  expect(await post()).toMatchObject({ status: 410, body: { code: 'vacancy-removed' } })
  expect((await ask('GET', '/v1/imports')).body).toEqual({ imports: [] })
  await ask('DELETE', `/v1/removals/${String(removal.body['id'])}`, 'root')
  expect((await post()).status).toBe(201)
})

describe('refusals', () => {
  test('say what to do, and leave nothing behind', async () => {
    site.pages.set('/over', page('Lamp lighter', { validThrough: '2026-11-01' }))
    for (const [path, code] of [
      ['/nothing', 'page-gone'],
      ['/over', 'page-gone'],
    ] as const)
      expect(await post(path)).toMatchObject({ status: 422, body: { code, detail: expect.any(String) } })
    expect((await ask('GET', '/v1/imports')).body).toEqual({ imports: [] })
  })

  test('an import that cannot be read again stays as it was', async () => {
    site.pages.set('/job', page('Lamp lighter'))
    const { id } = await imported()
    site.pages.delete('/job')
    expect((await post()).status).toBe(422)
    expect((await ask('GET', `/v1/imports/${id}`)).status).toBe(200)
  })

  test.each([
    ['no address', { url: 'lamp lighter' }, 400],
    ['another scheme', { url: 'ftp://lamps.example/job' }, 400],
    ['nothing', {}, 400],
    ['more than a link', { url: 'https://lamps.example/', note: 'x' }, 400],
    ['a private address', { url: 'http://192.168.0.1/job' }, 422],
  ])('%s', async (_name, payload, status) => {
    expect((await ask('POST', '/v1/imports', 'ann', payload)).status).toBe(status)
  })

  test('nobody in particular imports nothing', async () => {
    for (const [method, url] of [
      ['POST', '/v1/imports'],
      ['GET', '/v1/imports'],
      ['GET', `/v1/imports/${inventVacancy(0).id}`],
      ['DELETE', `/v1/imports/${inventVacancy(0).id}`],
    ] as const)
      expect(await ask(method, url, '', method === 'POST' ? { url: site.origin } : undefined)).toMatchObject({
        status: 401,
        body: { code: 'sign-in-needed' },
      })
  })

  test('after so many links an hour: each user by himself, and told when to come again', async () => {
    site.pages.set('/job', page('Lamp lighter'))
    const work = async (): Promise<void> => {
      await post()
      api.clock.advance(600_000)
      await post('/nothing')
      const spent = await post()
      expect(spent).toMatchObject({ status: 429, body: { code: 'imports-spent' } })
      const seconds = Number(spent.headers['retry-after'])
      // The clock of this test moves on as the importer waits for its turn.
      expect(seconds).toBeGreaterThan(2900)
      expect(seconds).toBeLessThanOrEqual(3000)
      expect(spent.body['retryAfterSeconds']).toBe(seconds)
      expect((await post('/job', 'bob')).status).toBe(201)
      api.clock.advance(seconds * 1000)
      expect((await post()).status).toBe(200)
    }
    await apart(work, { importsPerHour: 2 })
  })
})
