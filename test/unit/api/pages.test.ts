import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { VacancyAnswer } from '../../../src/api/vacancy-answer.js'
import { JobdataError } from '../../../src/domain/errors.js'
import type { Vacancy } from '../../../src/domain/vacancy.js'
import { vacancyId } from '../../../src/domain/ids.js'
import { buildTestApi } from '../../support/api.js'
import type { TestApi } from '../../support/api.js'
import { readPage } from '../../support/page.js'
import { inventVacancy, special, vacancyWrite } from '../../support/vacancies.js'

let api: TestApi
beforeAll(async () => {
  api = await buildTestApi()
})
afterAll(() => api.close())

const page = (url: string, headers: Record<string, string> = {}) =>
  api.ask({ url, headers: { accept: 'text/html', ...headers } })

let version = 1000
/** Puts a vacancy into the index as it is now. */
const write = (vacancy: Vacancy) => api.deps.index.write([vacancyWrite(vacancy, version++)])

/** Stands at the end of each invented Russian text. */
const LAST_WORDS = 'отпуск 28 дней'

const CUT = 'This is an excerpt.'

test.each([
  ['the board it is from allows', [true, false], true],
  ['all boards allow', [true, true], true],
  ['only another board allows', [false, true], false],
  ['no board allows', [false, false], false],
])('a text stands whole only where the board it is from lets it: %s', async (_name, allowed, isWhole) => {
  const vacancy = inventVacancy(8)
  const postings = vacancy.postings.map((one, at) => ({
    ...one,
    terms: { ...one.terms, fullText: allowed[at] === true },
  }))
  await write({ ...vacancy, postings })
  const { body } = await page(`/vacancies/${vacancy.id}`)
  expect(body).toContain('О компании')
  expect({ ends: body.includes(LAST_WORDS), isCut: body.includes(CUT) }).toEqual({ ends: isWhole, isCut: !isWhole })
})

test('the beginning of a text that may not stand whole is cut once', async () => {
  const vacancy = inventVacancy(10)
  const postings = vacancy.postings.map((one) => ({ ...one, terms: { ...one.terms, fullText: false } }))
  await write({ ...vacancy, postings })
  const answer = await api.ask({ url: `/v1/vacancies/${vacancy.id}` })
  expect((await page(`/vacancies/${vacancy.id}`)).body).toContain(answer.json<VacancyAnswer>().description.html)
})

test.each([
  ['open', inventVacancy(0).id, 200],
  ['unverified', special.unverified.id, 200],
  ['closed', special.closed.id, 200],
  ['merged', special.merged.id, 301],
  ['removed', special.removed.id, 410],
  ['ill-formed', 'nonsense', 404],
])('the page of a vacancy: %s', async (_name, id, status) => {
  expect((await page(`/vacancies/${id}`)).statusCode).toBe(status)
})

test.each([
  ['en', 'removed at the wish of its employer', 'Removed on request on November 23, 2026'],
  ['ru', 'удалена по просьбе её работодателя', 'Удалена по просьбе 23 ноября 2026 г.'],
])('a removed vacancy is told of in words (%s), on its page and among the picks', async (language, gone, since) => {
  const { id, title, description } = inventVacancy(305)
  const headers = { authorization: `Bearer reader-${language}`, 'accept-language': language }
  await api.deps.index.write([vacancyWrite(inventVacancy(305), language === 'en' ? 903 : 905)])
  await api.ask({ method: 'POST', url: `/vacancies/${id}/pick`, headers })
  await api.deps.index.write([vacancyWrite({ ...special.removed, id, removals: [] }, language === 'en' ? 904 : 906)])
  const { statusCode, body } = await page(`/vacancies/${id}`, headers)
  expect(statusCode).toBe(410)
  expect(body).toContain(gone)
  expect(body).not.toContain(title)
  const [card = ''] = readPage((await page('/picks', headers)).body).texts('article')
  expect(card).toContain(since)
  expect(card).toContain(description.text.slice(0, 40))
})

