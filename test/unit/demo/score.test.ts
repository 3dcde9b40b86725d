import { describe, expect, test } from '@jest/globals'
import { makeWorld } from '../../../src/demo/generate/world.js'
import { COUNTS, score } from '../../../src/demo/score.js'
import type { Count } from '../../../src/demo/score.js'
import { expectedOf, postingsAt } from '../../../src/demo/truth.js'
import type { DemoOpening, TruthClass } from '../../../src/demo/truth.js'
import type { LiveVacancy } from '../../../src/domain/vacancy.js'
import { LAST_ROUND, STARTED, vacancyOf } from './vacancy.js'

const { truth } = makeWorld(3, 600)
const LAST = postingsAt(truth, LAST_ROUND)

const vacancy = (keys: readonly string[], state: LiveVacancy['state'], shown = LAST): LiveVacancy =>
  vacancyOf(keys, state, shown)

/** Its keys, without those that are another opening's by now or are not there yet. */
const keysOf = ({ id, postings }: DemoOpening, shown = LAST): string[] =>
  postings.map(({ key }) => key).filter((key) => shown.get(key)?.opening === id)

/** What a service that makes no error says at the end. */
const perfect = (): LiveVacancy[] =>
  truth.openings
    .filter((one) => !one.classes.has('robots-forbidden') && keysOf(one).length > 0)
    .map((one) => vacancy(keysOf(one), expectedOf(one, LAST_ROUND) === 'open' ? 'open' : 'closed'))

const of = (name: TruthClass): DemoOpening => {
  const found = truth.openings.find(({ classes }) => classes.has(name))
  if (!found) throw new Error(`no opening of ${name}`)
  return found
}

const without = (opening: DemoOpening): LiveVacancy[] =>
  perfect().filter(({ postings }) => !keysOf(opening).includes(postings[0]?.key ?? ''))

const counted = (vacancies: readonly LiveVacancy[]) => {
  const result = score({ truth, round: LAST_ROUND, startedAt: STARTED, vacancies })
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
    const keys = pair.flatMap((one) => keysOf(one))
    const rest = perfect().filter(({ postings }) => !keys.includes(postings[0]?.key ?? ''))
    const { counts, result } = counted([...rest, vacancy(keys, 'open')])
    expect(counts).toEqual(only('wronglyMerged'))
    expect(result.byClass['two-requisitions-one-text'].wronglyMerged).toBe(1)
  })

  test('counts a value that is read wrong under its own class', () => {
    const opening = of('many-cities')
    const [key = ''] = keysOf(opening)
    const good = vacancy([key], 'open')
    const bad = { ...good, offers: good.offers.map((offer) => ({ ...offer, places: [] })) }
    const { counts, result } = counted([...without(opening), bad])
    expect(counts).toEqual(only('wrongValue'))
    expect(result.byClass['many-cities'].wrongValue).toBe(1)
    expect(result.offenders.wrongValue).toEqual([key])
  })

  test('waits while the rules may still wait for proof', () => {
    const opening = of('removed-by-absence')
    const others = truth.openings.filter((one) => one !== opening && expectedOf(one, 2) === 'open')
    const shown = postingsAt(truth, 2)
    for (const state of ['open', 'closed'] as const) {
      const said = [...others.map((one) => vacancy(keysOf(one, shown), 'open', shown)), vacancy(keysOf(opening), state)]
      expect(score({ truth, round: 2, startedAt: STARTED, vacancies: said }).clean).toBe(true)
    }
  })
})
