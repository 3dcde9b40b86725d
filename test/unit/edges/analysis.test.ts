import { describe, expect, test } from '@jest/globals'
import { openAnalysis, readSynonyms } from '../../../src/edges/embedded/analysis.js'
import { fragment, marked } from '../../../src/edges/embedded/highlight.js'
import { textExpression } from '../../../src/edges/embedded/index-text.js'

const analysis = openAnalysis()

describe('stems', () => {
  test.each([
    ['водители водителями Водитель', 'водител водител водител'],
    ['опыт опыта опытом', 'опыт опыт опыт'],
    ['developers developing', 'develop develop'],
    ['C++ С++ C# F# .NET ASP.NET', 'cplusplus cplusplus csharp fsharp dotnet aspnet'],
    ['node.js 1С 1C', 'nodej 1c 1c'],
    ['1С-программист C++17', '1c программист cplusplus 17'],
    ['Чертёжник чертежник', 'чертежник чертежник'],
    ['Москва.Требования: опыт', 'москв требован опыт'],
    ['from 100 000 to 3.5k', 'from 100 000 to 3 5k'],
    ["driver's café Zürich", 'driver cafe zurich'],
    ['й и йод', 'й и йод'],
    ['"NEAR/2" * ^ () {} \u0000', 'near 2'],
    ['', ''],
  ])('%s → %s', (text, stems) => {
    expect(analysis.stems(text).join(' ')).toBe(stems)
  })

  test('tokens know where they stand', () => {
    const text = 'Пишем на C++, .NET.'
    expect(Array.from(analysis.tokens(text), ({ start, end }) => text.slice(start, end))).toEqual([
      'Пишем',
      'на',
      'C++',
      '.NET',
    ])
  })

  test('a long run of letters is cut, and costs no time', () => {
    expect(analysis.stems('a'.repeat(1_000_000))[0]).toHaveLength(64)
  })
})

describe('query text → FTS expression', () => {
  const synonyms = readSynonyms(
    '# remark\nфронтенд, frontend, front-end\nменеджер по продажам, sales manager\nc#, csharp',
    analysis,
  )
  const expression = (words: string[], phrases: string[] = [], excluded: string[] = []) =>
    textExpression({ words, phrases, excluded }, analysis, synonyms)

  test.each<[string[], string[], string[], { wanted?: string; excluded?: string }]>([
    [[], [], [], {}],
    [['водитель'], [], [], { wanted: '("водител")' }],
    [['водитель', 'в', 'Москве'], [], [], { wanted: '("водител") AND ("москв")' }],
    [['с', 'по'], [], [], { wanted: '("с") AND ("по")' }],
    [['Frontend'], [], [], { wanted: '("frontend" OR "фронтенд" OR "front end")' }],
    [['front-end', 'java'], [], [], { wanted: '("front end" OR "фронтенд" OR "frontend") AND ("java")' }],
    [['менеджера', 'по', 'продажам'], [], [], { wanted: '("менеджер по продаж" OR "sale manag")' }],
    [[], ['рабочий день'], ['такси', 'день и ночь'], { wanted: '"рабоч ден"', excluded: '("такс" OR "ден и ноч")' }],
    [['"', "'", '*', 'a"b'], [], ['('], { wanted: '("b")' }],
  ])('%j %j -%j', (words, phrases, excluded, expected) => {
    const { wanted, excluded: without } = expression(words, phrases, excluded)
    expect({ ...(wanted !== undefined && { wanted }), ...(without !== undefined && { excluded: without }) }).toEqual(
      expected,
    )
  })
})

describe('highlights', () => {
  const stems = (text: string) => new Set(analysis.stems(text))

  test('mark words and escape the rest', () => {
    expect(marked('<i>Водители</i> & "C++"', stems('водитель C++'), analysis)).toBe(
      '&lt;i&gt;<mark>Водители</mark>&lt;/i&gt; &amp; &quot;<mark>C++</mark>&quot;',
    )
    expect(marked('nothing', stems('водитель'), analysis)).toBeUndefined()
  })

  test('a fragment stands round the first word and stays short', () => {
    const text = `${'начало '.repeat(200)}нужен водитель ${'конец '.repeat(200)}`
    const html = fragment(text, stems('водителя'), analysis) ?? ''
    expect(html).toContain('<mark>водитель</mark>')
    expect(html.startsWith('… ')).toBe(true)
    expect(html.endsWith(' …')).toBe(true)
    expect(html.length).toBeLessThan(500)
  })

  test('a text without blanks is cut too', () => {
    const html = fragment(`${'x'.repeat(5000)},водитель,${'x'.repeat(5000)}`, stems('водитель'), analysis) ?? ''
    expect(html).toContain('<mark>водитель</mark>')
    expect(html.length).toBeLessThan(1000)
  })
})