test('beside each posting stand the words its board asks for and a link of the kind it asks for', async () => {
  const vacancy = inventVacancy(12)
  const terms = [
    { attribution: 'By River Jobs', link: 'follow' },
    { attribution: '', link: 'nofollow' },
  ] as const
  const postings = vacancy.postings.map((one, at) => ({ ...one, terms: { ...one.terms, ...terms[at] } }))
  await api.deps.index.write([vacancyWrite({ ...vacancy, postings }, 907)])
  const { body } = await page(`/vacancies/${vacancy.id}`)
  const [own, copy] = [...body.matchAll(/<a href="([^"]+)" rel="([^"]+)" target="_blank">/g)].map((found) =>
    found.slice(1),
  )
  expect(own).toEqual(['https://river-jobs.example/jobs/12/apply', 'noopener'])
  expect(copy).toEqual(['https://city-works.example/jobs/12/apply', 'nofollow noopener'])
  expect(body.match(/By River Jobs/g)).toHaveLength(1)
})

test.each([
  ['en', 'stopped'],
  ['ru', 'остановлена'],
])('the boards page tells which board is stopped, and why (%s)', async (language, word) => {
  const say = (verb: 'stop' | 'start') =>
    api.ask({
      method: 'POST',
      url: `/v1/boards/river-jobs/${verb}`,
      headers: { authorization: 'Bearer root' },
      payload: { reason: 'They asked us to <stop>' },
    })
  await say('stop')
  const { body } = await page('/boards', { 'accept-language': language })
  expect(body).toContain(`<span class="state stopped">${word}</span> They asked us to &lt;stop>`)
  await say('start')
  expect((await page('/boards', { 'accept-language': language })).body).not.toContain('They asked us')
})

test('an unknown address is a page for people in their language, and a problem for programs', async () => {
  const russian = await page('/nowhere', { 'accept-language': 'ru' })
  expect(russian.statusCode).toBe(404)
  expect(russian.body).toContain('По этому адресу ничего нет.')
  expect(russian.body).toContain('<html lang="ru">')
  expect((await page('/nowhere', { accept: '*/*' })).json()).toMatchObject({ code: 'not-found' })
  expect((await page('/v1/nowhere')).json()).toMatchObject({ code: 'not-found' })
})

test('a person picks by a form, sees the pick, and gives it back', async () => {
  const { id, title } = inventVacancy(2)
  const headers = { authorization: 'Bearer ann' }
  const post = (path: string, more: Record<string, string> = {}) =>
    api.ask({ method: 'POST', url: path, headers: { ...headers, ...more } })
  expect(await post(`/vacancies/${id}/pick`, { origin: 'https://evil.example' })).toMatchObject({ statusCode: 403 })
  expect(await post(`/vacancies/${id}/pick`)).toMatchObject({ statusCode: 303 })
  expect((await page('/picks', headers)).body).toContain(title)
  expect(await post(`/vacancies/${id}/unpick`)).toMatchObject({ statusCode: 303 })
  expect((await page('/picks', headers)).body).not.toContain(title)
  expect((await page('/picks')).statusCode).toBe(401)
})

describe('my picks tell what became of a vacancy', () => {
  const picked = inventVacancy(300, { title: 'Lamp lighter' })
  const headers = { authorization: 'Bearer fay' }
  const { id, updatedAt, owner, rulesVersion } = picked
  const shared = { id, updatedAt, owner, rulesVersion }
  const postings = picked.postings.map((posting) => ({
    ...posting,
    state: 'unverified' as const,
    stateSince: '2026-11-20T08:00:00.000Z',
  }))
  const closed = { closedReason: 'page-gone', closedAt: '2026-11-22T10:00:00.000Z' } as const

  beforeAll(async () => {
    await write(picked)
    expect(await api.ask({ method: 'POST', url: `/vacancies/${id}/pick`, headers })).toMatchObject({ statusCode: 303 })
  })

  const card = async (now: Vacancy, language: string) => {
    await write(now)
    const { body } = await page('/picks', { ...headers, 'accept-language': language })
    const { texts, links } = readPage(body)
    return { text: texts('article')[0] ?? '', to: links.map(({ href }) => href).filter((href) => href.includes('/v')) }
  }

  test.each<[string, Vacancy, string, string, string[]]>([
    ['open', picked, 'Open, seen 59 minutes ago', 'Открыта, проверено 59 минут назад', [id]],
    [
      'unverified',
      { ...picked, state: 'unverified', postings },
      'Not verified since November 20, 2026',
      'Не подтверждалась с 20 ноября 2026 г.',
      [id],
    ],
    [
      'closed',
      { ...picked, state: 'closed', ...closed },
      'No longer open since November 22, 2026: its page is gone.',
      'Закрыта с 22 ноября 2026 г.: её страницы больше нет.',
      [id],
    ],
    [
      'merged',
      { kind: 'merged', ...shared, mergedInto: inventVacancy(1).id },
      'Part of another vacancy now: Backend engineer',
      'Теперь это часть другой вакансии: Backend engineer',
      [id, inventVacancy(1).id],
    ],
    [
      'merged into one that was removed on request',
      { kind: 'merged', ...shared, mergedInto: special.removed.id },
      'Removed on request on November 23, 2026',
      'Удалена по просьбе 23 ноября 2026 г.',
      [],
    ],
    [
      'removed on request',
      { kind: 'removed', ...shared, reason: 'removed-on-request', removals: [], removedAt: '2026-11-22T10:00:00.000Z' },
      'Removed on request on November 22, 2026',
      'Удалена по просьбе 22 ноября 2026 г.',
      [],
    ],
  ])('%s', async (_name, now, en, ru, leadsTo) => {
    for (const [language, told] of [
      ['en', en],
      ['ru', ru],
    ] as const) {
      const { text, to } = await card(now, language)
      expect(text).toContain(told)
      expect(to).toEqual(leadsTo.map((one) => `/vacancies/${one}`))
      // The copy stays whatever becomes of it.
      expect(text).toContain('Lamp lighter')
      expect(text).toContain(LAST_WORDS)
    }
  })
})

