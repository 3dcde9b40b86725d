import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { employerKey } from '../../../src/domain/employer-key.js'
import { JobdataError } from '../../../src/domain/errors.js'
import type { Removal } from '../../../src/domain/messages.js'
import { topics } from '../../../src/domain/topics.js'
import type { Vacancy } from '../../../src/domain/vacancy.js'
import { buildTestApi } from '../../support/api.js'
import type { TestApi } from '../../support/api.js'
import { inventVacancy, special } from '../../support/vacancies.js'

let api: TestApi

const operator = { authorization: 'Bearer root' }
const reason = 'their letter of today'

interface Listed extends Removal {
  readonly id: string
  readonly vacancies: number
}

const post = (body: object, headers: Record<string, string> = operator) =>
  api.ask({ method: 'POST', url: '/v1/removals', headers, payload: body })
const remove = async (body: object): Promise<Listed> => (await post({ reason, ...body })).json<Listed>()
const list = async (): Promise<Listed[]> =>
  (await api.ask({ url: '/v1/removals', headers: operator })).json<{ removals: Listed[] }>().removals
const now = (): string => new Date(api.clock.now()).toISOString()
const written = () => api.written(topics.removals)
const takeBack = (id: string) => api.ask({ method: 'DELETE', url: `/v1/removals/${id}`, headers: operator })

beforeAll(async () => {
  api = await buildTestApi()
})
afterEach(async () => {
  for (const { id } of await list()) await takeBack(id)
})
afterAll(() => api.close())

