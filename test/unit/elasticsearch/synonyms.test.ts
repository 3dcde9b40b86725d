import type { Client } from '@elastic/elasticsearch'
import { expect, test } from '@jest/globals'
import { synonymRules } from '../../../src/edges/elasticsearch/synonyms.js'

interface Asked {
  readonly text: string
  readonly filter: readonly (string | { readonly synonyms?: readonly string[] })[]
}

/** A server whose stems are the first three letters; one that stems rules itself finds the probe. */
const server = (isStemmingRules: boolean): Client => {
  const analyze = ({ text, filter }: Asked) => {
    const last = filter.at(-1)
    const isProbe = typeof last === 'object' && last.synonyms?.[0]?.includes('probe')
    const tokens = [...text.matchAll(/[a-z]+/g)].map(({ 0: word, index }) => ({
      token: word.slice(0, 3),
      start_offset: index,
    }))
    return { tokens: isProbe && isStemmingRules ? [{ token: 'probe', start_offset: 0 }] : tokens }
  }
  return { indices: { analyze: async (asked: Asked) => analyze(asked) } } as unknown as Client
}

const FILE = '# a remark\nnurse, medical sister\n\nqa,tester, ++\nsame, sameness\n'

test('a server that stems rules gets them as they are written', async () => {
  expect(await synonymRules(server(true), FILE)).toEqual(['nurse, medical sister', 'qa, tester, ++', 'same, sameness'])
})

test('another one gets stems; ways without a word and groups of one way are no rules', async () => {
  expect(await synonymRules(server(false), FILE)).toEqual(['nur, med sis', 'qa, tes'])
})
