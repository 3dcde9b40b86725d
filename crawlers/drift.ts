import type { Board } from '../src/domain/board.js'
import type { BoardLedger } from '../src/domain/lease.js'
import type { RawFields } from '../src/domain/raw-posting.js'
import type { Signal } from '../src/domain/run.js'
import { signal } from './read/posting.js'

/** Fields whose share of filled ones is a board's own habit. */
const HABITS = ['employer', 'places', 'workMode', 'employmentTypes', 'salary', 'description', 'datePosted'] as const

/** So few runs, or so few postings, are no habit yet. */
const FEWEST = { runs: 3, postings: 20 }
/** A share that falls by so much is no chance. */
const FALL = 0.2

/** How many postings a run read, and how many of them had each field. */
export interface Filled {
  postings: number
  readonly by: Map<string, number>
}

export const noneFilled = (): Filled => ({ postings: 0, by: new Map() })

const isFilled = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0)

export const countFilled = (filled: Filled, fields: RawFields): void => {
  filled.postings++
  for (const field of HABITS) if (isFilled(fields[field])) filled.by.set(field, (filled.by.get(field) ?? 0) + 1)
}

/** Shares to two digits, for the history; undefined when too few postings were read. */
export const sharesOf = ({ postings, by }: Filled): Record<string, number> | undefined =>
  postings < FEWEST.postings
    ? undefined
    : Object.fromEntries(HABITS.map((field) => [field, Math.round(((by.get(field) ?? 0) / postings) * 100) / 100]))

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

const percent = (share: number): string => `${Math.round(share * 100)} %`

type History = BoardLedger['history']

const countSignals = (board: Board, listed: number, past: History): Signal[] => {
  const usual = median(past.map((run) => run.listed))
  const { max } = board.expect
  const high = `${listed} postings, at most ${max ?? 0} were expected: is it still this board?`
  const low = `${listed} postings, ${usual} were usual: look at the board`
  return [
    ...(max !== undefined && listed > max ? [signal('count-high', high)] : []),
    ...(past.length >= FEWEST.runs && listed < usual / 2 ? [signal('count-low', low)] : []),
  ]
}

const fieldSignals = (filled: Filled, past: History): Signal[] => {
  const now = sharesOf(filled)
  const known = past.flatMap(({ filled: shares }) => (shares ? [shares] : []))
  if (now === undefined || known.length < FEWEST.runs) return []
  return HABITS.flatMap((field) => {
    const usual = median(known.map((shares) => shares[field] ?? 0))
    const share = now[field] ?? 0
    const detail = `${percent(share)} of the postings have it, ${percent(usual)} were usual: has the format changed?`
    return usual - share >= FALL ? [signal('field-drift', detail, field)] : []
  })
}

/** What a run shows of a board that is not as it was: fewer or more postings, fields that are empty now. */
export const driftOf = (board: Board, head: BoardLedger, listed: number, filled: Filled): Signal[] => {
  const past = head.history.filter(({ complete }) => complete)
  return [...countSignals(board, listed, past), ...fieldSignals(filled, past)]
}
