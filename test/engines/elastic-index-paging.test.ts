import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openIndexAdmin } from '../../src/edges/elasticsearch/index-admin.js'
import { namedIndex } from '../../src/edges/elasticsearch/vacancy-index.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import { documentWrite } from '../support/document.js'
import { elasticIndexForTest } from '../support/elastic-index.js'
import { engines } from '../support/engines.js'
import { inOrder, query } from '../support/search-query.js'

const servers = engines('elastic-index-paging')

/** Three scores, each of many. */
const cook = (n: number) => ({ title: 'Повар', text: 'повар '.repeat(1 + (n % 3)) })
const COOKS = [...Array(60).keys()].map((n) => documentWrite(`id${String(n).padStart(2, '0')}`, cook(n)))

;(servers ? describe : describe.skip)('pages of a search on Elasticsearch', () => {
  let opened: Awaited<ReturnType<typeof elasticIndexForTest>>
  beforeEach(async () => {
    opened = await elasticIndexForTest(servers?.node ?? '')
    await opened.index.write(COOKS)
    await opened.index.refresh()
  })
  afterEach(() => opened.close())

  const page = (cursor?: string) =>
    opened.index.search(query({ size: 20, text: { words: ['повар'] }, ...(cursor !== undefined && { cursor }) }))

  /** Reads all pages; `between` happens before each further one. */
  const read = async (between: (cursor: string) => Promise<void>): Promise<string[]> => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      if (cursor !== undefined) await between(cursor)
      const found = await page(cursor)
      seen.push(...inOrder(found))
      cursor = found.cursor
    } while (cursor !== undefined)
    return seen
  }

  const pitOf = (cursor: string): string | undefined =>
    (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as { pit?: string }).pit

  const everyCook = COOKS.map(({ id }) => id)

  test('scores move with the index between pages; the pages are every hit once all the same', async () => {
    let written = 0
    const seen = await read(async () => {
      // Other words make this one rarer, and each score another.
      await opened.index.write(
        [...Array(50).keys()].map((n) => documentWrite(`x${written}-${n}`, { title: 'Сварщик' })),
      )
      await opened.index.refresh()
      written++
    })
    expect(written).toBe(2)
    expect(seen.toSorted()).toEqual(everyCook)
  })

  test('from the second page on they are of one point in time; when it is gone they go on', async () => {
    let closed = 0
    const seen = await read(async (cursor) => {
      const id = pitOf(cursor)
      if (id === undefined) return
      const { num_freed: freed } = await opened.client.closePointInTime({ id })
      closed += freed
      await opened.index.write([documentWrite('other', { title: 'Сварщик' }, closed)])
      await opened.index.refresh()
    })
    expect(closed).toBe(1)
    expect(seen.toSorted()).toEqual(everyCook)
  })

  test('the last page gives its point in time back', async () => {
    let pit = ''
    await read(async (cursor) => void (pit = pitOf(cursor) ?? pit))
    await expect(opened.client.search({ pit: { id: pit } })).rejects.toMatchObject({ statusCode: 404 })
  })

  test.each([
    ['closed', (id: string) => documentWrite(id, { ...cook(Number(id.slice(2))), state: 'closed' }, 2)],
    ['purged', (id: string) => ({ ...documentWrite(id, {}, 2), document: null })],
  ])('a last hit that is %s between pages takes no other one along', async (_name, write) => {
    const seen = await read(async (cursor) => {
      const { ids } = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as { ids: string[] }
      await opened.index.write([write(ids.at(-1) ?? '')])
      await opened.index.refresh()
    })
    expect(seen.toSorted()).toEqual(everyCook)
  })

  test('an index swapped between pages changes nothing for the reader', async () => {
    const { client, namespace } = opened
    const admin = openIndexAdmin({ client, namespace, synonyms: '' })
    const seen = await read(async () => {
      const next = await admin.createNext()
      const index = namedIndex(client, systemClock(), next)
      await index.write(COOKS)
      await index.refresh()
      const before = await admin.swap(next)
      await admin.drop(before ?? '')
    })
    expect(seen.toSorted()).toEqual(everyCook)
  })

  test.each([
    ['a garbled point in time', { pit: 'garbled' }],
    ['a place of another order', { after: ['x', 'y', 'z'] }],
  ])('a cursor with %s is refused', async (_name, wrong) => {
    const { cursor = '' } = await page()
    const told = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as object
    const garbled = Buffer.from(JSON.stringify({ ...told, ids: ['nobody'], ...wrong })).toString('base64url')
    await expect(page(garbled)).rejects.toMatchObject({ consequence: 'bad-request', code: 'cursor-invalid' })
  })
})
