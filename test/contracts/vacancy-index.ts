import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from '@jest/globals'
import type { LiveVacancy } from '../../src/domain/vacancy.js'
import type { SearchResult, VacancyIndex, VacancyQuery } from '../../src/ports/vacancy-index.js'
import { BERLIN, MOSCOW, documentWrite, offer } from '../support/document.js'

export interface OpenIndexForTest {
  readonly index: VacancyIndex
  close(): Promise<void>
}

type Loose = Partial<Omit<VacancyQuery, 'text' | 'filters'>> & {
  text?: Partial<VacancyQuery['text']>
  filters?: Partial<VacancyQuery['filters']>
}

const NOW = Date.parse('2026-11-24T00:00:00Z')
const DAY = 86_400_000

const query = ({ text, filters, ...rest }: Loose = {}): VacancyQuery => ({
  text: { words: [], phrases: [], excluded: [], ...text },
  filters: { includeUnstated: true, ...filters },
  sort: 'relevance',
  facets: [],
  facetSize: 20,
  size: 50,
  now: NOW,
  ...rest,
})

const ids = ({ hits }: SearchResult): string[] => hits.map(({ vacancy }) => vacancy.id).sort()
const inOrder = ({ hits }: SearchResult): string[] => hits.map(({ vacancy }) => vacancy.id)

