import { instant } from '../domain/common.js'
import { placeKey } from '../domain/ids.js'
import type { DeadLetter, Replay } from '../domain/messages.js'
import type { NewRecord } from '../ports/log.js'
import type { Rejected } from './parse-batch.js'

const MOST_TEXT = 262_144
const MOST_MESSAGE = 2000
const MOST_HISTORY = 20

type EarlierLetter = Replay['letter']

/** How often and why it failed before: a replay that fails again goes on with its letter's history. */
const since = (earlier: EarlierLetter | undefined): Pick<DeadLetter, 'attempts' | 'history'> => {
  if (!earlier) return { attempts: 1 }
  const { at, code, message, history = [] } = earlier
  return { attempts: earlier.attempts + 1, history: [...history, { at, code, message }].slice(-MOST_HISTORY) }
}

/** The record for `dead-letters.v1`: why, where it came from, and what it said. */
export const deadLetter = (
  stage: string,
  { record, code, message }: Rejected,
  now: number,
  earlier?: EarlierLetter,
): NewRecord => {
  const { topic, partition, offset, key } = record
  const letter: DeadLetter = {
    stage,
    code,
    message: message.slice(0, MOST_MESSAGE),
    origin: { topic, partition, offset, key },
    value: record.text?.slice(0, MOST_TEXT) ?? null,
    at: instant(now),
    ...since(earlier),
  }
  return { key: placeKey(record), value: letter }
}

/** The record that ends a letter: its replay is over. */
export const settledLetter = (
  letter: EarlierLetter,
  how: NonNullable<DeadLetter['settled']>['how'],
  now: number,
): NewRecord => {
  const value: DeadLetter = { ...letter, value: null, settled: { how, at: instant(now) } }
  return { key: placeKey(letter.origin), value }
}
