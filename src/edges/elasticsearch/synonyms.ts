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
 * The synonyms as rules of stems, so that every form of a word finds every form of its synonyms. The server stems them,
 * as it will what is asked.
 */
export const synonymRules = async (client: Client, text: string): Promise<string[]> => {
  const groups = groupsOf(text)
  const rules: string[] = []
  for (let from = 0; from < groups.length; from += LINES) {
    const some = groups.slice(from, from + LINES)
    const stems = await stemsOf(client, some.flat())
    let at = 0
    for (const ways of some) rules.push(ruleOf(stems.slice(at, (at += ways.length))))
  }
  return rules.filter((rule) => rule.includes(','))
}
