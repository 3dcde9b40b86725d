import type { Client } from '@elastic/elasticsearch'
import { stemming } from '../../../config/mappings.js'
import { guarded } from './errors.js'

/** Lines analyzed at once: the server takes texts of up to 10,000 words. */
const LINES = 200

/** Groups of `config/synonyms.txt` by line, ways to say it by comma; `# ` opens a remark line. */
const groupsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('# '))
    .map((line) => line.split(',').map((way) => way.trim()))

/** Two words that are one where the server reads rules as it reads texts; `trainees` is no stem. */
const PROBE = { rule: 'trainees, probe', text: 'trainees', other: 'probe' }

/** Whether the server stems rules itself. Full distributions do; plain Lucene takes them for stems. */
const stemsRules = async (client: Client): Promise<boolean> => {
  const synonyms = { type: 'synonym_graph' as const, synonyms: [PROBE.rule] }
  const { tokens = [] } = await guarded('probing synonyms', () =>
    client.indices.analyze({ ...stemming, filter: [...stemming.filter, synonyms], text: PROBE.text }),
  )
  return tokens.some(({ token }) => token === PROBE.other)
}

/** Stems of each text, by blank. */
const stemsOf = async (client: Client, texts: readonly string[]): Promise<string[]> => {
  const { tokens = [] } = await guarded('analyzing synonyms', () =>
    client.indices.analyze({ ...stemming, text: texts.join('\n') }),
  )
  let end = -1
  const ends = texts.map((text) => (end += text.length + 1))
  const stems = texts.map((): string[] => [])
  let at = 0
  for (const { token, start_offset: start } of tokens) {
    while (start >= (ends[at] ?? Infinity)) at++
    stems[at]?.push(token)
  }
  return stems.map((one) => one.join(' '))
}

const ruleOf = (ways: readonly string[]): string => [...new Set(ways)].filter((way) => way !== '').join(', ')

/**
 * The synonyms as rules, so that every form of a word finds every form of its synonyms: for a server that does not stem
 * them itself as stems, made by the server as it will stem what is asked.
 */
export const synonymRules = async (client: Client, text: string): Promise<string[]> => {
  const groups = groupsOf(text)
  if (await stemsRules(client)) return groups.map(ruleOf)
  const rules: string[] = []
  for (let from = 0; from < groups.length; from += LINES) {
    const some = groups.slice(from, from + LINES)
    const stems = await stemsOf(client, some.flat())
    let at = 0
    for (const ways of some) rules.push(ruleOf(stems.slice(at, (at += ways.length))))
  }
  return rules.filter((rule) => rule.includes(','))
}
