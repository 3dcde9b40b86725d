import { describe, expect, test } from '@jest/globals'
import { normalizePosting } from '../../../pipelines/normalize/posting.js'
import { makeWorld } from '../../../src/demo/generate/world.js'
import { htmlOf } from '../../../src/demo/generate/text.js'
import { ROUNDS, closedByAbsence, closedByAgreement, closedByProbe, hoursAt } from '../../../src/demo/rounds.js'
import { CLASSES, expectedOf } from '../../../src/demo/truth.js'
import type { DemoPosting } from '../../../src/demo/truth.js'

const SIZE = 4000

const shingles = ({ text }: DemoPosting): Set<string> => {
  const words = htmlOf(text)
    .replaceAll(/<[^>]+>/g, ' ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
  return new Set(words.slice(2).map((_, at) => words.slice(at, at + 3).join(' ')))
}

const jaccard = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  const both = [...a].filter((one) => b.has(one)).length
  return both / (a.size + b.size - both)
}

describe('world', () => {
  test('is the same for the same seed, and another for another', () => {
    const [one, same, other] = [makeWorld(7, 600), makeWorld(7, 600), makeWorld(8, 600)]
    expect(same.truth.openings).toEqual(one.truth.openings)
    expect([...other.truth.byKey.values()].map(({ title }) => title)).not.toEqual(
      [...one.truth.byKey.values()].map(({ title }) => title),
    )
  })

  test.each([1, 2, 3])('has at least 50 cases of every class with seed %i', (seed) => {
    const { openings, byKey } = makeWorld(seed, SIZE).truth
    for (const name of CLASSES) {
      const cases = openings.filter(({ classes }) => classes.has(name)).length
      expect({ name, enough: cases >= 50 }).toEqual({ name, enough: true })
    }
    expect(byKey.size).toBeGreaterThan(3600)
    expect(byKey.size).toBeLessThan(4400)
    const russian = [...byKey.values()].filter(({ tongue }) => tongue.language === 'ru').length
    expect(russian / byKey.size).toBeGreaterThan(0.4)
    expect(russian / byKey.size).toBeLessThan(0.6)
  })

  test('decides every opening by the last round', () => {
    const undecided = makeWorld(1, SIZE).truth.openings.filter((one) => expectedOf(one, ROUNDS - 1) === 'either')
    expect(undecided.map(({ postings }) => postings[0]?.key)).toEqual([])
  })

  test('gives descriptions of 80 to 250 words that hardly share a shingle', () => {
    const { openings } = makeWorld(1, SIZE).truth
    const plain = openings.filter(({ classes }) => classes.size === 1 && classes.has('plain')).slice(0, 120)
    const sets = plain.flatMap(({ postings: [posting] }) => (posting ? [shingles(posting)] : []))
    for (const set of sets) {
      expect(set.size).toBeGreaterThan(70)
      expect(set.size).toBeLessThan(260)
    }
    for (const [at, set] of sets.entries()) {
      for (const other of sets.slice(at + 1)) expect(jaccard(set, other)).toBeLessThan(0.25)
    }
  })

  test('gives an employer each title once, but where a class says otherwise', () => {
    const { openings } = makeWorld(1, SIZE).truth
    const seen = new Map<string, string>()
    for (const { id, classes, postings } of openings) {
      if (classes.has('one-text-many-cities') || classes.has('two-requisitions-one-text')) continue
      const name = `${postings[0]?.employer ?? ''}|${postings[0]?.title ?? ''}`
      expect(seen.get(name) ?? id).toBe(id)
      seen.set(name, id)
    }
  })

  test('names cities that normalize knows', () => {
    const cities = new Map([...makeWorld(1, SIZE).truth.byKey.values()].map((posting) => [posting.city.name, posting]))
    for (const { city, tongue } of cities.values()) {
      const posting = normalizePosting(
        {
          ...{
            key: 'x:1',
            board: 'x',
            platform: 'x',
            domain: 'x',
            source: {},
            reader: 'x',
            readerVersion: 1,
            run: 'r',
          },
          ...{ fence: 1, observedAt: '2026-11-24T00:00:00.000Z', firstSeenAt: '2026-11-24T00:00:00.000Z' },
          bootstrap: false,
          fields: { title: 'Cook', url: 'http://x.example/1', places: [{ text: `${city.name}, ${city.countryName}` }] },
        },
        {
          board: {
            rank: 50,
            terms: { redistribute: true, fullText: true, attribution: '', link: 'nofollow', dailyRequests: 1 },
            language: tongue.language,
          },
          baseCurrency: 'EUR',
        },
      )
      expect([city.name, posting.offers[0]?.places[0]?.placeIds.some((id) => id.startsWith('city:'))]).toEqual([
        city.name,
        true,
      ])
    }
  })
})

describe('rounds', () => {
  test('close by absence twice, 48 h apart, in complete runs only', () => {
    expect(closedByAbsence(new Map(), 2)).toBe(4)
    expect(closedByAbsence(new Map([[2, 'outage']]), 2)).toBe(5)
    expect(closedByAbsence(new Map([[4, 'truncated']]), 2)).toBe(5)
    expect(hoursAt(4) - hoursAt(2)).toBeGreaterThanOrEqual(48)
  })

  test('believe an emptied board after three complete runs over 72 h', () => {
    expect(closedByAgreement(new Map(), 2)).toBe(5)
  })

  test('probe a page two days after its last proof', () => {
    expect(closedByProbe(new Map(), 3)).toBe(4)
    expect(closedByProbe(new Map([[4, 'outage']]), 3)).toBe(5)
  })
})
