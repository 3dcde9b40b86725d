import { describe, expect, test } from '@jest/globals'
import { contentOf, placesOf, postedAt } from '../../../src/demo/content.js'
import { makeWorld } from '../../../src/demo/generate/world.js'
import { ROUNDS, hoursAt } from '../../../src/demo/rounds.js'
import { COUNTS, score } from '../../../src/demo/score.js'
import type { Count } from '../../../src/demo/score.js'
import { expectedOf, postingsAt } from '../../../src/demo/truth.js'
import type { DemoOpening, DemoPosting, TruthClass } from '../../../src/demo/truth.js'
import type { SalaryPeriod } from '../../../src/domain/common.js'
import type { Place, Salary } from '../../../src/domain/posting.js'
import type { LiveVacancy, PostingMeta } from '../../../src/domain/vacancy.js'

const ROUND = ROUNDS - 1
const STARTED = Date.parse('2026-11-24T08:00:00.000Z')
const { truth } = makeWorld(3, 600)

/** What of a posting's values a service that makes no error says. */
const valuesOf = (posting: DemoPosting): Partial<LiveVacancy> => {
  const { salary, currency, text } = contentOf(posting, ROUND)
  const period = contentOf(posting, ROUND).period.toLowerCase() as SalaryPeriod
  const places = placesOf(posting).map(({ name }): Place => ({
    ...{ text: name, city: name, cityRu: name },
    ...{ placeIds: ['country:XX', `city:${name}`], confidence: 1 },
  }))
  const pay: Salary | undefined = salary && {
    ...{ min: salary.min, max: salary.max, currency, period, provenance: 'stated', flags: [] },
    ...(salary.gross !== undefined && { gross: salary.gross }),
  }
  const workMode = posting.isRemote ? 'remote' : 'unknown'
  return {
    offers: [{ places, workMode, remoteCountries: [], employmentTypes: [], ...(pay && { salary: pay }) }],
    description: { html: '', text: text.flat().join(' '), status: 'full' },
  }
}

const metaOf = (key: string, posting: DemoPosting | undefined): PostingMeta => {
  const seenAt = new Date(STARTED + hoursAt(posting?.from ?? 0) * 3_600_000).toISOString()
  const meta = { key, reason: 'reappeared', firstSeenAt: seenAt, observedAt: seenAt }
  return { ...meta, ...(posting && { datePosted: postedAt(posting, { startedAt: STARTED }) }) } as PostingMeta
}

const vacancy = (keys: readonly string[], state: LiveVacancy['state'], round = ROUND): LiveVacancy => {
  const shown = postingsAt(truth, round)
  const posting = keys.flatMap((key) => shown.get(key) ?? [])[0]
  const postings = keys.map((key) => metaOf(key, shown.get(key)))
  return { kind: 'vacancy', id: keys[0], state, ...(posting && valuesOf(posting)), postings } as unknown as LiveVacancy
}

/** Its keys, without those that are another opening's by now or are not there yet. */
const keysOf = ({ id, postings }: DemoOpening, round = ROUND): string[] => {
  const shown = postingsAt(truth, round)
  return postings.map(({ key }) => key).filter((key) => shown.get(key)?.opening === id)
}

/** What a service that makes no error says at the end. */
const perfect = (): LiveVacancy[] =>
  truth.openings
    .filter((one) => !one.classes.has('robots-forbidden') && keysOf(one).length > 0)
    .map((one) => vacancy(keysOf(one), expectedOf(one, ROUND) === 'open' ? 'open' : 'closed'))

const of = (name: TruthClass): DemoOpening => {
  const found = truth.openings.find(({ classes }) => classes.has(name))
  if (!found) throw new Error(`no opening of ${name}`)
  return found
}

const without = (opening: DemoOpening): LiveVacancy[] =>
  perfect().filter(({ postings }) => !keysOf(opening).includes(postings[0]?.key ?? ''))

const counted = (vacancies: readonly LiveVacancy[]) => {
  const result = score({ truth, round: ROUND, startedAt: STARTED, vacancies })
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

  type Spoilt = Partial<LiveVacancy> | { readonly said: Partial<PostingMeta> }
  type Spoil = (vacancy: LiveVacancy) => Spoilt

  const withPay = (change: (salary: Salary) => Partial<Salary>): Spoil => {
    return ({ offers }) => ({
      offers: offers.map((offer) => ({
        ...offer,
        ...(offer.salary && { salary: { ...offer.salary, ...change(offer.salary) } }),
      })),
    })
  }
  const withPlaces = (change: (places: readonly Place[]) => Place[]): Spoil => {
    return ({ offers }) => ({ offers: offers.map((offer) => ({ ...offer, places: change(offer.places) })) })
  }
  const withText = (text: string): Spoil => {
    return ({ description }) => ({ description: { ...description, text } })
  }
  const withSaid =
    (said: Partial<PostingMeta>): Spoil =>
    () => ({ said })
  const later = new Date(STARTED + hoursAt(ROUND) * 3_600_000).toISOString()
  const remote: Place = { text: 'Remote', placeIds: [], confidence: 0 }

  test.each<[TruthClass, string, Spoil]>([
    ['minor-units', 'cents', withPay(({ min = 0 }) => ({ min: min * 100 }))],
    ['salary-period', 'another period', withPay(() => ({ period: 'week' }))],
    ['salary-period', 'pay before taxes', withPay(({ gross }) => ({ gross: gross !== true }))],
    ['epoch-date', 'a day of 1970', withSaid({ datePosted: '1970-01-21T00:00:00.000Z' })],
    ['relative-date', 'the day of the last crawl', withSaid({ datePosted: later })],
    ['relative-date', 'a change that was none', withSaid({ observedAt: later })],
    ['restated-date', 'the day of the last crawl', withSaid({ datePosted: later })],
    ['restated-date', 'an advert seen today', withSaid({ firstSeenAt: later })],
    [
      'escaped-html',
      'marks of HTML',
      ({ description }) => withText(`<p>${description.text}</p>`)({ description } as LiveVacancy),
    ],
    ['remote-place', 'a place that is none', withPlaces(() => [remote])],
    ['many-cities', 'one city', withPlaces((places) => places.slice(0, 1))],
    ['reused-id', 'another text', withText('Sold out.')],
    ['reused-id', 'nothing of its return', withSaid({ reason: 'found' })],
  ])('counts %s with %s as a wrong value', (name, _, spoil) => {
    const opening = truth.openings.find(({ postings }) =>
      postings.some(
        ({ traps, salary }) => traps.includes(name) && (salary !== undefined || !/units|period/.test(name)),
      ),
    )
    const good = vacancy(opening ? keysOf(opening) : [], 'open')
    const spoilt = spoil(good)
    const bad =
      'said' in spoilt
        ? { ...good, postings: good.postings.map((one) => ({ ...one, ...spoilt.said })) }
        : { ...good, ...spoilt }
    const { counts, result } = counted(perfect().map((one) => (one.id === good.id ? bad : one)))
    expect(counts).toEqual(only('wrongValue'))
    expect(result.byClass[name].wrongValue).toBe(1)
  })

  test('waits while the rules may still wait for proof', () => {
    const opening = of('removed-by-absence')
    const others = truth.openings.filter((one) => one !== opening && expectedOf(one, 2) === 'open')
    for (const state of ['open', 'closed'] as const) {
      const said = [...others.map((one) => vacancy(keysOf(one, 2), 'open', 2)), vacancy(keysOf(opening), state)]
      expect(score({ truth, round: 2, startedAt: STARTED, vacancies: said }).clean).toBe(true)
    }
  })
})
