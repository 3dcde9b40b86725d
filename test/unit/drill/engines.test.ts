import { expect, test } from '@jest/globals'
import { slopeOf } from '../../drill/engines/memory.js'
import { FULL, KINDS, VICTIMS, planMoments } from '../../drill/engines/plan.js'

const ROUNDS = 9

test('a full drill brings every kind of fault to every victim five times', () => {
  const blows = planMoments(1, FULL, ROUNDS).flatMap((moment) => moment.blows.map(({ kind }) => kind))
  for (const victim of VICTIMS) {
    for (const kind of KINDS) {
      expect(blows.filter((blow) => blow.victim === victim && blow.kind === kind)).toHaveLength(5)
    }
  }
})

test('faults that come at once befall different victims, in one round', () => {
  const moments = planMoments(2, FULL, ROUNDS)
  expect(moments.some(({ blows }) => blows.length > 1)).toBe(true)
  for (const { round, blows } of moments) {
    expect(new Set(blows.map(({ kind }) => kind.victim)).size).toBe(blows.length)
    expect(blows.every((blow) => blow.round === round)).toBe(true)
  }
})

test('memory that grows by two megabytes a minute has that slope, whatever the noise about it', () => {
  const noise = [0, 3, -3, 1, -1, 2, -2, 0]
  const samples = Array.from({ length: 80 }, (_, n) => ({
    minutes: n / 10,
    megabytes: 100 + n / 5 + (noise[n % 8] ?? 0),
  }))
  expect(slopeOf(samples)).toBeCloseTo(2, 1)
  expect(slopeOf(samples.map((sample) => ({ ...sample, megabytes: 100 })))).toBe(0)
})
