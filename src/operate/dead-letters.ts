import { placeKey } from '../domain/ids.js'
import { DeadLetter } from '../domain/messages.js'
import { topics } from '../domain/topics.js'
import type { Log } from '../ports/log.js'

/** Which letters; what is absent does not matter. */
export interface LetterFilter {
  readonly stage?: string | undefined
  readonly code?: string | undefined
  /** ISO instant: rejected then or later. */
  readonly since?: string | undefined
  /** Place of the message, `jobdata.raw.v1/3/17`, or offset of its letter. */
  readonly of?: string | undefined
}

/** A letter that nothing has settled yet, without its text. */
export interface Outstanding {
  /** Of the letter in `dead-letters.v1`. */
  readonly offset: number
  /** Of the message. */
  readonly place: string
  readonly key: string | null
  readonly stage: string
  readonly code: string
  readonly at: string
  readonly attempts: number
  /** At most 300 characters. */
  readonly message: string
}

/** A letter as it lies in its topic. */
export interface Letter {
  readonly offset: number
  readonly letter: DeadLetter
}

const MOST_MESSAGE = 300

/** Every letter from an offset on, oldest first. */
export async function* readLetters(log: Log, from = 0): AsyncGenerator<Letter> {
  for await (const { records } of log.read(topics.deadLetters, { partition: 0, from })) {
    for (const { offset, value } of records) {
      const letter = DeadLetter.safeParse(value)
      if (letter.success) yield { offset, letter: letter.data }
    }
  }
}

/** One message may be rejected by several stages. */
const idOf = ({ stage, origin }: Pick<DeadLetter, 'stage' | 'origin'>): string => `${stage} ${placeKey(origin)}`

const outstandingOf = ({ offset, letter }: Letter): Outstanding => ({
  offset,
  place: placeKey(letter.origin),
  key: letter.origin.key,
  stage: letter.stage,
  code: letter.code,
  at: letter.at,
  attempts: letter.attempts,
  message: letter.message.slice(0, MOST_MESSAGE),
})

const isMeant =
  ({ stage, code, since, of }: LetterFilter) =>
  (letter: Outstanding): boolean =>
    (stage === undefined || letter.stage === stage) &&
    (code === undefined || letter.code === code) &&
    (since === undefined || letter.at >= since) &&
    (of === undefined || letter.place === of || String(letter.offset) === of)

/** Letters that nothing has settled yet, oldest first: of each message and stage the newest. Reads the whole topic. */
export const outstandingLetters = async (log: Log, filter: LetterFilter): Promise<Outstanding[]> => {
  const open = new Map<string, Outstanding>()
  for await (const one of readLetters(log)) {
    const id = idOf(one.letter)
    // Deleted first, so that the order is that of the newest letters.
    open.delete(id)
    if (!one.letter.settled) open.set(id, outstandingOf(one))
  }
  return [...open.values()].filter(isMeant(filter))
}

/** Place of the message that the letter of an offset is of; undefined when there is no letter. */
const placeAt = async (log: Log, at: number): Promise<string | undefined> => {
  for await (const { offset, letter } of readLetters(log, at))
    return offset === at ? placeKey(letter.origin) : undefined
  return undefined
}

/**
 * All that is known of one message, by its place or by the offset of one of its letters: a letter for each stage that
 * rejected it, settled ones too, with the text of the last rejection. Empty when no letter names it.
 */
export const lettersOf = async (log: Log, of: string): Promise<Letter[]> => {
  const place = /^\d+$/.test(of) ? await placeAt(log, Number(of)) : of
  const known = new Map<string, Letter>()
  for await (const { offset, letter } of readLetters(log)) {
    if (placeKey(letter.origin) !== place) continue
    const value = letter.value ?? known.get(letter.stage)?.letter.value ?? null
    known.set(letter.stage, { offset, letter: { ...letter, value } })
  }
  return [...known.values()]
}
