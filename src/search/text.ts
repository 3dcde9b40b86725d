import type { TextQuery } from '../ports/vacancy-index.js'
import type { Group } from './group.js'

const MOST_LETTERS = 500
const MOST_WORDS = 32

/** A phrase in one of the usual pairs of quotes, or a word up to the next blank or quote; a dash before it excludes. */
const PIECE =
  /(?<dash>-*)(?:"(?<straight>[^"]*)"|«(?<angled>[^»]*)»|“(?<curled>[^”]*)”|(?<word>[^-\s"«»“”][^\s"«»“”]*))/gu
const QUOTES = /["«»“”]/gu
const hasLetter = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)

const oneBlank = (text: string): string => text.replaceAll(QUOTES, ' ').split(/\s+/u).filter(Boolean).join(' ')

/** Words, "phrases" (also «…»), and both with `-` before them for what must not be there. */
export const readText = (q: string): TextQuery => {
  const words = new Set<string>()
  const phrases = new Set<string>()
  const excluded = new Set<string>()
  for (const { groups = {} } of q.matchAll(PIECE)) {
    const phrase = groups['straight'] ?? groups['angled'] ?? groups['curled']
    const text = oneBlank(phrase ?? groups['word'] ?? '')
    if (!hasLetter(text)) continue
    if (groups['dash'] !== '') excluded.add(text.replace(/^[-\s]+/, ''))
    else if (phrase === undefined) words.add(text)
    else phrases.add(text)
  }
  return { words: [...words], phrases: [...phrases], excluded: [...excluded] }
}

const quoted = (text: string): string => `"${text}"`

/** The inverse: a text that reads back as the same words, phrases and exclusions. */
export const writeText = ({ words, phrases, excluded }: TextQuery): string =>
  [...words, ...phrases.map(quoted), ...excluded.map((one) => `-${one.includes(' ') ? quoted(one) : one}`)].join(' ')

export const text: Group<TextQuery> = {
  names: ['q'],
  read(given) {
    const read = readText(given.text('q', MOST_LETTERS) ?? '')
    if (read.words.length + read.phrases.length + read.excluded.length > MOST_WORDS)
      given.refuse('q', `at most ${MOST_WORDS} words and phrases`)
    return read
  },
  write: ({ text: query }) => {
    const q = writeText(query)
    return q === '' ? {} : { q }
  },
}
