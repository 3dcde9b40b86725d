import { describe, expect, test } from '@jest/globals'
import greenhouse from '../../../crawlers/platforms/greenhouse.js'
import { parseExact } from '../../../crawlers/read/json.js'
import { Board } from '../../../src/domain/board.js'

describe('numbers in JSON', () => {
  test.each<[string, unknown]>([
    ['{"id": 9007199254740993}', { id: '9007199254740993' }],
    ['[-9007199254740993,12345678901234567890123]', ['-9007199254740993', '12345678901234567890123']],
    ['{"id":9007199254740991}', { id: 9_007_199_254_740_991 }],
    ['{"at":0.12345678901234567,"e":1e0000000000000002}', { at: 0.123_456_789_012_345_67, e: 100 }],
    ['{"big":12345678901234567.5}', { big: 12_345_678_901_234_567.5 }],
    [String.raw`{"t":"\" 9007199254740993 \\","n":1}`, { t: '" 9007199254740993 \\', n: 1 }],
  ])('%s', (text, value) => {
    expect(parseExact(text)).toEqual(value)
  })

  test.each([
    '"'.repeat(250_001),
    String.raw`"\"`.repeat(100_000),
    `${'1'.repeat(250_000)}.`,
    `"${'9'.repeat(250_000)}`,
  ])('of a hostile text take no long time (%#)', (text) => {
    const began = performance.now()
    expect(() => parseExact(text)).toThrow(SyntaxError)
    expect(performance.now() - began).toBeLessThan(1000)
  })

  test('are no longer one id where two long ones differ in their last digit', () => {
    const job = (id: string): string => `{"id":${id},"title":"Porter","absolute_url":"https://kelp.example/${id}"}`
    const url = 'https://boards-api.greenhouse.io/v1/boards/kelp/jobs'
    const board = Board.parse({ id: 'kelp', platform: 'greenhouse', name: 'Kelp', employer: 'Kelp', url })
    const page = {
      ...{ request: { url, kind: 'list' }, url, status: 200, contentType: 'application/json', fetchedAt: 0 },
      body: `{"jobs":[${job('9007199254740992')},${job('9007199254740993')}]}`,
    }
    const ids = greenhouse.read(page, board).postings.map(({ sourceId }) => sourceId)
    expect(ids).toEqual(['9007199254740992', '9007199254740993'])
  })
})
