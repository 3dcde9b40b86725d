import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { documentWrite, offer } from '../support/document.js'
import { DAY, NOW, inOrder, query } from '../support/search-query.js'
import type { OpenIndexForTest } from '../support/search-query.js'

/** Cursors. */
export const pagingContract = (name: string, open: () => Promise<OpenIndexForTest>): void => {
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
