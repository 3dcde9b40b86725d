import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { topics } from '../../../src/domain/topics.js'
import { buildTestApi } from '../../support/api.js'
import type { TestApi } from '../../support/api.js'

let api: TestApi
beforeAll(async () => {
  api = await buildTestApi()
})
afterAll(() => api.close())

const get = (url: string) => api.ask({ url })
const wish = (id: string, headers: Record<string, string>) =>
  api.ask({ method: 'POST', url: `/v1/boards/${id}/runs`, headers })
const operator = { authorization: 'Bearer root' }

test('boards say how they do', async () => {
  const { boards } = (await get('/v1/boards')).json<{ boards: { id: string }[] }>()
  expect(boards).toMatchObject([
    { id: 'river-jobs', state: 'ok', lastCompleteAt: '2026-11-24T07:01:00.000Z' },
    { id: 'harbour-careers', state: 'ok', signals: 3 },
    { id: 'city-works', state: 'failing', why: 'throttled', lastCompleteAt: '2026-11-23T07:01:00.000Z' },
    { id: 'old-board', state: 'off' },
  ])
})

test('a board shows its last runs with their signals', async () => {
  const board = (await get('/v1/boards/harbour-careers')).json<{ runs: object[] }>()
  expect(board.runs).toMatchObject([{ signals: [{ code: 'unknown-value', field: 'employmentType', count: 3 }] }])
  expect((await get('/v1/boards/nowhere')).json()).toMatchObject({ status: 404, code: 'board-not-found' })
  expect((await get('/v1/boards/NO!')).json()).toMatchObject({ status: 400, errors: [{ field: 'id' }] })
})

test('an operator wishes a run', async () => {
  const response = await wish('river-jobs', operator)
  expect(response.statusCode).toBe(202)
  const [record] = await api.written(topics.crawlRequests)
  expect(record).toMatchObject({ key: 'river-jobs', value: { board: 'river-jobs', trigger: 'operator' } })
  expect(topics.crawlRequests.schema.parse(record?.value)).toMatchObject({ id: response.json<{ wish: string }>().wish })
})

test.each([
  ['nobody', 'river-jobs', {}, 401, 'sign-in-needed'],
  ['a user', 'river-jobs', { authorization: 'Bearer ann' }, 403, 'scope-missing'],
  ['for an unknown board', 'nowhere', operator, 404, 'board-not-found'],
  ['for a board that is off', 'old-board', operator, 409, 'board-disabled'],
  ['from another site', 'river-jobs', { ...operator, 'sec-fetch-site': 'cross-site' }, 403, 'foreign-origin'],
  ['from another origin', 'river-jobs', { ...operator, origin: 'https://evil.example' }, 403, 'foreign-origin'],
])('no run is wished by or %s', async (_name, id, headers, status, code) => {
  const response = await wish(id, headers)
  expect(response.json()).toMatchObject({ status, code })
})

describe('a board that an operator stops', () => {
  const say = (id: string, verb: 'stop' | 'start', payload: object, headers: Record<string, string> = operator) =>
    api.ask({ method: 'POST', url: `/v1/boards/${id}/${verb}`, headers, payload })
  const stateOf = async (id: string) => (await get(`/v1/boards/${id}`)).json<{ state: string; stopped?: object }>()
  afterEach(() => say('river-jobs', 'start', { reason: 'the test is over' }))

  test('says why and since when, is wished for no more, and comes back when it is started', async () => {
    const since = new Date(api.clock.now()).toISOString()
    const stopped = await say('river-jobs', 'stop', { reason: 'their letter of today' })
    expect(stopped.json()).toMatchObject({ state: 'stopped', stopped: { reason: 'their letter of today', since } })
    expect(await stateOf('river-jobs')).toMatchObject({
      state: 'stopped',
      stopped: { reason: 'their letter of today' },
    })
    expect((await wish('river-jobs', operator)).json()).toMatchObject({ status: 409, code: 'board-stopped' })
    expect((await say('river-jobs', 'start', { reason: 'they agreed' })).json()).toMatchObject({ state: 'ok' })
    expect(await stateOf('river-jobs')).not.toHaveProperty('stopped')
    expect((await wish('river-jobs', operator)).statusCode).toBe(202)
  })

  test('stays stopped since the first word, and shows the last reason', async () => {
    const since = new Date(api.clock.now()).toISOString()
    await say('river-jobs', 'stop', { reason: 'one' })
    api.clock.advance(60_000)
    await say('river-jobs', 'stop', { reason: 'two' })
    expect(await stateOf('river-jobs')).toMatchObject({ stopped: { reason: 'two', since } })
  })

  test('shows everybody the reason, and nobody whose word it was', async () => {
    await say('river-jobs', 'stop', { reason: 'their letter of today' })
    expect((await get('/v1/boards/river-jobs')).body).not.toContain('root')
  })

  test('is stopped by operators only, with a reason, and only when there is such a board', async () => {
    const reason = { reason: 'why not' }
    expect((await say('river-jobs', 'stop', reason, {})).json()).toMatchObject({ status: 401 })
    const user = await say('river-jobs', 'stop', reason, { authorization: 'Bearer ann' })
    expect(user.json()).toMatchObject({ status: 403, code: 'scope-missing' })
    expect((await say('river-jobs', 'stop', {})).json()).toMatchObject({ status: 400, errors: [{ field: 'reason' }] })
    expect((await say('nowhere', 'stop', reason)).json()).toMatchObject({ status: 404, code: 'board-not-found' })
    expect(await stateOf('river-jobs')).toMatchObject({ state: 'ok' })
  })
})

test('a trace is for operators', async () => {
  expect((await get('/v1/trace?of=river-jobs:1')).statusCode).toBe(401)
  const unknown = await api.ask({ url: '/v1/trace?of=river-jobs:1', headers: operator })
  expect(unknown.json()).toMatchObject({ status: 404, code: 'posting-not-found' })
})

test('health, readiness and metrics', async () => {
  expect((await get('/health')).json()).toEqual({ alive: true })
  expect((await get('/ready')).json()).toEqual({
    ready: true,
    parts: { index: { ok: true, message: '60 open vacancies' } },
  })
  const metrics = await get('/metrics')
  expect(metrics.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(metrics.body).toContain('up 1\n')
})

test('not ready is 503 and says what to do', async () => {
  const parts = { space: { ok: false, message: 'the disk is full: make room' } }
  const full = await buildTestApi({ readiness: async () => ({ ready: false, parts }) })
  const response = await full.ask({ url: '/ready' })
  expect({ status: response.statusCode, body: response.json<object>() }).toEqual({
    status: 503,
    body: { ready: false, parts },
  })
  await full.close()
})

test('an unknown address is a problem, and every answer is guarded', async () => {
  const response = await get('/v1/nothing')
  expect(response.json()).toMatchObject({ status: 404, code: 'not-found' })
  const policy = String(response.headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain('unsafe-inline')
  expect(response.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' })
})
