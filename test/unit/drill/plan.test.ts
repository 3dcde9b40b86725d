import { expect, test } from '@jest/globals'
import { FAULTS, planFaults } from '../../drill/plan.js'

const ROUNDS = 9
const plan = (seed: number, count = 60) =>
  planFaults(FAULTS, { seed, faults: count, rounds: ROUNDS }).map(({ kind, round, after }) => ({ kind, round, after }))

test('the same seed plans the same faults, another one others', () => {
  expect(plan(1)).toEqual(plan(1))
  expect(plan(2)).not.toEqual(plan(1))
})

test('all kinds come alike often, and every round has its faults', () => {
  for (const kind of FAULTS) expect(plan(1).filter((fault) => fault.kind === kind)).toHaveLength(60 / FAULTS.length)
  expect(new Set(plan(1, 9).map(({ round }) => round)).size).toBe(ROUNDS)
})
