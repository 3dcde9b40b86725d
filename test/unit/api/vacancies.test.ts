import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { vacancyId } from '../../../src/domain/ids.js'
import { buildTestApi } from '../../support/api.js'
import type { TestApi } from '../../support/api.js'
import { inventVacancy, special } from '../../support/vacancies.js'

let api: TestApi
beforeAll(async () => {
  api = await buildTestApi()
})
afterAll(() => api.close())

const get = async (url: string, headers: Record<string, string> = {}) => {
  const response = await api.ask({ url, headers })
  const type = response.headers['content-type'] ?? ''
  return {
    status: response.statusCode,
    type,
    headers: response.headers,
    body: response.json<Record<string, unknown>>(),
  }
}

test('a search answers hits, facets, how it was understood and what was ignored', async () => {
  const { status, body } = await get('/v1/vacancies?q=java&workmod=remote&size=2')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    total: { value: 3, relation: 'exact' },
    interpreted: { words: ['java'], sort: 'relevance', size: 2 },
    ignored: [{ name: 'workmod', suggestion: 'workMode' }],
    capabilities: { morphology: ['ru', 'en'] },
    baseCurrency: 'EUR',
  })
  const { hits, facets } = body as {
    hits: { vacancy: object; highlights: object }[]
    facets: Record<string, unknown[]>
  }
  expect(hits[0]?.vacancy).toMatchObject({ title: 'Разработчик Java', lastSeenAt: '2026-11-24T07:01:00.000Z' })
  expect(hits[0]?.highlights).toMatchObject({ title: 'Разработчик <mark>Java</mark>' })
  expect(hits[0]?.vacancy).not.toHaveProperty('description')
  expect(facets['employer']).toContainEqual({ value: 'тихая гавань', label: expect.anything(), count: 3 })
})

test('pages follow each other by cursor and show every hit once', async () => {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const { body } = await get(`/v1/vacancies?size=25&facets=none${cursor === undefined ? '' : `&cursor=${cursor}`}`)
    const page = body as { hits: { vacancy: { id: string } }[]; cursor?: string }
    ids.push(...page.hits.map(({ vacancy }) => vacancy.id))
    cursor = page.cursor
  } while (cursor !== undefined)
  expect(ids).toHaveLength(61)
  expect(new Set(ids).size).toBe(61)
})

test('a bad query names every field that is wrong', async () => {
  const { status, type, body } = await get('/v1/vacancies?size=0&sort=best&place=Berlin')
  expect({ status, type }).toEqual({ status: 400, type: 'application/problem+json; charset=utf-8' })
  const fields = (body['errors'] as { field: string }[]).map(({ field }) => field).sort()
  expect(fields).toEqual(['place', 'size', 'sort'])
})

test('a cursor of another search is refused', async () => {
  const { body } = await get('/v1/vacancies?size=5')
  const { status, body: problem } = await get(`/v1/vacancies?q=java&size=5&cursor=${String(body['cursor'])}`)
  expect({ status, code: problem['code'] }).toEqual({ status: 400, code: 'cursor-invalid' })
})

const statuses = [
  ['open', inventVacancy(0).id, 200, { state: 'open', lastSeenAt: expect.any(String) }],
  ['unverified', special.unverified.id, 200, { state: 'unverified', unverifiedSince: '2026-11-20T08:00:00.000Z' }],
  ['closed', special.closed.id, 200, { state: 'closed', closedReason: 'page-gone', closedAt: special.closed.closedAt }],
  ['forwarded', special.merged.id, 301, { mergedInto: inventVacancy(0).id }],
  ['removed', special.removed.id, 410, { code: 'vacancy-removed', status: 410 }],
  ['unknown', vacancyId('nobody'), 404, { code: 'vacancy-not-found' }],
  ['ill-formed id', 'v1', 400, { code: 'bad-request', errors: [{ field: 'id', message: expect.any(String) }] }],
] as const

test.each(statuses)('GET of a vacancy: %s', async (_name, id, expected, body) => {
  const answer = await get(`/v1/vacancies/${id}`)
  expect(answer.status).toBe(expected)
  expect(answer.body).toMatchObject(body)
  if (expected === 301) expect(answer.headers['location']).toBe(`/v1/vacancies/${inventVacancy(0).id}`)
  if (expected >= 400) expect(answer.type).toContain('application/problem+json')
})

test('a removed vacancy carries no text', async () => {
  const { body } = await get(`/v1/vacancies/${special.removed.id}`)
  expect(Object.keys(body).sort()).toEqual(['code', 'detail', 'status', 'title', 'type'])
})

test('an open posting of a whole list was last seen by the last complete run, another when its content was read', async () => {
  const { body } = await get(`/v1/vacancies/${inventVacancy(8).id}`)
  const seen = (body['postings'] as { board: string; lastSeenAt: string }[]).map((one) => [one.board, one.lastSeenAt])
  expect(Object.fromEntries(seen)).toEqual({
    'river-jobs': '2026-11-24T07:01:00.000Z',
    'city-works': '2026-11-23T07:01:00.000Z',
  })
})

test('opening a vacancy wishes that its postings be looked at again', async () => {
  api.rechecked.length = 0
  await get(`/v1/vacancies/${inventVacancy(1).id}`)
  expect(api.rechecked).toEqual(['harbour-careers:1'])
  api.rechecked.length = 0
  await get(`/v1/vacancies/${special.closed.id}`)
  expect(api.rechecked).not.toContain('nobody')
})

test('where a board does not let its text be shown whole, an excerpt stands', async () => {
  const vacancy = inventVacancy(200)
  const postings = vacancy.postings.map((posting) => ({ ...posting, terms: { ...posting.terms, fullText: false } }))
  const document = { vacancy: { ...vacancy, postings } }
  await api.deps.index.write([{ id: vacancy.id, version: 1, seq: { partition: 0, offset: 1 }, document }])
  const { body } = await get(`/v1/vacancies/${vacancy.id}`)
  const { status, text } = body['description'] as { status: string; text: string }
  expect(status).toBe('snippet')
  expect(text.length).toBeLessThan(vacancy.description.text.length)
  expect(text.endsWith(' …')).toBe(true)
})

test('suggestions complete what is typed, and name the field when nothing is', async () => {
  const { body } = await get('/v1/suggest?q=Разраб')
  expect(body['suggestions']).toContainEqual({ text: 'Разработчик Java', kind: 'title', count: 3 })
  const { status, body: problem } = await get('/v1/suggest')
  expect(status).toBe(400)
  expect(problem['errors']).toEqual([{ field: 'q', message: expect.any(String) }])
})
