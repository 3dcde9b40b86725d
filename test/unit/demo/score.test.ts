import { describe, expect, test } from '@jest/globals'
import { makeWorld } from '../../../src/demo/generate/world.js'
import { ROUNDS } from '../../../src/demo/rounds.js'
import { COUNTS, score } from '../../../src/demo/score.js'
import type { Count } from '../../../src/demo/score.js'
import { expectedOf } from '../../../src/demo/truth.js'
import type { DemoOpening, TruthClass } from '../../../src/demo/truth.js'
import type { LiveVacancy } from '../../../src/domain/vacancy.js'

const ROUND = ROUNDS - 1
const { truth } = makeWorld(3, 600)

const vacancy = (keys: readonly string[], state: LiveVacancy['state']): LiveVacancy =>
  ({ kind: 'vacancy', id: keys[0], state, postings: keys.map((key) => ({ key })) }) as unknown as LiveVacancy

const keysOf = ({ postings }: DemoOpening): string[] => postings.map(({ key }) => key)

/** What a service that makes no error says at the end. */
const perfect = (): LiveVacancy[] =>
  truth.openings
    .filter(({ classes }) => !classes.has('robots-forbidden'))
    .map((one) => vacancy(keysOf(one), expectedOf(one, ROUND) === 'open' ? 'open' : 'closed'))

const of = (name: TruthClass): DemoOpening => {
  const found = truth.openings.find(({ classes }) => classes.has(name))
  if (!found) throw new Error(`no opening of ${name}`)
  return found
}

const without = (opening: DemoOpening): LiveVacancy[] =>
  perfect().filter(({ postings }) => !keysOf(opening).includes(postings[0]?.key ?? ''))

const counted = (vacancies: readonly LiveVacancy[]) => {
  const result = score({ truth, round: ROUND, vacancies })
  return { result, counts: Object.fromEntries(COUNTS.map((count) => [count, result[count]])) }
}

const only = (count: Count, number = 1) => Object.fromEntries(COUNTS.map((one) => [one, one === count ? number : 0]))

describe('score', () => {
  test('finds nothing where nothing is wrong', () => {
    const { counts, result } = counted(perfect())
    expect(counts).toEqual(only('missed', 0))
    expect(result.clean).toBe(true)
  })

  test('counts an opening in no vacancy as missed', () => {
    const { counts, result } = counted(without(of('changed')))
    expect(counts).toEqual(only('missed'))
    expect(result.byClass.changed.missed).toBe(1)
    expect(result.offenders.missed).toEqual([of('changed').postings[0]?.key])
    expect(result.clean).toBe(false)
  })

  test.each(['closed', 'unverified'] as const)('counts an open opening that is %s as wrongly closed', (state) => {
    const opening = of('window-scrolled')
    expect(counted([...without(opening), vacancy(keysOf(opening), state)]).counts).toEqual(only('wronglyClosed'))
  })

  test('counts an opening in two vacancies as doubled', () => {
    const opening = of('same-opening-edited-text')
    const split = keysOf(opening).map((key) => vacancy([key], 'open'))
    expect(counted([...without(opening), ...split]).counts).toEqual(only('doubled'))
  })

  test('counts a repost that was not recognized as doubled, though the old advert is closed', () => {
    const opening = of('repost')
    const [before = '', after = ''] = keysOf(opening)
    const { counts } = counted([...without(opening), vacancy([before], 'closed'), vacancy([after], 'open')])
    expect(counts).toEqual(only('doubled'))
  })

  test.each<TruthClass>(['removed-told', 'removed-by-absence', 'gone-page', 'emptied-board', 'robots-forbidden'])(
    'counts an open vacancy of %s as wrongly kept',
    (name) => {
      const { counts, result } = counted([...without(of(name)), vacancy(keysOf(of(name)), 'open')])
      expect(counts).toEqual(only('wronglyKept'))
      expect(result.byClass[name].wronglyKept).toBe(1)
    },
  )

  test('counts a posting that no board shows as wrongly kept', () => {
    const { counts, result } = counted([...perfect(), vacancy(['northgate:0'], 'open')])
    expect(counts).toEqual(only('wronglyKept'))
    expect(result.byClass['malformed-entry'].wronglyKept).toBe(1)
  })

  test('counts two openings in one vacancy as wrongly merged', () => {
    const pair = truth.openings.filter(({ classes }) => classes.has('two-requisitions-one-text')).slice(0, 2)
    const keys = pair.flatMap(keysOf)
    const rest = perfect().filter(({ postings }) => !keys.includes(postings[0]?.key ?? ''))
    const { counts, result } = counted([...rest, vacancy(keys, 'open')])
    expect(counts).toEqual(only('wronglyMerged'))
    expect(result.byClass['two-requisitions-one-text'].wronglyMerged).toBe(1)
  })

  test('waits while the rules may still wait for proof', () => {
    const opening = of('removed-by-absence')
    const others = truth.openings.filter((one) => one !== opening && expectedOf(one, 2) === 'open')
    for (const state of ['open', 'closed'] as const) {
      const said = [...others.map((one) => vacancy(keysOf(one), 'open')), vacancy(keysOf(opening), state)]
      expect(score({ truth, round: 2, vacancies: said }).clean).toBe(true)
    }
  })
})
