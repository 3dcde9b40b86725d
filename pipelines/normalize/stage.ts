import type { Board } from '../../src/domain/board.js'
import { explain, hasConsequence } from '../../src/domain/errors.js'
import type { Posting } from '../../src/domain/posting.js'
import type { RawPosting } from '../../src/domain/raw-posting.js'
import { isRemoved, namedBy } from '../../src/domain/removal.js'
import { topics } from '../../src/domain/topics.js'
import type { Log, LogRecord } from '../../src/ports/log.js'
import type { Metrics } from '../../src/ports/metrics.js'
import type { Removals } from '../../src/ports/removals.js'
import { drop, forward, reject } from '../../src/ports/stage.js'
import type { Message, Outcome, Stage, StageContext } from '../../src/ports/stage.js'
import { keptAway } from './kept-away.js'
import { normalizePosting } from './posting.js'

export interface NormalizeOptions {
  /** The board of that id as configured now; undefined when it was taken out. */
  readonly boards: (id: string) => Board | undefined
  /** ISO 4217; salaries are annualised to it. */
  readonly baseCurrency: string
  readonly removals: Removals
  /** Where `raw.v1` is read again when a removal is taken back. */
  readonly log: Log
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
 * `normalizePosting` calls poison. A removal that is taken back sends the adverts it kept away on their way again.
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

  const settle = (raw: RawPosting, removals: ReadonlySet<string>): Outcome => {
    const board = options.boards(raw.board)
    if (board === undefined) return drop('unknown-board')
    if (isRemoved(namedBy(raw.fields, board.employer), removals)) return drop('removed-on-request')
    const posting = normalizePosting(raw, contextOf(board, options.baseCurrency))
    observe(posting)
    return forward(topics.postings, posting.key, posting)
  }

  const settled = (record: LogRecord, raw: RawPosting, removals: ReadonlySet<string>): Outcome => {
    try {
      return settle(raw, removals)
    } catch (error) {
      if (hasConsequence(error, 'poison')) return reject(record, error.code, error.message)
      // A rule that fails on one posting must not hold up the others.
      return reject(record, 'normalize-failed', `normalizing ${raw.key}: ${explain(error)}`)
    }
  }

  const takeRaw = (message: Message, removals: ReadonlySet<string>): Outcome => {
    if (message.value === null) return drop('tombstone')
    const raw = message.value as RawPosting
    // A replay comes after the leases of today: dedupe compares its stamp with what there is.
    if (message.replayed === true || isCurrent(message.partition, raw)) return settled(message, raw, removals)
    return drop('older-fence')
  }

  const takeRemoval = async (
    { key, value }: Message,
    removals: ReadonlySet<string>,
    context: StageContext,
  ): Promise<Outcome[]> => {
    if (value !== null) return [drop('removal-noted')]
    const kept = await keptAway(key ?? '', options, context)
    return kept.length > 0 ? kept.map(({ record, raw }) => settled(record, raw, removals)) : [drop('nothing-kept-away')]
  }

  return {
    name: 'normalize',
    inputs: [topics.raw, topics.removals],
    async transform(messages, context) {
      const removals = await options.removals.current()
      const outcomes: Outcome[] = []
      for (const message of messages) {
        if (message.source.name === topics.raw.name) outcomes.push(takeRaw(message, removals))
        else outcomes.push(...(await takeRemoval(message, removals, context)))
      }
      return outcomes
    },
  }
}
