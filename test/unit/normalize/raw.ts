import { Terms } from '../../../src/domain/board.js'
import { RawPosting } from '../../../src/domain/raw-posting.js'

/** A raw posting of board `demo` with these fields. */
export const rawPosting = (fields: object = {}, over: object = {}): RawPosting =>
  RawPosting.parse({
    key: 'demo:1',
    board: 'demo',
    platform: 'greenhouse',
    domain: 'demo.example',
    source: {},
    fields: { title: 'Engineer', url: 'https://demo.example/1', ...fields },
    reader: 'greenhouse',
    readerVersion: 1,
    run: 'demo@1',
    fence: 5,
    observedAt: '2026-05-05T08:00:00.000Z',
    firstSeenAt: '2026-05-04T08:00:00.000Z',
    bootstrap: false,
    ...over,
  })

export const normalizeContext = { board: { rank: 50, terms: Terms.parse({}) }, baseCurrency: 'EUR' }
