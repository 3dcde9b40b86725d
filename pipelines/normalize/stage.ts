import type { Board } from '../../src/domain/board.js'
import { explain, hasConsequence } from '../../src/domain/errors.js'
import type { Posting } from '../../src/domain/posting.js'
import type { RawPosting } from '../../src/domain/raw-posting.js'
import { topics } from '../../src/domain/topics.js'
import type { Metrics } from '../../src/ports/metrics.js'
import { drop, forward, reject, type Message, type Outcome, type Stage } from '../../src/ports/stage.js'
import { normalizePosting } from './posting.js'

export interface NormalizeOptions {
  /** The board of that id as configured now; undefined when it was taken out. */
  readonly boards: (id: string) => Board | undefined
  /** ISO 4217; salaries are annualised to it. */
  readonly baseCurrency: string
  /** Whether this posting was removed on request. */
  readonly removed?: (posting: Posting) => boolean
  readonly metrics?: Metrics
}

const contextOf = (board: Board, baseCurrency: string) => ({
  board: {
    rank: board.rank,
    terms: board.terms,
    language: board.language,
    country: board.country,
    employer: board.employer,
  },
  baseCurrency,
})

/** Highest fence seen per partition and politeness domain: a crawler that lost its lease writes with an older one. */
const fenceKeeper = () => {
  const highest = new Map<string, number>()
  return (partition: number, { domain, fence }: RawPosting): boolean => {
    const key = `${partition}/${domain}`
    const known = highest.get(key) ?? -1
    if (fence < known) return false
    highest.set(key, fence)
    return true
  }
}

/**
 * `raw.v1` → `postings.v1`. Drops `older-fence`, `unknown-board`, `removed-on-request`, `tombstone`; rejects what
 * `normalizePosting` calls poison.
 */
export const normalize = (options: NormalizeOptions): Stage => {
  const isCurrent = fenceKeeper()
  const flags = options.metrics?.counter({
    name: 'jobdata_normalize_unknown_total',
    help: 'Postings whose field stayed unknown',
    labels: ['field'],
  })

  const observe = (posting: Posting): void => {
    const offer = posting.offers[0]
    if (offer?.places.every(({ placeIds }) => placeIds.length === 0) === true) flags?.inc({ field: 'place' })
    if (offer?.workMode === 'unknown') flags?.inc({ field: 'workMode' })
    if (posting.language === undefined) flags?.inc({ field: 'language' })
    if (posting.employer === undefined) flags?.inc({ field: 'employer' })
  }

  const settle = (raw: RawPosting): Outcome => {
    const board = options.boards(raw.board)
    if (board === undefined) return drop('unknown-board')
    const posting = normalizePosting(raw, contextOf(board, options.baseCurrency))
    if (options.removed?.(posting) === true) return drop('removed-on-request')
    observe(posting)
    return forward(topics.postings, posting.key, posting)
  }

  const one = (message: Message): Outcome => {
    if (message.value === null) return drop('tombstone')
    const raw = message.value as RawPosting
    if (!isCurrent(message.partition, raw)) return drop('older-fence')
    try {
      return settle(raw)
    } catch (error) {
      if (hasConsequence(error, 'poison')) return reject(message, error.code, error.message)
      // A rule that fails on one posting must not hold up the others.
      return reject(message, 'normalize-failed', `normalizing ${raw.key}: ${explain(error)}`)
    }
  }

  return { name: 'normalize', inputs: [topics.raw], transform: (messages) => messages.map(one) }
}
