import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { JobdataError } from '../../../src/domain/errors.js'
import { IMPORT_BOARD, vacancyId } from '../../../src/domain/ids.js'
import { IMPORT_FAILURES } from '../../../src/domain/imports.js'
import type { LinkToImport } from '../../../src/api/deps.js'
import { en } from '../../../src/web/texts/en.js'
import { ru } from '../../../src/web/texts/ru.js'
import { buildTestApi } from '../../support/api.js'
import type { TestApi } from '../../support/api.js'
import { readPage } from '../../support/page.js'
import { inventVacancy } from '../../support/vacancies.js'

const LINK = 'https://lamps.example/jobs/17'

let api: TestApi
/** Code that reading a link ends with; undefined: it is read. */
let failsWith: string | undefined

const readLink = async ({ url, key }: LinkToImport) => {
  if (failsWith !== undefined)
    throw new JobdataError('told to programs', { consequence: 'bad-request', code: failsWith })
  const posting = { ...inventVacancy(1).postings[0], key, board: IMPORT_BOARD, url: url.href, applyUrl: undefined }
  const vacancy = inventVacancy(1, {
    id: vacancyId(key),
    title: 'Lamp lighter',
    url: url.href,
    boards: [IMPORT_BOARD],
    postings: [posting as (typeof vacancy.postings)[number]],
  })
  return { vacancy, reader: 'snippet', address: url.href }
}

beforeAll(async () => {
  api = await buildTestApi({ importLink: readLink })
})
afterAll(() => api.close())

/** Each test is another person's. */
let me = 0
beforeEach(() => {
  failsWith = undefined
  me++
})

const person = (user = `ann-${me}`, language = 'en') => ({
  accept: 'text/html',
  authorization: `Bearer ${user}`,
  'accept-language': language,
})
const page = (url: string, headers = person()) => api.ask({ url, headers })
const send = (url: string, fields: Record<string, string> = {}, headers = person()) =>
  api.ask({
    method: 'POST',
    url,
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  })
const importIt = async (headers = person()): Promise<string> =>
  (await send('/imports', { url: LINK }, headers)).headers['location'] ?? ''

test.each(['/picks', '/?q=zanzibar'])('%s asks for a link, in a form that works without a script', async (url) => {
  const { body } = await page(url)
  expect([...readPage(body).fields('import').keys()]).toEqual(['url'])
  expect(body).toContain('action="/imports"')
})

test('where something was found no link is asked for', async () => {
  expect((await page('/')).body).not.toContain('action="/imports"')
})

test('a link leads to its vacancy, which says that nobody else sees it, and can be picked', async () => {
  const address = await importIt()
  expect(address).toMatch(/^\/vacancies\/v[\w-]{22}$/)
  const { statusCode, body } = await page(address)
  expect(statusCode).toBe(200)
  const { texts } = readPage(body)
  expect(texts('h1')).toEqual(['Lamp lighter'])
  expect(body).toContain('only you see it')
  expect(texts('a')).toContain('lamps.example')
  // Nobody crawls it again.
  expect(api.rechecked).toEqual([])
  expect((await send(`${address}/pick`)).headers['location']).toBe(address)
  expect((await page(address)).body).toContain(en.picked)
})

test('to everybody else there is no such vacancy', async () => {
  const address = await importIt()
  expect((await page(address, person('bob'))).statusCode).toBe(404)
  expect((await api.ask({ url: address, headers: { accept: 'text/html' } })).statusCode).toBe(404)
})

test('imports are listed beside the picks, and can be deleted; a pick of one stays, and says so', async () => {
  const address = await importIt()
  await send(`${address}/pick`)
  const before = readPage((await page('/picks')).body)
  expect(before.links.filter(({ href }) => href === address)).toHaveLength(2)
  expect((await send(`/imports/${address.replace('/vacancies/', '')}/delete`)).headers['location']).toBe('/picks')
  const after = (await page('/picks')).body
  expect(after).toContain(en.imports.deleted)
  expect(after).toContain(inventVacancy(1).description.text.slice(0, 60))
  expect(readPage(after).links.map(({ href }) => href)).not.toContain(address)
})

test.each([...IMPORT_FAILURES, 'board-stopped', 'imports-full'])(
  'who cannot have a page is told why, and what to do, in either language: %s',
  async (code) => {
    failsWith = code
    for (const [language, texts] of [
      ['en', en],
      ['ru', ru],
    ] as const) {
      const { statusCode, body } = await send('/imports', { url: LINK }, person(undefined, language))
      expect(statusCode).toBeGreaterThanOrEqual(400)
      const said = texts.importFailures[code]
      expect(readPage(body).texts('p')).toContain(said)
      // The link is there to be mended.
      expect(readPage(body).fields('import').get('url')).toBe(LINK)
      expect(body).not.toContain('told to programs')
    }
  },
)

test('what is no link is told so', async () => {
  const { statusCode, body } = await send('/imports', { url: 'lamp <lighter>' })
  expect(statusCode).toBe(400)
  expect(readPage(body).texts('p')).toContain(en.badLink)
  expect(body).not.toContain('<lighter>')
})

test('who is not signed in is asked to', async () => {
  const answer = await api.ask({ method: 'POST', url: '/imports', headers: { accept: 'text/html' } })
  expect(answer.statusCode).toBe(401)
  expect(answer.body).toContain(en.signIn)
})
