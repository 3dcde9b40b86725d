import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { LiveVacancy } from '../../src/domain/vacancy.js'
import { documentWrite } from '../support/document.js'
import { ids, query } from '../support/search-query.js'
import type { OpenIndexForTest } from '../support/search-query.js'

/** Versions, purges, rejections, states. */
export const writingContract = (name: string, open: () => Promise<OpenIndexForTest>): void => {
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
      await index.refresh()
      expect((await index.search(query())).hits).toEqual([])
    })

    test('a vacancy is found by its pages as they are now, an open one before a closed one', async () => {
      const { index } = opened
      await index.write([
        documentWrite('a', { pages: ['a.example/1', 'a.example/2'], state: 'closed' }, 1),
        documentWrite('b', { pages: ['a.example/1'] }, 1),
      ])
      await index.refresh()
      expect(await index.at('a.example/1')).toBe('b')
      expect(await index.at('a.example/2')).toBe('a')
      await index.write([documentWrite('a', { pages: ['a.example/3'] }, 2)])
      await index.refresh()
      expect([await index.at('a.example/2'), await index.at('a.example/3')]).toEqual([undefined, 'a'])
      await index.write([{ id: 'a', version: 3, seq: { partition: 0, offset: 3 }, document: null }])
      await index.refresh()
      expect(await index.at('a.example/3')).toBeUndefined()
    })

    test('tells every document in order of id, from any id on', async () => {
      const { index } = opened
      await index.write(['c', 'a', 'b', 'd'].map((id, n) => documentWrite(id, {}, n + 1)))
      await index.write([{ id: 'd', version: 9, seq: { partition: 0, offset: 9 }, document: null }])
      await index.refresh()
      const scan = async (options = {}) => {
        const pages = []
        for await (const page of index.scan(options)) pages.push(page.map(({ id }) => id))
        return pages
      }
      expect(await scan()).toEqual([['a', 'b', 'c']])
      expect(await scan({ size: 2 })).toEqual([['a', 'b'], ['c']])
      expect(await scan({ after: 'a' })).toEqual([['b', 'c']])
      for await (const [first] of index.scan({ size: 1 })) {
        expect(first).toMatchObject({ id: 'a', version: 2, kind: 'vacancy' })
        break
      }
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
}
