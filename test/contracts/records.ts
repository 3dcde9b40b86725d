import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { hasConsequence } from '../../src/domain/errors.js'
import { ABSENT } from '../../src/ports/records.js'
import type { Records } from '../../src/ports/records.js'

export interface OpenRecordsForTest {
  readonly records: Records
  close(): Promise<void>
}

let number = 0

/** What records always do, by Elasticsearch's semantics. */
export const recordsContract = (name: string, open: () => Promise<OpenRecordsForTest>): void => {
  describe(`records on ${name}`, () => {
    let opened: OpenRecordsForTest
    let records: Records
    let collection: string

    beforeEach(async () => {
      opened = await open()
      records = opened.records
      collection = `test-${process.pid}-${Date.now()}-${++number}`
    })

    afterEach(() => opened.close())

    test('one reads one’s own writes, by id and in a list', async () => {
      await records.put(collection, 'a/1', { title: 'Водитель' })
      expect(await records.get(collection, 'a/1')).toMatchObject({ id: 'a/1', value: { title: 'Водитель' } })
      expect(await records.list(collection)).toMatchObject([{ id: 'a/1' }])
    })

    test('what is not there is undefined', async () => {
      expect(await records.get(collection, 'nothing')).toBeUndefined()
      expect(await records.list(collection)).toEqual([])
      expect(await records.delete(collection, 'nothing')).toBe(false)
    })

    test('each write has a new version, and only the holder of the newest may write', async () => {
      const first = await records.put(collection, 'a', 1)
      const second = await records.put(collection, 'a', 2, { ifVersion: first })
      expect(second).not.toBe(first)
      await expect(records.put(collection, 'a', 3, { ifVersion: first })).rejects.toMatchObject({
        consequence: 'conflict',
      })
      await expect(records.delete(collection, 'a', { ifVersion: first })).rejects.toMatchObject({
        consequence: 'conflict',
      })
      expect((await records.get(collection, 'a'))?.value).toBe(2)
    })

    test('ABSENT lets only the first one in', async () => {
      await records.put(collection, 'a', 1, { ifVersion: ABSENT })
      await expect(records.put(collection, 'a', 2, { ifVersion: ABSENT })).rejects.toMatchObject({
        consequence: 'conflict',
      })
    })

    test('a version does not come back after a deletion', async () => {
      const first = await records.put(collection, 'a', 1)
      await records.delete(collection, 'a')
      await records.put(collection, 'a', 2)
      await expect(records.put(collection, 'a', 3, { ifVersion: first })).rejects.toMatchObject({
        consequence: 'conflict',
      })
    })

    test('concurrent increments by compare-and-set lose nothing', async () => {
      await records.put(collection, 'n', { n: 0 })
      const increment = async (): Promise<void> => {
        for (;;) {
          const stored = await records.get<{ n: number }>(collection, 'n')
          try {
            await records.put(
              collection,
              'n',
              { n: (stored?.value.n ?? 0) + 1 },
              { ifVersion: stored?.version ?? ABSENT },
            )
            return
          } catch (error) {
            if (!hasConsequence(error, 'conflict')) throw error
          }
        }
      }
      await Promise.all(Array.from({ length: 20 }, increment))
      expect((await records.get<{ n: number }>(collection, 'n'))?.value.n).toBe(20)
    })

    test('lists in order of id, by prefix and page by page', async () => {
      const ids = ['a/1', 'a/2', 'a/я', 'b/1', 'a', 'a/😀', 'A/1']
      await records.putMany(
        collection,
        ids.map((id) => ({ id, value: id })),
      )
      const all = (await records.list(collection)).map(({ id }) => id)
      expect(new Set(all)).toEqual(new Set(ids))
      expect((await records.list(collection, { prefix: 'a/' })).map(({ id }) => id)).toEqual([
        'a/1',
        'a/2',
        'a/я',
        'a/😀',
      ])
      const pages: string[] = []
      for (let after = ''; ; after = pages.at(-1) ?? '') {
        const page = await records.list(collection, { limit: 2, after })
        if (page.length === 0) break
        pages.push(...page.map(({ id }) => id))
      }
      expect(pages).toEqual(all)
    })

    test('putMany writes all or nothing', async () => {
      const large = 'x'.repeat(9 * 1_048_576)
      await expect(
        records.putMany(collection, [
          { id: 'a', value: 1 },
          { id: 'b', value: large },
        ]),
      ).rejects.toMatchObject({ consequence: 'bad-request' })
      expect(await records.list(collection)).toEqual([])
    })

    test('putMany: of one id the last stands', async () => {
      await records.putMany(collection, [
        { id: 'a', value: 1 },
        { id: 'a', value: 2 },
      ])
      expect((await records.get(collection, 'a'))?.value).toBe(2)
    })

    test('what was deleted is deleted for who holds an older version, too', async () => {
      const version = await records.put(collection, 'a', 1)
      expect(await records.delete(collection, 'a', { ifVersion: version })).toBe(true)
      expect(await records.list(collection)).toEqual([])
      for (const late of [
        records.put(collection, 'a', 2, { ifVersion: version }),
        records.delete(collection, 'a', { ifVersion: version }),
      ])
        await expect(late).rejects.toMatchObject({ consequence: 'conflict' })
      expect(await records.get(collection, 'a')).toBeUndefined()
    })

    test('a deletion that wants nothing to be there meets what is', async () => {
      expect(await records.delete(collection, 'a', { ifVersion: ABSENT })).toBe(false)
      await records.put(collection, 'a', 1)
      await expect(records.delete(collection, 'a', { ifVersion: ABSENT })).rejects.toMatchObject({
        consequence: 'conflict',
      })
    })

    test('collections do not know each other’s documents', async () => {
      await records.put(collection, 'a', 1)
      expect(await records.get(`${collection}-other`, 'a')).toBeUndefined()
      expect(await records.list(`${collection}-other`)).toEqual([])
      expect(await records.delete(`${collection}-other`, 'a')).toBe(false)
    })

    test.each([
      ['null', 'null'],
      ['text', '"text"'],
      ['names that mean something to JavaScript', '{"__proto__":{"constructor":1},"constructor":{"prototype":2}}'],
      ['names that mean something to others', '{"":1,"a.b":{"c.":2},"_id":"x","_source":{}}'],
      ['one field of several types', '[{"n":1},{"n":"one"},{"n":[1,"one",null]}]'],
      ['great and small numbers', '[9007199254740991,-0.1e-30,1e300]'],
      ['deep ones', '['.repeat(500) + ']'.repeat(500)],
    ])('a value comes back as it was given: %s', async (_what, json) => {
      await records.put(collection, 'a', JSON.parse(json))
      const [listed] = await records.list(collection)
      expect(JSON.stringify(listed?.value)).toBe(JSON.stringify(JSON.parse(json)))
    })

    test('an id may have 512 bytes and a value 8 MiB', async () => {
      const [id, value] = ['я'.repeat(256), '"'.repeat(4 * 1_048_576 - 1)]
      await records.put(collection, id, value)
      expect((await records.get(collection, id))?.value === value).toBe(true)
    })

    test('lists more than a page', async () => {
      const ids = Array.from({ length: 2100 }, (_, n) => String(n).padStart(4, '0'))
      await records.putMany(
        collection,
        ids.map((id) => ({ id, value: id })),
      )
      expect(await records.list(collection)).toHaveLength(1000)
      expect((await records.list(collection, { limit: 2050 })).map(({ id }) => id)).toEqual(ids.slice(0, 2050))
      expect(await records.list(collection, { limit: 5000 })).toHaveLength(2100)
    })

    test('refuses an id of more than 512 bytes', async () => {
      await expect(records.put(collection, 'я'.repeat(300), 1)).rejects.toMatchObject({ consequence: 'bad-request' })
    })
  })
}
