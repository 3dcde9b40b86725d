import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { dedupe } from '../../../pipelines/dedupe/stage.js'
import type { Removal } from '../../../src/domain/messages.js'
import { Posting } from '../../../src/domain/posting.js'
import { removalKey } from '../../../src/domain/removal.js'
import { topics } from '../../../src/domain/topics.js'
import type { Log } from '../../../src/ports/log.js'
import type { Message, StageContext } from '../../../src/ports/stage.js'

const posting = (n: number, city: number, text: number, fence: number): Posting =>
  Posting.parse({
    key: `board${n % 3}:${n}`,
    board: `board${n % 3}`,
    platform: 'demo',
    run: 'r',
    fence,
    observedAt: '2026-01-02T00:00:00.000Z',
    firstSeenAt: `2026-01-01T00:00:0${n % 10}.000Z`,
    bootstrap: false,
    readerVersion: 1,
    rulesVersion: 1,
    title: { raw: 'Engineer', clean: 'Engineer', folded: 'engineer', seniority: 'unknown' },
    employer: { raw: 'Acme', name: 'Acme', key: 'acme' },
    url: `https://example.org/${n}`,
    offers: [
      {
        places: city === 0 ? [] : [{ text: 'x', placeIds: [`city:${city}`], confidence: 1 }],
        workMode: 'unknown',
        remoteCountries: [],
        employmentTypes: [],
      },
    ],
    skills: [],
    description: { html: 'x', text: `text ${text}`, status: 'full' },
    textHash: `t${text}`,
    sketch: Array.from({ length: 20 }, (_, i) => text * 1000 + i),
    contentHash: `${n}-${city}-${text}`,
    terms: {},
    rank: 1,
  })

const context = {} as StageContext
/** Removes the page of the n-th posting. */
const removal = (n: number): Removal => ({
  target: { kind: 'url', url: `https://example.org/${n}` },
  at: '2026-01-03T00:00:00.000Z',
  by: 'op',
})

const isRemoval = (value: Posting | Removal): value is Removal => 'target' in value
const placeOf = (value: Posting | Removal) =>
  isRemoval(value)
    ? { source: topics.removals, key: removalKey(value.target) }
    : { source: topics.postings, key: value.key }

const message = (value: Posting | Removal, offset: number): Message => ({
  ...placeOf(value),
  topic: placeOf(value).source.name,
  partition: 0,
  offset,
  value,
  text: null,
  headers: {},
  timestamp: 0,
})

/** Live and removed vacancies after postings and removals came in this order, so many a batch; a forward ends what it stands for. */
const after = async (said: readonly (Posting | Removal)[], batch: number): Promise<string> => {
  const stage = dedupe({ log: {} as Log, owner: 1, terms: () => undefined })
  const last = new Map<string, string>()
  for (let at = 0; at < said.length; at += batch) {
    const outcomes = await stage.transform(said.slice(at, at + batch).map(message), context)
    for (const outcome of outcomes) {
      if (outcome.kind !== 'forward' || outcome.topic !== topics.vacancies) continue
      const value = outcome.value as { kind: string } | null
      if (value !== null && value.kind !== 'merged') last.set(outcome.key, JSON.stringify({ ...value, changed: [] }))
      else last.delete(outcome.key)
    }
  }
  return JSON.stringify([...last].sort())
}

const small = fc.nat({ max: 2 })
const postings = fc
  .array(fc.tuple(fc.nat({ max: 9 }), small, small, small), { minLength: 1, maxLength: 20 })
  .map((rows) => rows.map(([n, city, text, fence]) => posting(n, city, text, fence)))

const removals = fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 4 }).map((ns) => ns.map(removal))
const everything = fc.tuple(postings, removals).map(([some, others]) => [...some, ...others])

describe('vacancies', () => {
  test('are the same for any order, repetition and batching of postings and removals', async () => {
    const cases = everything.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }),
        fc.integer({ min: 1, max: 7 }),
      ),
    )
    await fc.assert(
      fc.asyncProperty(cases, async ([all, shuffled, batch]) => {
        expect(await after(shuffled, batch)).toBe(await after(all, all.length))
      }),
      { numRuns: 150 },
    )
  })
})
