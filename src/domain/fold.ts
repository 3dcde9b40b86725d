const MARKS = /[\u0300-\u036F]/g
const ANY_MARK = /[\u0300-\u036F]/
const MARKED_LATIN = /[\u00C0-\u02AF\u1E00-\u1EFF]/
const MARKED_LATIN_ALL = /[\u00C0-\u02AF\u1E00-\u1EFF]/g
/** Letters that are no letter with a mark. */
const OWN = new Map([
  ['ß', 'ss'],
  ['ł', 'l'],
  ['ø', 'o'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['đ', 'd'],
  ['ı', 'i'],
])

const unmarked = (letter: string): string => OWN.get(letter) ?? letter.normalize('NFD').replace(MARKS, '')

/**
 * Lower case, `ё` = `е`, Latin letters without diacritics; `й` stays a letter of its own.
 * The same for every spelling of one word, so that tables and texts meet.
 */
export const foldLetters = (text: string): string => {
  const lower = text.toLowerCase()
  const whole = ANY_MARK.test(lower) ? lower.normalize('NFC') : lower
  const plain = whole.replaceAll('ё', 'е')
  const latin = MARKED_LATIN.test(plain) ? plain.replace(MARKED_LATIN_ALL, unmarked) : plain
  return ANY_MARK.test(latin) ? latin.replace(MARKS, '') : latin
}

const WORD = /[\p{L}\p{N}]+[+#]*/gu

/** Folded words in their order. `+` and `#` stay where they end a word: C++, C# and C are three. */
export const foldWords = (text: string): string[] => foldLetters(text).match(WORD) ?? []

/** Folded words joined by single spaces. */
export const fold = (text: string): string => foldWords(text).join(' ')

/** White space of every kind collapsed, ends trimmed, control and zero-width characters gone. */
export const tidy = (text: string): string =>
  text
    .replace(/[\p{Cc}\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/gu, ' ')
    .replace(/[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g, '')
    .replace(/ {2,}/g, ' ')
    .trim()

/** Lone surrogates become U+FFFD: text that leaves is well-formed. */
export const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\uFFFD')
