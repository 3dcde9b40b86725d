import { describe, expect, test } from '@jest/globals'
import { readPosting, readingOf, signal, unknownKeys } from '../../../crawlers/read/posting.js'
import { REMOVED } from '../../../crawlers/read/redact.js'

const fields = { title: 'Lamp Fitter', url: 'https://lanterns.example/7' }

describe('signals of a page', () => {
  test('name a field each, up to fifty kinds; the rest is counted by its code', () => {
    const keys = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 1]))
    const { signals } = readingOf([{ signal: signal('malformed-entry', 'no title', 'title') }], {
      signals: [...unknownKeys(keys, new Set()), ...unknownKeys(keys, new Set())],
    })
    expect(signals).toHaveLength(51)
    expect(signals[0]).toMatchObject({ code: 'malformed-entry', field: 'title' })
    expect(signals[1]).toMatchObject({ code: 'unknown-field', field: 'k0', count: 2 })
    expect(signals.at(-1)).toEqual({ code: 'unknown-field', detail: expect.any(String), count: 4 })
  })

  test('hold no contact', () =>
    expect(unknownKeys({ 'hr@acme.example': 1 }, new Set())).toEqual([
      { code: 'unknown-field', field: REMOVED, detail: expect.stringContaining(`"${REMOVED}"`), count: 1 },
    ]))
})

describe('a posting', () => {
  test('can be written as JSON however deep its fragment nests', () => {
    const source = JSON.parse(`{"id":7,"extra":${'['.repeat(10_000)}1${']'.repeat(10_000)}}`) as unknown
    const reading = readPosting('7', source, fields)
    expect(JSON.stringify(reading)).toContain('"extra":[[')
  })
})
