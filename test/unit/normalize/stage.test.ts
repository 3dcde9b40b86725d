import { describe, expect, test } from '@jest/globals'
import { normalize } from '../../../pipelines/normalize/stage.js'
import { Board } from '../../../src/domain/board.js'
import { topics } from '../../../src/domain/topics.js'
import type { Message, Outcome, StageContext } from '../../../src/ports/stage.js'
import { rawPosting } from './raw.js'

const board = Board.parse({ id: 'demo', platform: 'greenhouse', name: 'Demo', url: 'https://demo.example' })
const context: StageContext = {
  signal: new AbortController().signal,
  heartbeat: async () => {},
  publish: async () => {},
}
const message = (value: unknown, partition = 0): Message => ({
  topic: topics.raw.name,
  source: topics.raw,
  partition,
  offset: 0,
  key: 'demo:1',
  value,
  text: null,
  headers: {},
  timestamp: 0,
})
const kinds = (outcomes: readonly Outcome[]): string[] =>
  outcomes.map((outcome) =>
    outcome.kind === 'drop' ? outcome.reason : outcome.kind === 'reject' ? outcome.code : outcome.kind,
  )
const stage = (over: Partial<Parameters<typeof normalize>[0]> = {}) =>
  normalize({ boards: (id) => (id === 'demo' ? board : undefined), baseCurrency: 'EUR', ...over })

describe('the normalize stage', () => {
  test('forwards a posting under its key', async () => {
    const [outcome] = await stage().transform([message(rawPosting())], context)
    expect(outcome).toMatchObject({
      kind: 'forward',
      topic: topics.postings,
      key: 'demo:1',
      value: { title: { clean: 'Engineer' } },
    })
  })

  test('drops an older fence of a domain within its partition', async () => {
    const outcomes = await stage().transform(
      [
        message(rawPosting({}, { fence: 5 })),
        message(rawPosting({}, { fence: 4 })),
        message(rawPosting({}, { fence: 4, domain: 'other.example' })),
        message(rawPosting({}, { fence: 4 }), 1),
        message(rawPosting({}, { fence: 5 })),
        message(rawPosting({}, { fence: 6 })),
      ],
      context,
    )
    expect(kinds(outcomes)).toEqual(['forward', 'older-fence', 'forward', 'forward', 'forward', 'forward'])
  })

  test('drops what no board stands for, what was removed, and tombstones', async () => {
    const raws = [message(rawPosting({}, { board: 'gone', key: 'gone:1' })), message(null)]
    expect(kinds(await stage().transform(raws, context))).toEqual(['unknown-board', 'tombstone'])
    expect(kinds(await stage({ removed: () => true }).transform([message(rawPosting())], context))).toEqual([
      'removed-on-request',
    ])
  })

  test('rejects what can never pass and goes on', async () => {
    const outcomes = await stage().transform([message(rawPosting({ title: '!' })), message(rawPosting())], context)
    expect(kinds(outcomes)).toEqual(['no-title', 'forward'])
  })
})
