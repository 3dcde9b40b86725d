import { fold, foldWords } from '../../src/domain/fold.js'
import { skillLines } from './tables/skills.js'

interface Alias {
  readonly skill: string
  readonly words: readonly string[]
}

/** Aliases by the first letters of their first word. */
type Dictionary = ReadonlyMap<string, readonly Alias[]>

const PREFIX = 2
const MOST_SKILLS = 60
const MOST_WORDS = 6000

const patternWords = (alias: string): string[] =>
  alias.split(' ').map((word) => (word.endsWith('*') ? `${fold(word.slice(0, -1))}*` : fold(word)))

const aliasesOf = (line: string): Alias[] => {
  const [head = '', rest = ''] = line.split(/: (?=.)/)
  const skill = head.replace(/^!/, '')
  const texts = [...(head.startsWith('!') ? [] : [fold(skill)]), ...rest.split(', ').filter((text) => text !== '')]
  return texts.map((text) => ({ skill, words: patternWords(text).flatMap((word) => word.split(' ')) }))
}

const build = (): Dictionary => {
  const dictionary = new Map<string, Alias[]>()
  for (const alias of skillLines.trim().split('\n').flatMap(aliasesOf)) {
    const key = (alias.words[0] ?? '').slice(0, PREFIX)
    dictionary.set(key, [...(dictionary.get(key) ?? []), alias])
  }
  return dictionary
}

const dictionary = build()

/** Names that are everyday words or single letters: they count by their spelling and neighbours, in the text as written. */
const CAREFUL: readonly (readonly [string, RegExp])[] = [
  [
    'Go',
    /\bGolang\b|(?:^|[,/(•]\s*)Go(?=\s*(?:[,/)]|developer|engineer|разработ|программист|$))|(?:на|языке|язык|Senior|Middle|Junior|Backend) Go\b|\bGo[- ](?:разработ|программист|developer|engineer)/mu,
  ],
  [
    'C',
    /(?:^|[,/(•]\s*)C(?=\s*[,/)]\s*(?:C\+\+|Java|Python|Rust|Assembl|Go\b|Linux|Embedded))|\bC\s*(?:\/|,| and | или | и )\s*C\+\+|(?:языке?|language|programming in|Embedded|ANSI) C(?![+#\p{L}\p{N}])/mu,
  ],
  [
    'R',
    /(?:^|[,/(•]\s*)R(?=\s*(?:[,/)]\s*|(?:and|or|и|или)\s+)(?:Python|SQL|SAS|MATLAB|Stata|SPSS|Julia))|(?:Python|SQL|SAS|SPSS|Stata)\s*(?:[,/и]|and|or|или)\s*R(?![&\p{L}\p{N}])|\bR Studio\b|\bRStudio\b/mu,
  ],
  [
    'Rust',
    /(?:^|[,/(•]\s*)Rust(?=\s*(?:[,/)]|developer|engineer|разработ|$))|(?:на|языке|Senior|Middle|Backend|in) Rust\b/mu,
  ],
  ['.NET', /(?:^|[\s,/(])\.NET\b/mu],
]

const meets = (pattern: string, word: string | undefined): boolean =>
  word !== undefined && (pattern.endsWith('*') ? word.startsWith(pattern.slice(0, -1)) : word === pattern)

const addFound = (words: readonly string[], found: Set<string>): void => {
  const count = Math.min(words.length, MOST_WORDS)
  for (let at = 0; at < count; at++)
    for (const alias of dictionary.get((words[at] ?? '').slice(0, PREFIX)) ?? [])
      if (alias.words.every((pattern, index) => meets(pattern, words[at + index]))) found.add(alias.skill)
}

const addCareful = (text: string, found: Set<string>): void => {
  const sample = text.slice(0, 20_000)
  for (const [skill, pattern] of CAREFUL) if (pattern.test(sample)) found.add(skill)
}

/** A skill stated by the board: its canonical name, or itself when the dictionary has none. */
const canonical = (raw: string): string[] => {
  const folded = fold(raw)
  const single = CAREFUL.find(([skill]) => fold(skill) === folded)?.[0]
  if (single !== undefined) return [single]
  const words = foldWords(raw)
  const exact = (dictionary.get((words[0] ?? '').slice(0, PREFIX)) ?? []).find(
    (alias) =>
      alias.words.length === words.length && alias.words.every((pattern, index) => meets(pattern, words[index])),
  )
  const own = raw.trim().slice(0, 80)
  return exact !== undefined ? [exact.skill] : folded === '' ? [] : [own]
}

/** Skills: the stated ones first, then those the dictionary finds in title and text; canonical names, each once. */
export const readSkills = (
  stated: readonly string[],
  title: string,
  textWords: readonly string[],
  text: string,
): string[] => {
  const found = new Set(stated.slice(0, 100).flatMap(canonical))
  addFound(foldWords(title), found)
  addFound(textWords, found)
  addCareful(`${title}\n${text}`, found)
  return [...found].slice(0, MOST_SKILLS)
}
