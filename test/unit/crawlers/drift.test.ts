import { describe, expect, test } from '@jest/globals'
import { countFilled, driftOf, noneFilled, sharesOf } from '../../../crawlers/drift.js'
import { Board } from '../../../src/domain/board.js'
import { BoardLedger } from '../../../src/domain/lease.js'
import { RawFields } from '../../../src/domain/raw-posting.js'

const board = (expect: object = {}): Board =>
  Board.parse({ id: 'acme', platform: 'feed', name: 'Acme', url: 'https://acme.example/feed', expect })

/** Postings of which so many have a salary. */
const filledOf = (postings: number, withSalary: number) => {
  const filled = noneFilled()
  for (let n = 0; n < postings; n++) {
    const salary = n < withSalary ? { text: '€ 3000' } : undefined
    countFilled(filled, RawFields.parse({ title: 'Keeper', url: 'https://acme.example/1', employer: 'Acme', salary }))
  }
  return filled
}

const head = (runs: readonly { listed: number; withSalary: number }[]): BoardLedger =>
  BoardLedger.parse({
    board: 'acme',
    bootstrapped: true,
    everyMinutes: 60,
    failures: 0,
    validators: {},
    history: runs.map(({ listed, withSalary }) => ({
      at: '2026-11-20T08:00:00.000Z',
      listed,
      complete: true,
      filled: sharesOf(filledOf(listed, withSalary)),
    })),
  })

const usual = [...Array(3).keys()].map(() => ({ listed: 100, withSalary: 80 }))
const codes = (signals: ReturnType<typeof driftOf>): string[] =>
  signals.map(({ code, field }) => (field === undefined ? code : `${code} ${field}`))

describe('a board that is not as it was', () => {
  test.each([
    ['as usual', 100, 80, []],
    ['a little less', 100, 61, []],
    ['a field that is mostly empty now', 100, 20, ['field-drift salary']],
    ['too few postings to tell of fields', 19, 0, ['count-low']],
    ['less than half of the postings', 49, 40, ['count-low']],
    ['more than ever', 900, 700, []],
  ])('%s', (_, listed, withSalary, expected) => {
    expect(codes(driftOf(board(), head(usual), listed, filledOf(listed, withSalary)))).toEqual(expected)
  })

  test('is told only when there is a habit: three complete runs', () => {
    expect(driftOf(board(), head(usual.slice(1)), 20, filledOf(20, 0))).toEqual([])
    const incomplete = head(usual)
    for (const run of incomplete.history) run.complete = false
    expect(driftOf(board(), incomplete, 20, filledOf(20, 0))).toEqual([])
  })

  test('is told when it has more than the operator expects, in words that say what to do', () => {
    const [signal] = driftOf(board({ max: 50 }), head([]), 51, noneFilled())
    expect(signal).toMatchObject({
      code: 'count-high',
      detail: '51 postings, at most 50 were expected: is it still this board?',
    })
  })
})
