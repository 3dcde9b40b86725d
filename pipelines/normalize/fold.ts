const MARKS = /[\u0300-\u036F]/g

/**
 * Lower case, `ё` = `е`, Latin letters without diacritics; `й` stays a letter of its own.
 * The same for every spelling of one word, so that tables and texts meet.
 */
export const foldLetters = (text: string): string => {
  const lower = text.toLowerCase()
  if (isAscii(lower)) return lower
  return lower
    .normalize('NFD')
    .replaceAll('и\u0306', 'й')
    .replaceAll('і\u0308', 'ї')
    .replace(MARKS, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .normalize('NFC')
}

const isAscii = (text: string): boolean => {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false
  return true
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
