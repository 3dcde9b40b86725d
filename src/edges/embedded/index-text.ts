import type { TextQuery } from '../../ports/vacancy-index.js'
import type { Analysis, Synonyms } from './analysis.js'

/** What is asked of the text. */
export interface TextExpression {
  /** FTS expression of what must be there: every word or another way to say it, and every phrase. */
  readonly wanted?: string
  /** FTS expression of what must not be there. */
  readonly excluded?: string
  /** Stems that hits are marked for. */
  readonly marked: ReadonlySet<string>
}

/** Most words in one way to say something. */
const LONGEST_WAY = 4

const quoted = (stems: string): string => `"${stems}"`
const anyOf = (ways: readonly string[]): string => `(${ways.map(quoted).join(' OR ')})`

/** Words in a row that are a known way to say something go together; of those that begin here the longest. */
const longestWay = (stems: readonly string[], at: number, synonyms: Synonyms): number => {
  for (let length = Math.min(LONGEST_WAY, stems.length - at); length > 1; length--)
    if (synonyms.has(stems.slice(at, at + length).join(' '))) return length
  return 1
}

/** Each asked word (or words that are one) with all the ways to say it. */
const waysOf = (stems: readonly string[], synonyms: Synonyms, isStop: (stem: string) => boolean): string[][] => {
  const found: string[][] = []
  for (let at = 0; at < stems.length;) {
    const length = longestWay(stems, at, synonyms)
    const asked = stems.slice(at, at + length).join(' ')
    if (length > 1 || !isStop(asked)) found.push([asked, ...(synonyms.get(asked) ?? [])])
    at += length
  }
  return found.map((ways) => [...new Set(ways)])
}

/** The query's text as FTS expressions. Only stems in quotes go in: no operator of the query language passes. */
export const textExpression = (text: TextQuery, analysis: Analysis, synonyms: Synonyms): TextExpression => {
  const inRow = (one: string): string => analysis.stems(one).join(' ')
  const some = (ones: readonly string[]): string[] => ones.map(inRow).filter((stems) => stems !== '')
  const asked = text.words.flatMap((word) => analysis.stems(word))
  const hasMore = asked.some((stem) => !analysis.isStop(stem))
  const words = waysOf(asked, synonyms, hasMore ? analysis.isStop : () => false)
  const phrases = some(text.phrases)
  const excluded = some(text.excluded)
  const wanted = [...words.map(anyOf), ...phrases.map(quoted)].join(' AND ')
  return {
    ...(wanted !== '' && { wanted }),
    ...(excluded.length > 0 && { excluded: anyOf(excluded) }),
    marked: new Set([...words.flat(), ...phrases].flatMap((way) => way.split(' '))),
  }
}

/** Whether the query asks for words, though there may be no letter in them: then nothing can match. */
export const asksForWords = ({ words, phrases }: TextQuery): boolean => words.length + phrases.length > 0
