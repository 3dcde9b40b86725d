import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { JobdataError } from '../../../src/domain/errors.js'
import { vacancyId } from '../../../src/domain/ids.js'
import type { Pick } from '../../../src/domain/messages.js'
import { topics } from '../../../src/domain/topics.js'
import type { Vacancy } from '../../../src/domain/vacancy.js'
import { buildTestApi } from '../../support/api.js'
import type { TestApi } from '../../support/api.js'
import { inventVacancy, special, vacancyWrite } from '../../support/vacancies.js'

let api: TestApi
beforeEach(async () => {
  api = await buildTestApi()
})
afterEach(() => api.close())

const { id } = inventVacancy(3)

const ask = async (
  method: 'GET' | 'PUT' | 'DELETE',
  url: string,
  { user = 'ann', body }: { user?: string; body?: object } = {},
) => {
  const response = await api.ask({
    method,
    url,
    headers: user === '' ? {} : { authorization: `Bearer ${user}` },
    ...(body && { payload: body }),
  })
  return {
    status: response.statusCode,
    body: response.body === '' ? {} : response.json<Record<string, unknown>>(),
    headers: response.headers,
  }
}
const put = (body?: object) => ask('PUT', `/v1/picks/${id}`, body ? { body } : {})

test('a pick freezes the vacancy with its whole text, is published and remembered', async () => {
  const { status, body } = await put({ note: 'for Monday' })
  expect(status).toBe(201)
  const snapshot = inventVacancy(3)
  expect(body).toMatchObject({ user: 'ann', vacancy: id, note: 'for Monday', snapshot, now: { state: 'open' } })
  const [record] = await api.written(topics.picks)
  expect(record).toMatchObject({ key: `ann/${id}`, value: { snapshot, note: 'for Monday' } })
  expect(await ask('GET', '/v1/picks')).toMatchObject({ body: { picks: [{ vacancy: id, now: { state: 'open' } }] } })
})

test('picking again changes nothing but a note that is given', async () => {
  await put({ note: 'one' })
  await api.deps.index.write([vacancyWrite({ ...inventVacancy(3), title: 'Another title' }, 900)])
  api.clock.advance(60_000)
  const again = await put()
  expect(again).toMatchObject({ status: 200, body: { note: 'one', pickedAt: '2026-11-24T08:00:00.000Z' } })
  expect((again.body as unknown as Pick).snapshot.title).toBe(inventVacancy(3).title)
  expect(await put({ note: 'two' })).toMatchObject({ status: 200, body: { note: 'two' } })
  expect(await api.written(topics.picks)).toHaveLength(2)
})

test('two who pick at once end with one pick, in the topic too', async () => {
  const [one, two] = await Promise.all([put({ note: 'one' }), put({ note: 'two' })])
  expect([one.status, two.status].sort()).toEqual([200, 201])
  const { body } = await ask('GET', `/v1/picks/${id}`)
  const last = (await api.written(topics.picks)).at(-1)?.value as Pick
  expect(last.note).toBe(body['note'])
})

test('a pick stays readable when its vacancy closes, and says since when', async () => {
  await put()
  const closed = { state: 'closed', closedReason: 'page-gone', closedAt: '2026-11-24T09:00:00.000Z' } as const
  await api.deps.index.write([vacancyWrite({ ...inventVacancy(3), ...closed }, 900)])
  expect(await ask('GET', `/v1/picks/${id}`)).toMatchObject({
    status: 200,
    body: {
      snapshot: { state: 'open' },
      now: { state: 'closed', closedReason: 'page-gone', closedSince: '2026-11-24T09:00:00.000Z' },
    },
  })
  await api.deps.index.write([{ id, version: 901, seq: { partition: 0, offset: 1 }, document: null }])
  expect(await ask('GET', `/v1/picks/${id}`)).toMatchObject({ status: 200, body: { now: { state: 'unknown' } } })
})

