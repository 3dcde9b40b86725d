import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { VacancyIndex, VacancyQuery } from '../../src/ports/vacancy-index.js'
import { BERLIN, MOSCOW, documentWrite, offer } from '../support/document.js'
import { DAY, NOW, ids, inOrder, query } from '../support/search-query.js'
import type { OpenIndexForTest, Loose } from '../support/search-query.js'

/** Text, filters, facets, sorts, highlights, completion. */
export const searchingContract = (name: string, open: () => Promise<OpenIndexForTest>): void => {
  describe(`vacancy index on ${name}: searching`, () => {
    let opened: OpenIndexForTest
    let index: VacancyIndex
    beforeAll(async () => {
      opened = await open()
      index = opened.index
      await index.write([
        documentWrite('dev-ru', {
          title: 'Разработчик C++',
          text: 'Пишем высоконагруженные системы на Linux.',
          skills: ['C++'],
          seniority: 'senior',
        }),
        documentWrite('dev-en', {
          title: 'Frontend developer',
          text: 'We build interfaces in TypeScript and .NET.',
          language: 'en',
          skills: ['TypeScript'],
          places: [BERLIN],
          offers: [
            offer({
              placeIds: [BERLIN.id],
              points: [{ lat: 52.52, lon: 13.4 }],
              workMode: 'remote',
              remoteCountries: ['DE'],
              annualMin: 50_000,
              annualMax: 70_000,
            }),
          ],
          employerName: 'Acme',
          employerKey: 'acme',
        }),
        documentWrite('driver', {
          title: 'Водитель категории С',
          text: 'Нужен водитель грузовика. Полный рабочий день.',
          offers: [offer({ annualMin: 10_000 })],
          firstSeenAt: NOW - DAY,
        }),
        documentWrite('two-offers', {
          title: 'Аналитик',
          text: 'Берлин или Москва.',
          places: [MOSCOW, BERLIN],
          offers: [
            offer({ workMode: 'remote', placeIds: [BERLIN.id], points: [{ lat: 52.52, lon: 13.4 }] }),
            offer({ workMode: 'onsite' }),
          ],
        }),
        documentWrite('unverified', { title: 'Водитель такси', state: 'unverified', text: 'Такси.' }),
        documentWrite('html', { title: '<b>Чертёжник</b> & "Co"', text: 'Чертежи <script>alert(1)</script> моста.' }),
      ])
      await index.refresh()
    })
    afterAll(() => opened.close())

    const find = async (words: string[], more: Loose = {}): Promise<string[]> =>
      ids(await index.search(query({ ...more, text: { words, ...more.text } })))

    test.each([
      [['водителя'], ['driver', 'unverified']],
      [['водителями'], ['driver', 'unverified']],
      [['разработчиков'], ['dev-en', 'dev-ru']],
      [['developers'], ['dev-en', 'dev-ru']],
      [['building'], ['dev-en']],
      [['C++'], ['dev-ru']],
      [['.NET'], ['dev-en']],
      [['net'], []],
      [['чертежник'], ['html']],
      [['фронтенд'], ['dev-en']],
      [['водитель', 'такси'], ['unverified']],
      [['водитель', 'разработчик'], []],
      [['москва'], ['dev-ru', 'driver', 'html', 'two-offers', 'unverified']],
      [['berlin'], ['dev-en', 'two-offers']],
      [['acme'], ['dev-en']],
    ])('%j finds %j', async (words, expected) => {
      expect(await find(words)).toEqual(expected)
    })

    test('a phrase keeps its order', async () => {
      expect(await find([], { text: { phrases: ['рабочий день'] } })).toEqual(['driver'])
      expect(await find([], { text: { phrases: ['день рабочий'] } })).toEqual([])
    })

    test('an excluded word keeps out, alone too', async () => {
      expect(await find(['водитель'], { text: { excluded: ['такси'] } })).toEqual(['driver'])
      expect(await find([], { text: { excluded: ['водитель'] } })).toEqual(['dev-en', 'dev-ru', 'html', 'two-offers'])
    })

    test.each([
      '"',
      "' OR 1=1 --",
      'NEAR(a b)',
      'title:',
      '*',
      '^',
      '()',
      '{}',
      'AND OR NOT',
      '\u0000',
      'a'.repeat(10_000),
    ])('%j is harmless', async (hostile) => {
      const result = await index.search(query({ text: { words: [hostile], phrases: [hostile], excluded: [] } }))
      expect(result.hits).toEqual([])
    })

    test('filters hold inside one offer', async () => {
      expect(await find([], { filters: { workMode: ['remote'], place: [BERLIN.id] } })).toEqual([
        'dev-en',
        'two-offers',
      ])
      expect(await find([], { filters: { workMode: ['remote'], place: [MOSCOW.id] } })).toEqual([])
    })

    test.each<[Partial<VacancyQuery['filters']>, string[]]>([
      [{ employer: ['acme'] }, ['dev-en']],
      [{ skill: ['C++', 'TypeScript'] }, ['dev-en', 'dev-ru']],
      [{ seniority: ['senior'] }, ['dev-ru']],
      [{ language: ['en'] }, ['dev-en']],
      [{ firstSeenSince: NOW - 2 * DAY }, ['driver']],
      [{ salaryMin: 60_000, includeUnstated: false }, ['dev-en']],
      [{ salaryMin: 60_000 }, ['dev-en', 'dev-ru', 'html', 'two-offers', 'unverified']],
      [{ remoteFrom: ['DE'], includeUnstated: false }, ['dev-en']],
      [{ near: { lat: 52.4, lon: 13.1, km: 50 } }, ['dev-en', 'two-offers']],
    ])('%j', async (filters, expected) => {
      expect(await find([], { filters })).toEqual(expected)
    })

    test('facets count vacancies, each without its own filter', async () => {
      const { facets } = await index.search(
        query({ facets: ['workMode', 'place', 'employer'], filters: { workMode: ['remote'] } }),
      )
      expect(facets.workMode).toEqual([
        { value: 'onsite', count: 5 },
        { value: 'remote', count: 2 },
      ])
      expect(facets.place).toEqual([{ value: BERLIN.id, count: 2, label: { en: 'Berlin', ru: 'Берлин' } }])
      expect(facets.employer).toEqual([
        { value: 'acme', count: 1, label: { en: 'Acme', ru: 'Acme' } },
        { value: 'romashka', count: 1, label: { en: 'ООО «Ромашка»', ru: 'ООО «Ромашка»' } },
      ])
    })

    test('facets of offers count on offers that match the other filters', async () => {
      const { facets, total } = await index.search(
        query({ facets: ['workMode', 'place'], filters: { workMode: ['remote'], place: [MOSCOW.id] } }),
      )
      expect(total.value).toBe(0)
      // Without its own filter: remote offers by place, offers in Moscow by work mode.
      expect(facets.place).toMatchObject([{ value: BERLIN.id, count: 2 }])
      expect(facets.workMode).toMatchObject([{ value: 'onsite', count: 5 }])
    })

    test('a facet holds no more values than asked for, the most frequent ones', async () => {
      const { facets } = await index.search(query({ facets: ['place'], facetSize: 1 }))
      expect(facets.place).toMatchObject([{ value: MOSCOW.id }])
    })

    test('a filter value that nothing has finds nothing', async () => {
      expect(await find([], { filters: { skill: ['Cobol'] } })).toEqual([])
      expect(await find([], { filters: { place: ['city:1'] } })).toEqual([])
    })

    test('on-site work is not remote work from an unstated country', async () => {
      expect(await find([], { filters: { remoteFrom: ['DE'] } })).toEqual(['dev-en', 'two-offers'])
    })

    test('sorts by date, by salary with the unstated last, by distance', async () => {
      expect(inOrder(await index.search(query({ sort: 'date' })))[0]).toBe('driver')
      expect(inOrder(await index.search(query({ sort: 'salary' }))).slice(0, 2)).toEqual(['dev-en', 'driver'])
      const near = await index.search(
        query({ sort: 'distance', filters: { near: { lat: 52.52, lon: 13.4, km: 3000 } } }),
      )
      expect(inOrder(near).slice(0, 2)).toEqual(['dev-en', 'two-offers'])
      expect(near.hits[0]?.distanceKm).toBe(0)
    })

    test('the title weighs more than the text, and unverified ones fall back', async () => {
      expect(inOrder(await index.search(query({ text: { words: ['водитель'] } })))).toEqual(['driver', 'unverified'])
    })

    test('highlights are escaped', async () => {
      const [hit] = (await index.search(query({ text: { words: ['чертёжник', 'мост'] } }))).hits
      expect(hit?.highlights.title).toBe('&lt;b&gt;<mark>Чертёжник</mark>&lt;/b&gt; &amp; &quot;Co&quot;')
      expect(hit?.highlights.text).toContain('<mark>моста</mark>')
      expect(hit?.highlights.text).not.toContain('<script>')
    })

    test('completes prefixes of what is open', async () => {
      expect(await index.complete('вод', 5)).toEqual([
        { text: 'Водитель категории С', kind: 'title', count: 1 },
        { text: 'Водитель такси', kind: 'title', count: 1 },
      ])
      expect(await index.complete('моск', 5)).toEqual([{ text: 'Москва', kind: 'place', count: 5 }])
    })
  })
}
