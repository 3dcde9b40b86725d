import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { containment, similarity, sketch } from '../../../pipelines/normalize/sketch.js'

/** `count` words of a text told apart by `seed`. */
const words = (seed: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `w${((index + 1) * 7919 * (seed + 3)) % 10_007}`)

describe('sketch', () => {
  test('ascending, distinct, 32 bit, bounded', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 400 }), (text) => {
        const hashes = sketch(text)
        expect(hashes.length).toBeLessThanOrEqual(256)
        expect(hashes.every((hash, index) => hash >= 0 && hash < 2 ** 32 && hash > (hashes[index - 1] ?? -1))).toBe(
          true,
        )
        expect(similarity(hashes, hashes)).toBe(hashes.length === 0 ? 0 : 1)
      }),
    )
    expect(sketch(words(1, 20_000)).length).toBe(256)
  })

  test('short texts keep all their shingles', () => {
    expect(sketch(words(1, 12))).toHaveLength(10)
    expect(sketch([])).toEqual([])
    expect(sketch(['one'])).toHaveLength(1)
  })

  test('near copies are similar, others are not', () => {
    const base = words(1, 600)
    const edited = base.with(100, 'x').with(300, 'y')
    expect(similarity(sketch(base), sketch(edited))).toBeGreaterThan(0.9)
    expect(similarity(sketch(base), sketch(words(2, 600)))).toBeLessThan(0.05)
  })

  test('a truncated copy is contained in the whole one', () => {
    const base = words(1, 900)
    const [part, whole] = [sketch(base.slice(0, 300)), sketch(base)]
    expect(containment(part, whole)).toBeGreaterThan(0.95)
    expect(containment(whole, part)).toBeLessThan(0.6)
    expect(similarity(part, whole)).toBeGreaterThan(0.15)
  })
})
