import type { estypes } from '@elastic/elasticsearch'
import { STOP_WORDS } from '../../../config/mappings.js'
import type { TextQuery } from '../../ports/vacancy-index.js'

type Query = estypes.QueryDslQueryContainer

/** What is asked of the text. */
export interface TextQueries {
  /** What must be there; undefined when nothing is asked for. */
  readonly wanted?: Query
  /** What must not be there, each by itself. */
  readonly excluded: readonly Query[]
  /** What hits are marked for, field by field; undefined when nothing can be marked. */
  readonly marked?: (field: string) => Query
}

const FIELDS = [
  'search.title^8',
  'search.employerName^3',
  'search.skills^4',
  'search.places.en^2',
  'search.places.ru^2',
  'search.text',
]

/** Stems as they are, without synonyms: a phrase is meant by the letter. */
const BY_THE_LETTER = 'vacancy'

const hasWord = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)
const isStop = (word: string): boolean => STOP_WORDS.has(word.toLowerCase())

/** All words, each in any of the fields. */
const allOf = (words: readonly string[]): Query => ({
  combined_fields: { query: words.join(' '), fields: FIELDS, operator: 'and' },
})

const phraseOf = (phrase: string): Query => ({
  multi_match: { query: phrase, fields: FIELDS, type: 'phrase', analyzer: BY_THE_LETTER },
})

/** Words of grammar need not be there, but they are part of some synonyms (`менеджер по продажам`): asked both ways. */
const wordsOf = (words: readonly string[], telling: readonly string[]): Query =>
  telling.length === words.length ? allOf(words) : { dis_max: { queries: [allOf(telling), allOf(words)] } }

const markedIn =
  (words: readonly string[], phrases: readonly string[]) =>
  (field: string): Query => ({
    bool: {
      should: [
        { match: { [field]: { query: words.join(' ') } } },
        ...phrases.map((query) => ({ match_phrase: { [field]: { query, analyzer: BY_THE_LETTER } } })),
      ],
    },
  })

/** The query's text. Words go in as values: nothing in them is an operator. */
export const textQueries = (text: TextQuery): TextQueries => {
  const words = text.words.flatMap((word) => word.split(/\s+/u)).filter(hasWord)
  const phrases = text.phrases.filter(hasWord)
  const excluded = text.excluded.filter(hasWord).map(phraseOf)
  if (words.length + phrases.length === 0) {
    // What has no letter was asked for and is nowhere.
    const asksForWords = text.words.length + text.phrases.length > 0
    return { excluded, ...(asksForWords && { wanted: { match_none: {} } }) }
  }
  const some = words.filter((word) => !isStop(word))
  const telling = some.length === 0 ? words : some
  const must = [...(words.length > 0 ? [wordsOf(words, telling)] : []), ...phrases.map(phraseOf)]
  return { wanted: { bool: { must } }, excluded, marked: markedIn(telling, phrases) }
}