describe('a removal', () => {
  test('an operator removes an employer: said to every stage, and remembered', async () => {
    const answer = await post({ employer: 'ООО «Ромашка»', reason, reference: 'ticket 17' })
    expect(answer.statusCode).toBe(201)
    const target = { kind: 'employer', key: employerKey('Ромашка'), name: 'ООО «Ромашка»' }
    const removal = { target, at: now(), by: 'root', reason, reference: 'ticket 17' }
    expect(answer.json()).toMatchObject(removal)
    const record = (await written()).at(-1)
    expect(record).toMatchObject({ key: `employer:${employerKey('Ромашка')}`, value: removal })
    expect(topics.removals.schema.parse(record?.value)).toEqual(removal)
    expect(await list()).toMatchObject([removal])
  })

  test.each<[string, object, object]>([
    ['an employer', { employer: 'ООО «Ромашка»' }, { employer: 'РОМАШКА, ООО' }],
    [
      'a page',
      { url: 'https://river-jobs.example/jobs/7' },
      { url: 'http://www.river-jobs.example/jobs/7/?utm_source=mail#top' },
    ],
  ])('%s is removed once, however often and however it is written', async (_, first, again) => {
    const { id, at } = await remove(first)
    api.clock.advance(60_000)
    const repeat = await post({ reason: 'another letter', ...again })
    expect({ status: repeat.statusCode, body: repeat.json<Listed>() }).toMatchObject({
      status: 200,
      body: { id, reason, at },
    })
    expect(await list()).toHaveLength(1)
    const [one, two] = (await written()).slice(-2)
    expect(two).toMatchObject({ key: one?.key, value: one?.value })
  })

  test('two who remove at once end with one removal, in the topic too', async () => {
    const employer = 'Ромашка'
    const answers = await Promise.all([post({ employer, reason: 'one' }), post({ employer, reason: 'two' })])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 201])
    const [kept] = await list()
    expect((await written()).at(-1)?.value).toMatchObject({ reason: kept?.reason })
  })

  test('taken back, it leaves a tombstone; taken back again, there is none', async () => {
    const { id } = await remove({ employer: 'Ромашка' })
    expect((await takeBack(id)).statusCode).toBe(204)
    expect((await written()).at(-1)).toMatchObject({ key: 'employer:romashka', value: null })
    expect(await list()).toEqual([])
    expect((await takeBack(id)).json()).toMatchObject({ status: 404, code: 'removal-not-found' })
  })

  test('a removal after a taking back that broke off in the middle is in force', async () => {
    const records = {
      ...api.deps.records,
      delete: () => Promise.reject(new JobdataError('records are away', { consequence: 'retryable', code: 'away' })),
    }
    const { id } = await remove({ employer: 'Ромашка' })
    const broken = await buildTestApi({ records, log: api.deps.log })
    expect((await broken.ask({ method: 'DELETE', url: `/v1/removals/${id}`, headers: operator })).statusCode).toBe(503)
    await broken.close()
    expect((await written()).at(-1)?.value).toBeNull()
    await remove({ employer: 'Ромашка' })
    expect((await written()).at(-1)).toMatchObject({ value: { reason } })
  })

  test('the list is newest first and counts the vacancies that each concerns now', async () => {
    const [employer, page] = [await remove({ employer: 'Ромашка' }), await remove({ url: 'https://a.example/1' })]
    const say = (...vacancies: Vacancy[]) =>
      api.deps.log.publish(
        topics.vacancies,
        vacancies.map((value) => ({ key: value.id, value })),
      )
    const gone = { ...special.removed, removals: [employer.id] }
    await say(
      gone,
      { ...gone, id: inventVacancy(1).id },
      { ...inventVacancy(2), removals: [page.id] },
      inventVacancy(3),
    )
    const counts = async () => Object.fromEntries((await list()).map(({ id, vacancies }) => [id, vacancies]))
    expect(await counts()).toEqual({ [employer.id]: 2, [page.id]: 1 })
    await say(inventVacancy(1))
    expect(await counts()).toEqual({ [employer.id]: 1, [page.id]: 1 })
    api.clock.advance(60_000)
    const newest = await remove({ employer: 'Лунный свет' })
    expect((await list())[0]).toMatchObject({ id: newest.id, vacancies: 0 })
  })

  test('when the log is away nothing is remembered, and the operator may come again', async () => {
    const log = {
      ...api.deps.log,
      publish: () => Promise.reject(new JobdataError('the log is away', { consequence: 'retryable', code: 'away' })),
    }
    const broken = await buildTestApi({ log })
    const payload = { employer: 'Ромашка', reason }
    const answer = await broken.ask({ method: 'POST', url: '/v1/removals', headers: operator, payload })
    expect(answer.statusCode).toBe(503)
    expect(await broken.deps.records.list('removals')).toEqual([])
    await broken.close()
  })
})

describe('a removal is refused', () => {
  test.each<[string, object, string]>([
    ['both', { employer: 'Ромашка', url: 'https://a.example/1', reason }, 'employer'],
    ['neither', { reason }, 'employer'],
    ['a name of which nothing is left', { employer: '«»', reason }, 'employer'],
    ['what is no address', { url: 'a.example/1', reason }, 'url'],
    ['no reason', { employer: 'Ромашка' }, 'reason'],
    ['an empty reason', { employer: 'Ромашка', reason: ' ' }, 'reason'],
  ])('of %s', async (_, body, field) => {
    const before = await written()
    expect((await post(body)).json()).toMatchObject({ status: 400, errors: [{ field }] })
    expect(await written()).toEqual(before)
  })

  test('of who is no operator', async () => {
    const before = await written()
    const body = { employer: 'Ромашка', reason }
    for (const request of [
      { method: 'POST', url: '/v1/removals', payload: body },
      { method: 'GET', url: '/v1/removals' },
      { method: 'DELETE', url: `/v1/removals/${'x'.repeat(22)}` },
    ]) {
      expect((await api.ask(request)).json()).toMatchObject({ status: 401, code: 'sign-in-needed' })
      const user = await api.ask({ ...request, headers: { authorization: 'Bearer ann' } })
      expect(user.json()).toMatchObject({ status: 403, code: 'scope-missing' })
    }
    expect(await written()).toEqual(before)
  })
})
