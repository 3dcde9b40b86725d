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
] as const
export type TruthClass = (typeof CLASSES)[number]

/** Classes that the plain rules do not decide yet: their errors are told, and fail nothing. */
export const UNDECIDED: readonly TruthClass[] = []

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
  readonly text: Text
  readonly skills: readonly string[]
  readonly salary?: { readonly min: number; readonly max: number }
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
  /** Hours after round 0 at which it says to expire. */
  readonly expiresAt?: number
  /** From this round on it says something else. */
  readonly changed?: { readonly from: number; readonly text: Text; readonly salary: { min: number; max: number } }
}

/** The real opening behind postings. */
export interface DemoOpening {
  readonly id: string
  readonly classes: ReadonlySet<TruthClass>
  readonly postings: readonly DemoPosting[]
}

export interface Truth {
  readonly openings: readonly DemoOpening[]
  readonly byKey: ReadonlyMap<string, DemoPosting>
}

/** What must be true of an opening in a round; `either`: gone in truth, and the rules may still wait for proof. */
export type Expected = 'unborn' | 'open' | 'either' | 'closed'

export const isAlive = ({ from, until }: DemoPosting, round: number): boolean =>
  from <= round && (until === undefined || round < until)

export const expectedOf = ({ postings }: DemoOpening, round: number): Expected => {
  if (postings.some((posting) => isAlive(posting, round))) return 'open'
  const born = postings.filter(({ from }) => from <= round)
  if (born.length === 0) return 'unborn'
  return born.every(({ closedFrom }) => closedFrom !== undefined && closedFrom <= round) ? 'closed' : 'either'
}
