import type { City, Tongue } from './generate/tongue.js'
import type { Text } from './generate/text.js'

/** What can happen to openings on boards; each is a case that the service has to get right. */
export const CLASSES = [
  'plain',
  'same-opening-edited-text',
  'one-text-many-cities',
  'two-requisitions-one-text',
  'repost',
  'changed',
  'removed-told',
  'removed-by-absence',
  'window-scrolled',
  'malformed-entry',
  'gone-page',
  'throttled',
  'outage',
  'robots-forbidden',
  'truncated-list',
  'empty-after-outage',
  'emptied-board',
  // A board says for rounds that it does not exist, leads to its marketing, or claims more than it gives: nothing closes.
  'no-such-board',
  'led-away',
  'lying-total',
  // A page shorter than asked for is not the last; page 1 may be the first page once more.
  'short-page',
  'page-index',
  // Values that are easily read wrong: each must stand in the vacancy as the board means it.
  'minor-units',
  'salary-period',
  'epoch-date',
  'relative-date',
  // Today's date at every crawl: the advert is as old as its first sight says.
  'restated-date',
  'escaped-html',
  'remote-place',
  'many-cities',
  // The id of a closed advert comes back with another opening. A key never changes hands by the contract, so both are one
  // posting: it must be open, say that it reappeared and show the new text alone; what was clustered with the old text leaves.
  'reused-id',
] as const
export type TruthClass = (typeof CLASSES)[number]

/** Classes that the plain rules do not decide yet: their errors are told, and fail nothing. */
export const UNDECIDED: readonly TruthClass[] = []

/** Pay in units of the city's currency; `period` where it is not the language's habit. */
export interface Pay {
  readonly min: number
  readonly max: number
  readonly period?: 'MONTH' | 'YEAR'
  readonly gross?: boolean
}

/** One advert on one board, with its whole life. */
export interface DemoPosting {
  /** `<board>:<source id>`, as the readers make it. */
  readonly key: string
  readonly board: string
  readonly sourceId: string
  /** Counts a board's postings in the order of their making. */
  readonly number: number
  readonly opening: string
  readonly title: string
  readonly employer: string
  readonly tongue: Tongue
  readonly city: City
  /** Further cities of the same advert. */
  readonly more?: readonly City[]
  /** "Remote" stands where its place would. */
  readonly isRemote?: true
  readonly text: Text
  readonly skills: readonly string[]
  readonly salary?: Pay
  readonly requisition?: string
  /** First round that shows it. */
  readonly from: number
  /** First round in which it is no longer open in truth. */
  readonly until?: number
  /** From this round on the rules must have closed it. */
  readonly closedFrom?: number
  /** From this round on it is on no list. */
  readonly unlistedFrom?: number
  /** From this round on its page answers 410. */
  readonly goneFrom?: number
  /** From this round on its page leads to another one. */
  readonly ledAwayFrom?: number
  /** Hours after round 0 at which it says to expire. */
  readonly expiresAt?: number
  /** From this round on it says something else. */
  readonly changed?: { readonly from: number; readonly text: Text; readonly salary: Pay }
  /** Classes of the way in which its board writes it. */
  readonly traps: readonly TruthClass[]
}

/** The real opening behind postings. */
export interface DemoOpening {
  readonly id: string
  readonly classes: ReadonlySet<TruthClass>
  readonly postings: readonly DemoPosting[]
}

export interface Truth {
  readonly openings: readonly DemoOpening[]
  /** Of a key that was given twice, the later posting. */
  readonly byKey: ReadonlyMap<string, DemoPosting>
}

/** What must be true of an opening in a round; `either`: gone in truth, and the rules may still wait for proof. */
export type Expected = 'unborn' | 'open' | 'either' | 'closed'

export const isAlive = ({ from, until }: DemoPosting, round: number): boolean =>
  from <= round && (until === undefined || round < until)

/** The posting that each key stands for in a round: of a key that was given twice, the later one once it is there. */
export const postingsAt = ({ openings }: Truth, round: number): ReadonlyMap<string, DemoPosting> =>
  new Map(
    openings
      .flatMap(({ postings }) => postings)
      .filter(({ from }) => from <= round)
      .map((posting) => [posting.key, posting]),
  )

export const expectedOf = ({ postings }: DemoOpening, round: number): Expected => {
  if (postings.some((posting) => isAlive(posting, round))) return 'open'
  const born = postings.filter(({ from }) => from <= round)
  if (born.length === 0) return 'unborn'
  return born.every(({ closedFrom }) => closedFrom !== undefined && closedFrom <= round) ? 'closed' : 'either'
}
