import { Client } from '@elastic/elasticsearch'
import { afterEach, describe, expect, test } from '@jest/globals'
import { openBulkWriter } from '../../../src/edges/elasticsearch/bulk-writer.js'
import type { IndexWrite } from '../../../src/ports/vacancy-index.js'
import { openBulkServer } from '../../support/bulk-server.js'
import type { BulkAnswer } from '../../support/bulk-server.js'
import { manualClock } from '../../support/clock.js'
import { documentWrite } from '../../support/document.js'
import { until } from '../../support/until.js'

const TAKEN: BulkAnswer = { status: 201 }
const BUSY: BulkAnswer = { status: 429, type: 'es_rejected_execution_exception' }
const LARGE = 'x'.repeat(262_144)

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const writerOn = async (answer: Parameters<typeof openBulkServer>[0]) => {
  const server = await openBulkServer(answer)
  const client = new Client({ node: server.node })
  closing.push(
    () => client.close(),
    () => server.close(),
  )
  const writer = openBulkWriter({ client, target: 'i', isAlias: true, clock: manualClock() })
  return { write: (writes: readonly IndexWrite[]) => writer.write(writes), bulks: server.bulks }
}

describe('the bulk writer', () => {
  test('tells each write its own result, in the order given', async () => {
    const answers: Record<string, BulkAnswer> = {
      a: TAKEN,
      b: { status: 409, type: 'version_conflict_engine_exception' },
      c: { status: 400, type: 'document_parsing_exception', reason: 'no number' },
      // A purge of what was never there.
      d: { status: 404 },
    }
    const { write } = await writerOn((ids) => ids.map((id) => answers[id] ?? TAKEN))
    const broken = documentWrite('e', {}, 0.5)
    expect(
      await write(
        'abcd'
          .split('')
          .map((id) => documentWrite(id))
          .concat(broken),
      ),
    ).toEqual([
      { result: 'applied' },
      { result: 'stale' },
      { result: 'rejected', code: 'document-unreadable', message: 'document_parsing_exception: no number' },
      { result: 'applied' },
      { result: 'rejected', code: 'document-unreadable', message: 'version 0.5 is no whole number' },
    ])
  })

  test('sends again only what a busy server did not take', async () => {
    const busy = new Set(['b', 'c'])
    const { write, bulks } = await writerOn((ids) => ids.map((id) => (busy.delete(id) ? BUSY : TAKEN)))
    const results = await write('abcd'.split('').map((id) => documentWrite(id)))
    expect(results.map(({ result }) => result)).toEqual(['applied', 'applied', 'applied', 'applied'])
    expect(bulks).toEqual([
      ['a', 'b', 'c', 'd'],
      ['b', 'c'],
    ])
  })

  test('a write never overtakes an earlier one of its id, however often that one is sent', async () => {
    let refusals = 2
    const { write, bulks } = await writerOn((ids) => ids.map((id) => (id === 'a' && refusals-- > 0 ? BUSY : TAKEN)))
    await write([documentWrite('a', {}, 1), documentWrite('b', {}, 1), documentWrite('a', {}, 2)])
    expect(bulks).toEqual([['a', 'b'], ['a'], ['a'], ['a']])
  })

  test('bulks get smaller while the server is busy, and larger again', async () => {
    let isBusy = true
    const { write, bulks } = await writerOn((ids) => (isBusy ? BUSY : ids.map(() => TAKEN)))
    const many = [...Array(8).keys()].map((n) => documentWrite(`w${n}`, { text: LARGE }))
    const refused = write(many)
    await until(() => bulks.some((ids) => ids.length === 1))
    isBusy = false
    await refused
    const sizes = async () => {
      const before = bulks.length
      await write(many)
      return Math.max(...bulks.slice(before).map((ids) => ids.length))
    }
    const first = await sizes()
    for (let round = 0; round < 4; round++) await write(many)
    expect(await sizes()).toBeGreaterThan(first)
  })

  test('no more than two bulks are under way at once', async () => {
    let [underWay, most] = [0, 0]
    const { write } = await writerOn(async (ids) => {
      most = Math.max(most, ++underWay)
      await new Promise((resolve) => setTimeout(resolve, 5))
      underWay--
      return ids.map(() => TAKEN)
    })
    const writes = (name: string) => [...Array(20).keys()].map((n) => documentWrite(`${name}${n}`, { text: LARGE }))
    await Promise.all([write(writes('a')), write(writes('b')), write(writes('c'))])
    expect(most).toBe(2)
  })

  test('a bulk refused as a whole costs only the document that is at fault', async () => {
    const { write } = await writerOn((ids) =>
      ids.includes('c') ? { status: 413, type: 'too_large' } : ids.map(() => TAKEN),
    )
    const results = await write('abcde'.split('').map((id) => documentWrite(id)))
    expect(results.map(({ result }) => result)).toEqual(['applied', 'applied', 'rejected', 'applied', 'applied'])
  })

  test.each<[string, BulkAnswer, object]>([
    ['is busy for long', BUSY, { consequence: 'retryable', code: 'elasticsearch-busy' }],
    ['moves its shards', { status: 503, type: 'unavailable_shards_exception' }, { consequence: 'retryable' }],
    [
      'has a full disk',
      {
        status: 429,
        type: 'cluster_block_exception',
        reason: 'index [i] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]',
      },
      { consequence: 'no-space', code: 'disk-full' },
    ],
    ['refuses the key', { status: 403, type: 'security_exception' }, { consequence: 'config' }],
    ['has no such index', { status: 404, type: 'index_not_found_exception' }, { consequence: 'config' }],
  ])('a server that %s fails the call', async (_name, answer, expected) => {
    const whole = await writerOn(() => answer)
    await expect(whole.write([documentWrite('a')])).rejects.toMatchObject(expected)
  })

  test('the same said of single lines', async () => {
    const { write } = await writerOn((ids) =>
      ids.map(() => ({ status: 429, type: 'cluster_block_exception', reason: '[flood-stage watermark]' })),
    )
    await expect(write([documentWrite('a')])).rejects.toMatchObject({ consequence: 'no-space' })
  })

  test('nothing is sent for nothing', async () => {
    const { write, bulks } = await writerOn(() => [])
    expect(await write([])).toEqual([])
    expect(await write([documentWrite('')])).toMatchObject([{ result: 'rejected' }])
    expect(bulks).toEqual([])
  })
})
