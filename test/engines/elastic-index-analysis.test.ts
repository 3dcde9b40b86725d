import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openIndexAdmin } from '../../src/edges/elasticsearch/index-admin.js'
import { elasticOptions, removeIndices } from '../support/elastic-index.js'
import { engines } from '../support/engines.js'

const servers = engines('elastic-index-analysis')

;(servers ? describe : describe.skip)('analyzers of the vacancy index', () => {
  let options: Awaited<ReturnType<typeof elasticOptions>>
  let index: string
  beforeAll(async () => {
    options = await elasticOptions(servers?.node ?? '')
    index = await openIndexAdmin(options).ensureLive()
  })
  afterAll(async () => {
    await removeIndices(options.client, options.namespace)
    await options.client.close()
  })

  const tokens = async (analyzer: string, text: string): Promise<string[]> => {
    const analyzed = await options.client.indices.analyze({ index, analyzer, text })
    return (analyzed.tokens ?? []).map(({ token }) => token)
  }

  test.each([
    ['водитель водителя водителями Водители', 'водител водител водител водител'],
    ['разработчик разработчиков разработке', 'разработчик разработчик разработк'],
    ['опыт опыта опытом', 'опыт опыт опыт'],
    ['developer developers developing', 'develop develop develop'],
    ["driver's drivers driver’s", 'driver driver driver'],
    ['Чертёжник чертежник ЁЖ', 'чертежник чертежник еж'],
    ['о́пыт café Zürich', 'опыт cafe zurich'],
    ['й и йод и\u0306од', 'й и йод йод'],
    ['C++ С++ c++17', 'cplusplus cplusplus cplusplus 17'],
    ['C# С# F#', 'csharp csharp fsharp'],
    ['.NET .Net .net .NET8', 'dotnet dotnet dotnet dotnet 8'],
    ['ASP.NET asp.net .network host.net', 'asp dotnet asp dotnet network host net'],
    ['1С 1C 1с-программист', '1c 1c 1c программист'],
    ['node.js Vue.JS package.json', 'nodej vuej packag json'],
    ['Москва.Требования:опыт', 'москв требован опыт'],
    ['100,000 3.5k foo_bar', '100 000 3 5k foo bar'],
    ['"NEAR/2" * ^ () {}', 'near 2'],
  ])('%s → %s', async (text, expected) => {
    expect((await tokens('vacancy', text)).join(' ')).toBe(expected)
  })

  test.each([
    ['фронтенд', ['end', 'front', 'frontend', 'фронтенд', 'фронтэнд']],
    ['Frontend', ['end', 'front', 'frontend', 'фронтенд', 'фронтэнд']],
    ['front-end', ['end', 'front', 'frontend', 'фронтенд', 'фронтэнд']],
    ['разработчиков', ['develop', 'programm', 'программист', 'разработчик']],
    ['менеджера по продажам', ['manag', 'sale', 'менеджер', 'по', 'продаж']],
    ['C#', ['c', 'csharp', 'sharp']],
    ['1С', ['1c']],
    ['каменщик', ['каменщик']],
  ])('%s is asked as %j', async (text, expected) => {
    expect((await tokens('vacancy_search', text)).sort()).toEqual(expected)
  })

  test('every group of the synonyms file is a rule', async () => {
    const { settings } = (await options.client.indices.get({ index }))[index] ?? {}
    const filter = settings?.index?.analysis?.filter?.['vacancy_synonyms'] as { synonyms: string[] }
    const lines = (await readFile('config/synonyms.txt', 'utf8')).split('\n').filter((line) => /^(?!# ).*,/.test(line))
    // `1с, 1c` and `.net, dotnet` are one word each already.
    expect(filter.synonyms).toHaveLength(lines.length - 2)
  })
})
