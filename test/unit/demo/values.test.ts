import { describe, expect, test } from '@jest/globals'
import { makeWorld } from '../../../src/demo/generate/world.js'
import { postingsAt } from '../../../src/demo/truth.js'
import type { DemoPosting, TruthClass } from '../../../src/demo/truth.js'
import { wrongValues } from '../../../src/demo/values.js'
import type { Offer, Place, Salary } from '../../../src/domain/posting.js'
import type { LiveVacancy, PostingMeta } from '../../../src/domain/vacancy.js'
import { LAST_ROUND, STARTED, beginOf, vacancyOf } from './vacancy.js'

const shown = postingsAt(makeWorld(3, 600).truth, LAST_ROUND)

type Spoil = (vacancy: LiveVacancy) => LiveVacancy

const withOffers =
  (change: (offer: Offer) => Partial<Offer>): Spoil =>
  (vacancy) => ({ ...vacancy, offers: vacancy.offers.map((offer) => ({ ...offer, ...change(offer) })) })

const withPay = (change: (salary: Salary) => Partial<Salary>): Spoil =>
  withOffers(({ salary }) => (salary ? { salary: { ...salary, ...change(salary) } } : {}))

const withText =
  (change: (text: string) => string): Spoil =>
  (vacancy) => ({ ...vacancy, description: { ...vacancy.description, text: change(vacancy.description.text) } })

const withPosting =
  (said: Partial<PostingMeta>): Spoil =>
  (vacancy) => ({ ...vacancy, postings: vacancy.postings.map((one) => ({ ...one, ...said })) })

const later = beginOf(LAST_ROUND)
const remote: Place = { text: 'Remote', placeIds: [], confidence: 0 }

/** A posting of the class; one with pay, where pay is the trap. */
const of = (name: TruthClass): DemoPosting => {
  const needsPay = name === 'minor-units' || name === 'salary-period'
  const found = [...shown.values()].find(
    ({ traps, salary }) => traps.includes(name) && (salary !== undefined || !needsPay),
  )
  if (!found) throw new Error(`no posting of ${name}`)
  return found
}

const wrongIn = (posting: DemoPosting, vacancy: LiveVacancy): TruthClass[] => {
  const [said] = vacancy.postings
  if (!said) throw new Error('a vacancy has a posting')
  return wrongValues({ posting, said, vacancy, when: { startedAt: STARTED, round: LAST_ROUND } })
}

describe('values', () => {
  test.each<[TruthClass, string, Spoil]>([
    ['minor-units', 'cents', withPay(({ min = 0 }) => ({ min: min * 100 }))],
    ['salary-period', 'another period', withPay(() => ({ period: 'week' }))],
    ['salary-period', 'taxes that it does not speak of', withPay(({ gross }) => ({ gross: gross !== true }))],
    ['epoch-date', 'a day of 1970', withPosting({ datePosted: '1970-01-21T00:00:00.000Z' })],
    ['relative-date', 'the day of the last crawl', withPosting({ datePosted: later })],
    ['relative-date', 'a change that was none', withPosting({ observedAt: later })],
    ['restated-date', 'the day of the last crawl', withPosting({ datePosted: later })],
    ['restated-date', 'a first sight of today', withPosting({ firstSeenAt: later })],
    ['escaped-html', 'marks of HTML', withText((text) => `<p>${text}</p>`)],
    ['remote-place', 'a place that is none', withOffers(() => ({ places: [remote] }))],
    ['remote-place', 'work on site', withOffers(() => ({ workMode: 'onsite' }))],
    ['many-cities', 'one city', withOffers(({ places }) => ({ places: places.slice(0, 1) }))],
    ['reused-id', 'another text', withText(() => 'Sold out.')],
    ['reused-id', 'nothing of its return', withPosting({ reason: 'found' })],
  ])('of %s are wrong with %s', (name, _, spoil) => {
    const posting = of(name)
    const vacancy = vacancyOf([posting.key], 'open', shown)
    expect(wrongIn(posting, vacancy)).toEqual([])
    expect(wrongIn(posting, spoil(vacancy))).toContain(name)
  })

  test('of pay are wrong where a board states none', () => {
    const posting = [...shown.values()].find(({ traps, salary }) => traps.includes('minor-units') && !salary)
    const stated = of('minor-units')
    if (!posting) throw new Error('no posting without pay')
    expect(wrongIn(posting, vacancyOf([posting.key], 'open', shown))).toEqual([])
    expect(wrongIn(posting, vacancyOf([stated.key], 'open', shown))).toEqual(['minor-units'])
  })
})