/** What every vacancy index does, by Elasticsearch's semantics. */
export const vacancyIndexContract = (name: string, open: () => Promise<OpenIndexForTest>): void => {
  describe(`vacancy index on ${name}: writing`, () => {
    let opened: OpenIndexForTest
    beforeEach(async () => {
      opened = await open()
    })
    afterEach(() => opened.close())

    const title = async (id: string): Promise<string | undefined> =>
      (await opened.index.get(id))?.document.search?.title

    test('the greater or equal version wins, whatever comes last', async () => {
      const { index } = opened
      expect(await index.write([documentWrite('a', { title: 'two' }, 2)])).toEqual([{ result: 'applied' }])
      expect(await index.write([documentWrite('a', { title: 'one' }, 1)])).toEqual([{ result: 'stale' }])
      expect(await title('a')).toBe('two')
      await index.write([documentWrite('a', { title: 'two again' }, 2)])
      expect(await title('a')).toBe('two again')
    })

    test('versions beyond 2⁴⁰ are told apart', async () => {
      const version = 3 * 2 ** 40 + 5
      await opened.index.write([documentWrite('a', { title: 'new' }, version)])
      expect(await opened.index.write([documentWrite('a', {}, version - 1)])).toEqual([{ result: 'stale' }])
    })

    test('a purge removes the document, and an older write does not bring it back', async () => {
      const { index } = opened
      await index.write([documentWrite('a', {}, 5)])
      await index.write([{ id: 'a', version: 6, seq: { partition: 0, offset: 6 }, document: null }])
      expect(await index.get('a')).toBeUndefined()
      expect(await index.write([documentWrite('a', {}, 5)])).toEqual([{ result: 'stale' }])
      expect((await index.search(query())).hits).toEqual([])
    })

    test('keeps the place of the record', async () => {
      await opened.index.write([{ ...documentWrite('a', {}, 9), seq: { partition: 4, offset: 9 } }])
      expect(await opened.index.get('a')).toMatchObject({ seq: { partition: 4, offset: 9 }, version: 9 })
    })

    test('a changed vacancy is found by its new words only', async () => {
      const { index } = opened
      await index.write([documentWrite('a', { title: 'Сварщик' }, 1)])
      await index.write([documentWrite('a', { title: 'Каменщик' }, 2)])
      await index.refresh()
      expect((await index.search(query({ text: { words: ['сварщик'] } }))).hits).toEqual([])
      expect(ids(await index.search(query({ text: { words: ['каменщик'] } })))).toEqual(['a'])
    })

    test('a broken document is rejected alone, and what stood there stays', async () => {
      const { index } = opened
      await index.write([documentWrite('b', { title: 'before' }, 1)])
      const broken = documentWrite('b', { title: undefined as unknown as string }, 2)
      expect(await index.write([documentWrite('a'), broken, documentWrite('c')])).toMatchObject([
        { result: 'applied' },
        { result: 'rejected', code: expect.any(String), message: expect.any(String) },
        { result: 'applied' },
      ])
      await index.refresh()
      expect(await title('b')).toBe('before')
      expect(ids(await index.search(query()))).toEqual(['a', 'b', 'c'])
    })

    test('one batch may name an id twice: each write sees the one before', async () => {
      const { index } = opened
      const writes = [
        documentWrite('a', { title: 'two' }, 2),
        documentWrite('a', {}, 1),
        documentWrite('a', { title: 'three' }, 3),
      ]
      expect((await index.write(writes)).map(({ result }) => result)).toEqual(['applied', 'stale', 'applied'])
      expect(await title('a')).toBe('three')
    })

    test('a closed vacancy leaves search, completion and facets, and comes back when it is open again', async () => {
      const { index } = opened
      const found = async () => {
        await index.refresh()
        const { total, facets } = await index.search(query({ facets: ['employer'] }))
        return [total.value, facets.employer?.length, (await index.complete('vac', 5)).length]
      }
      await index.write([documentWrite('a', {}, 1)])
      expect(await found()).toEqual([1, 1, 1])
      await index.write([documentWrite('a', { state: 'closed' }, 2)])
      expect(await found()).toEqual([0, 0, 0])
      await index.write([documentWrite('a', {}, 3)])
      expect(await found()).toEqual([1, 1, 1])
    })

    test('a forward is found by its id only', async () => {
      const { index } = opened
      const vacancy = { kind: 'merged', id: 'a', mergedInto: 'b' } as unknown as LiveVacancy
      await index.write([{ ...documentWrite('a'), document: { vacancy } }])
      await index.refresh()
      expect(await index.get('a')).toMatchObject({ document: { vacancy: { mergedInto: 'b' } } })
      expect((await index.search(query())).hits).toEqual([])
      expect(await index.count()).toEqual({ open: 0, unverified: 0, closed: 0 })
    })

    test('counts by state; closed ones are found by id only', async () => {
      const { index } = opened
      await index.write([
        documentWrite('a'),
        documentWrite('b', { state: 'unverified' }),
        documentWrite('c', { state: 'closed' }),
      ])
      await index.refresh()
      expect(await index.count()).toEqual({ open: 1, unverified: 1, closed: 1 })
      expect(ids(await index.search(query()))).toEqual(['a', 'b'])
      expect(await index.get('c')).toBeDefined()
    })
  })

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

  describe(`vacancy index on ${name}: paging`, () => {
    let opened: OpenIndexForTest
    beforeAll(async () => {
      opened = await open()
      const writes = [...Array(250).keys()].map((n) =>
        documentWrite(`id${String(n).padStart(3, '0')}`, {
          title: 'Повар',
          datePosted: NOW - (n % 3) * DAY,
          offers: [offer(n % 2 ? { annualMax: 1000 * (n % 4) } : {})],
        }),
      )
      await opened.index.write(writes)
      await opened.index.refresh()
    })
    afterAll(() => opened.close())

    test.each(['relevance', 'date', 'salary'] as const)(
      'by %s: the pages together are every hit once',
      async (sort) => {
        const seen: string[] = []
        let cursor: string | undefined
        do {
          const page = await opened.index.search(
            query({ sort, size: 33, text: { words: ['повар'] }, ...(cursor !== undefined && { cursor }) }),
          )
          expect(page.total).toEqual({ value: 250, relation: 'exact' })
          seen.push(...inOrder(page))
          cursor = page.cursor
        } while (cursor !== undefined)
        expect(seen).toHaveLength(250)
        expect(new Set(seen).size).toBe(250)
      },
    )

    test('pages asked at later moments go on where the first one ended', async () => {
      const ask = (now: number, cursor?: string) =>
        opened.index.search(
          query({
            now,
            size: 200,
            filters: { firstSeenSince: now - 30 * DAY },
            ...(cursor !== undefined && { cursor }),
          }),
        )
      const first = await ask(NOW)
      const second = await ask(NOW + 40 * DAY, first.cursor)
      expect(new Set([...inOrder(first), ...inOrder(second)]).size).toBe(250)
    })

    test('a cursor of another query is refused', async () => {
      const { cursor = '' } = await opened.index.search(query({ size: 10, text: { words: ['повар'] } }))
      await expect(opened.index.search(query({ size: 10, cursor }))).rejects.toMatchObject({ code: 'cursor-invalid' })
    })

    test.each(['garbled', Buffer.from('{"of":"x","value":1,"id":"a"}').toString('base64url')])(
      'a foreign cursor (%s) is refused',
      async (cursor) => {
        await expect(opened.index.search(query({ cursor }))).rejects.toMatchObject({
          consequence: 'bad-request',
          code: 'cursor-invalid',
        })
      },
    )
  })
}
