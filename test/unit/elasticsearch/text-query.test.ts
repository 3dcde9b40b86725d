import { describe, expect, test } from '@jest/globals'
import { textQueries } from '../../../src/edges/elasticsearch/text-query.js'
import type { TextQuery } from '../../../src/ports/vacancy-index.js'

const text = (more: Partial<TextQuery>) => textQueries({ words: [], phrases: [], excluded: [], ...more })

const fields = [
  'search.title^8',
  'search.employerName^3',
  'search.skills^4',
  'search.places.en^2',
  'search.places.ru^2',
  'search.text',
]
const all = (query: string) => ({ combined_fields: { query, fields, operator: 'and' } })
const phrase = (query: string) => ({ multi_match: { query, fields, type: 'phrase', analyzer: 'vacancy' } })

describe('query text → Elasticsearch query', () => {
  test('nothing asked asks nothing', () => {
    expect(text({})).toEqual({ excluded: [] })
  })

  test('all words are wanted, each in any field', () => {
    expect(text({ words: ['Senior', 'Java'] }).wanted).toEqual({ bool: { must: [all('Senior Java')] } })
  })

  test('words of grammar need not be there, but may be part of a synonym', () => {
    expect(text({ words: ['менеджер', 'По', 'продажам'] }).wanted).toEqual({
      bool: { must: [{ dis_max: { queries: [all('менеджер продажам'), all('менеджер По продажам')] } }] },
    })
  })

  test('words of grammar alone are asked for', () => {
    expect(text({ words: ['с', 'по'] }).wanted).toEqual({ bool: { must: [all('с по')] } })
  })

  test('phrases and exclusions are meant by the letter', () => {
    const { wanted, excluded } = text({ words: ['java'], phrases: ['рабочий день'], excluded: ['такси', '"'] })
    expect(wanted).toEqual({ bool: { must: [all('java'), phrase('рабочий день')] } })
    expect(excluded).toEqual([phrase('такси')])
  })

  test('what has no letter was asked for and is nowhere', () => {
    expect(text({ words: ['*'], phrases: ['()'] })).toEqual({ wanted: { match_none: {} }, excluded: [] })
  })

  test('hits are marked for the words that tell something, and for phrases', () => {
    expect(text({ words: ['водитель', 'в', 'Москве'], phrases: ['полный день'] }).marked?.('search.text')).toEqual({
      bool: {
        should: [
          { match: { 'search.text': { query: 'водитель Москве' } } },
          { match_phrase: { 'search.text': { query: 'полный день', analyzer: 'vacancy' } } },
        ],
      },
    })
  })
})