test('a pick of a vacancy that the index forgot is left as a copy, and leads nowhere', async () => {
  const vacancy = inventVacancy(304)
  const headers = { authorization: 'Bearer kim' }
  await write(vacancy)
  await api.ask({ method: 'POST', url: `/vacancies/${vacancy.id}/pick`, headers })
  await api.deps.index.write([{ ...vacancyWrite(vacancy, version++), document: null }])
  const { body } = await page('/picks', headers)
  expect(body).toContain('only your copy is left')
  expect(body).toContain(LAST_WORDS)
  expect(readPage(body).links.map(({ href }) => href)).not.toContain(`/vacancies/${vacancy.id}`)
})

test.each([
  ['en', 'the first one seen', '94% of the text is the same', 'seen 59 minutes ago'],
  ['ru', 'увидели первым', 'текст совпадает на 94 %', 'проверено 59 минут назад'],
])('a vacancy tells where it stands, why there, and when it was seen (%s)', async (language, first, second, seen) => {
  const { body } = await page(`/vacancies/${inventVacancy(4).id}`, { 'accept-language': language })
  const lines = readPage(body).texts('li')
  const [river, city] = ['River Jobs', 'Работа города'].map((board) => lines.find((line) => line.startsWith(board)))
  expect(river).toContain(first)
  expect(river).toContain(seen)
  expect(city).toContain(second)
})

test('variants are told by title, employer and place; one that is not there any more is left out', async () => {
  const missing = vacancyId('nowhere:1')
  const variants = [inventVacancy(3).id, special.closed.id, special.merged.id, special.removed.id, missing]
  const vacancy = inventVacancy(302, { variants })
  await write(vacancy)
  const { body } = await page(`/vacancies/${vacancy.id}`)
  const { texts, links } = readPage(body)
  const { title, employer } = inventVacancy(3)
  const lines = texts('li').filter((line) => line.startsWith(title) || line.startsWith(special.closed.title))
  expect(lines).toEqual([
    `${title}${employer?.name ?? ''}Berlin, Germany · On site`,
    expect.stringMatching(new RegExp(`^${special.closed.title}.*Closed$`)),
  ])
  expect(links.map(({ href }) => href).filter((href) => /^\/vacancies\/[\w-]+$/.test(href))).toEqual(
    variants.slice(0, 2).map((id) => `/vacancies/${id}`),
  )
})

test('a page has no script or style in its lines', async () => {
  for (const url of ['/', `/vacancies/${inventVacancy(0).id}`, '/boards', '/docs']) {
    const { body } = await page(url)
    expect(body).not.toMatch(/ style=|<style|<script(?! src="\/assets\/)| on\w+=/)
  }
})

test('when the index rests, the page says so and when to come again', async () => {
  const index = {
    ...api.deps.index,
    search: () =>
      Promise.reject(new JobdataError('the index rests: try again', { consequence: 'retryable', code: 'index-rests' })),
  }
  const resting = await buildTestApi({ index })
  const answer = await resting.ask({ url: '/', headers: { accept: 'text/html' } })
  expect(answer.statusCode).toBe(503)
  expect(answer.headers['retry-after']).toBe('10')
  await resting.close()
})