test('a pick of a vacancy that is removed keeps the user’s own snapshot and says that it was removed', async () => {
  await put()
  const removed: Vacancy = { ...special.removed, id, removals: [] }
  const merged: Vacancy = { ...special.merged, id, mergedInto: special.removed.id }
  for (const [at, vacancy] of [removed, merged].entries()) {
    await api.deps.index.write([vacancyWrite(vacancy, 900 + at)])
    const now = { state: 'removed', removedSince: special.removed.removedAt }
    expect(await ask('GET', `/v1/picks/${id}`)).toMatchObject({
      status: 200,
      body: { snapshot: inventVacancy(3), now },
    })
    expect(await ask('GET', '/v1/picks')).toMatchObject({ body: { picks: [{ vacancy: id, now }] } })
  }
})

test('giving a pick back leaves a tombstone, and may be said twice', async () => {
  await put()
  expect((await ask('DELETE', `/v1/picks/${id}`)).status).toBe(204)
  expect((await ask('DELETE', `/v1/picks/${id}`)).status).toBe(204)
  expect((await api.written(topics.picks)).at(-1)).toMatchObject({ key: `ann/${id}`, value: null })
  expect(await ask('GET', `/v1/picks/${id}`)).toMatchObject({ status: 404, body: { code: 'pick-not-found' } })
})

test('nobody sees the picks of another, not even one whose name begins alike', async () => {
  await ask('PUT', `/v1/picks/${id}`, { user: 'ann/b' })
  expect((await ask('GET', '/v1/picks')).body).toEqual({ picks: [] })
  expect((await ask('GET', `/v1/picks/${id}`)).status).toBe(404)
  expect((await ask('GET', `/v1/picks/b%2F${id}`)).status).toBe(400)
})

test.each([
  ['unknown', vacancyId('nobody'), 404, 'vacancy-not-found'],
  ['removed', special.removed.id, 410, 'vacancy-removed'],
  ['merged', special.merged.id, 409, 'vacancy-merged'],
  ['ill-formed', 'v1', 400, 'bad-request'],
])('what cannot be picked: %s', async (_name, vacancy, status, code) => {
  expect(await ask('PUT', `/v1/picks/${vacancy}`)).toMatchObject({ status, body: { code } })
  expect(await api.written(topics.picks)).toEqual([])
})

test('a bad body names the field', async () => {
  const long = await put({ note: 'x'.repeat(5001) })
  expect(long).toMatchObject({ status: 400, body: { errors: [{ field: 'note' }] } })
  const strange = await put({ remark: 'x' })
  expect(strange.status).toBe(400)
  expect(String(strange.body['detail'])).toContain('remark')
  const garbled = await api.ask({
    method: 'PUT',
    url: `/v1/picks/${id}`,
    headers: { authorization: 'Bearer ann', 'content-type': 'application/json' },
    payload: '{"note":',
  })
  expect(garbled.statusCode).toBe(400)
  expect(garbled.json()).toMatchObject({ errors: [{ field: 'body' }] })
  expect((await put({ note: 'x'.repeat(70_000) })).body).toMatchObject({ status: 413, code: 'too-large' })
})

test('picks need a token', async () => {
  for (const [method, url] of [
    ['PUT', `/v1/picks/${id}`],
    ['DELETE', `/v1/picks/${id}`],
    ['GET', '/v1/picks'],
    ['GET', `/v1/picks/${id}`],
  ] as const) {
    const answer = await ask(method, url, { user: '' })
    expect(answer).toMatchObject({ status: 401, body: { code: 'sign-in-needed' } })
    expect(answer.headers['www-authenticate']).toBe('Bearer')
  }
})

test.each(['retryable', 'no-space'] as const)(
  'when the log is %s nothing is picked and the caller may come again',
  async (consequence) => {
    const log = {
      ...api.deps.log,
      publish: () => Promise.reject(new JobdataError('the disk is full: make room', { consequence, code: 'log-full' })),
    }
    const broken = await buildTestApi({ log })
    const response = await broken.ask({
      method: 'PUT',
      url: `/v1/picks/${id}`,
      headers: { authorization: 'Bearer ann' },
    })
    expect(response.statusCode).toBe(503)
    expect(response.headers['retry-after']).toBe('10')
    expect(await broken.deps.records.get('picks', `ann/${id}`)).toBeUndefined()
    await broken.close()
  },
)
