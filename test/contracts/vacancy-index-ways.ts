import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { BERLIN, documentWrite, offer } from '../support/document.js'
import { NOW, ids, inOrder, query } from '../support/search-query.js'
import type { OpenIndexForTest, Loose } from '../support/search-query.js'

const DAY = 86_400_000

/** Ways to say a thing, and vacancies that say little. */
export const waysContract = (name: string, open: () => Promise<OpenIndexForTest>): void => {
  describe(`vacancy index on ${name}: ways to say it, and what is not said`, () => {
    let opened: OpenIndexForTest
    beforeAll(async () => {
      opened = await open()
      await opened.index.write([
        documentWrite('sales-ru', { title: 'Менеджер по продажам', text: 'Ищем в команду.' }),
        documentWrite('sales-en', { title: 'Sales manager', text: 'Join us.', language: '' }),
        documentWrite('apart', { title: 'Manager', text: 'No sales here.', seniority: 'middle', experienceMin: 5 }),
        documentWrite('one-c', { title: 'Программист 1С', text: 'Опыт от года. Node.js, ASP.NET и C#.' }),
        documentWrite('no-offers', { title: 'Вахтёр', offers: [], places: [] }),
        documentWrite('far-point', {
          title: 'Моряк',
          offers: [offer({ points: [{ lat: 123, lon: 456 }], placeIds: [BERLIN.id] })],
          places: [],
        }),
        documentWrite('old', { title: 'Скрипач', datePosted: NOW - 300 * DAY }),
        documentWrite('new', { title: 'Скрипач', datePosted: NOW - DAY }),
      ])
      await opened.index.refresh()
    })
    afterAll(() => opened.close())

    const find = async (words: string[], more: Loose = {}): Promise<string[]> =>
      ids(await opened.index.search(query({ ...more, text: { words, ...more.text } })))

    test.each([
      [
        ['менеджера', 'по', 'продажам'],
        ['sales-en', 'sales-ru'],
      ],
      // Words in a row that are a known way to say something go together.
      [
        ['sales', 'managers'],
        ['sales-en', 'sales-ru'],
      ],
      [
        ['managers', 'sales'],
        ['apart', 'sales-en'],
      ],
      [['1С'], ['one-c']],
      [['1c'], ['one-c']],
      [['developer', '1с'], ['one-c']],
      [['опытом'], ['one-c']],
      [['node'], ['one-c']],
      [['c#'], ['one-c']],
      [['вахтер'], ['no-offers']],
      // Words of grammar need not be there.
      [
        ['скрипач', 'в', 'и', 'на'],
        ['new', 'old'],
      ],
    ])('%j finds %j', async (words, expected) => {
      expect(await find(words)).toEqual(expected)
    })

    test('a vacancy without offers tells nothing of its pay or place', async () => {
      const found = async (filters: NonNullable<Loose['filters']>) => (await find(['вахтёр'], { filters })).length
      expect(await found({ salaryMin: 1 })).toBe(1)
      expect(await found({ salaryMin: 1, includeUnstated: false })).toBe(0)
      expect(await found({ near: { lat: 55.75, lon: 37.62, km: 100 } })).toBe(0)
      expect(await found({ workMode: ['remote'] })).toBe(0)
      expect(await found({ remoteFrom: ['DE'] })).toBe(0)
    })

    test('experience that is not told is none', async () => {
      expect(await find([], { filters: { experienceMax: 4 } })).not.toContain('apart')
      expect(await find([], { filters: { experienceMax: 5 } })).toContain('apart')
    })

    test('the newer of two alike comes first', async () => {
      const found = await opened.index.search(query({ text: { words: ['скрипач'] } }))
      expect(inOrder(found)).toEqual(['new', 'old'])
    })

    test('what is not told is no facet', async () => {
      const { facets } = await opened.index.search(query({ facets: ['language', 'seniority'] }))
      expect(facets.language).toEqual([{ value: 'ru', count: 7 }])
      expect(facets.seniority).toEqual([{ value: 'middle', count: 1 }])
    })

    test.each(['.', '*', 'a.*b', '(', '"', '\\', '[', '~'])('the prefix %j is no expression', async (prefix) => {
      expect(await opened.index.complete(prefix, 5)).toEqual([])
    })

    test('completes whatever the case and ё', async () => {
      expect(await opened.index.complete('ВАХТЁ', 5)).toEqual([{ text: 'Вахтёр', kind: 'title', count: 1 }])
    })
  })
}
