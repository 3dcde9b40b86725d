import snowball from 'snowball-stemmers'

/** A token of a text: where it stands, and what it is searched as. */
export interface Token {
  readonly start: number
  readonly end: number
  readonly stem: string
}

/** Words whole with what belongs to them: `C++`, `C#`, `.NET`, `node.js`, `1С`; apostrophes inside. */
const WORD = /\.?[\p{L}\p{N}]+(?:[.'’][\p{L}\p{N}]+|\+{2}|#)*/gu

const SPECIAL: ReadonlyMap<string, string> = new Map([
  ['c++', 'cplusplus'],
  ['с++', 'cplusplus'],
  ['c#', 'csharp'],
  ['с#', 'csharp'],
  ['.net', 'dotnet'],
  ['f#', 'fsharp'],
  ['1с', '1c'],
])
const MOST_CACHED = 50_000

const isCyrillic = (word: string): boolean => /^\p{Script=Cyrillic}/u.test(word)

/** Splits texts into stems, Russian and English each by its own rules. Keeps a bounded cache of words. */
export const openAnalysis = () => {
  const russian = snowball.newStemmer('russian')
  const english = snowball.newStemmer('english')
  const cache = new Map<string, string>()

  const stemOf = (word: string): string => {
    const folded = word.toLowerCase().replaceAll('ё', 'е').replaceAll(/['’]/g, '')
    const special = SPECIAL.get(folded)
    if (special !== undefined) return special
    const bare = folded.replaceAll(/[.+#]/g, '')
    if (/\d/.test(bare)) return bare
    return isCyrillic(bare) ? russian.stem(bare) : english.stem(bare)
  }

  const cached = (word: string): string => {
    const known = cache.get(word)
    if (known !== undefined) return known
    if (cache.size >= MOST_CACHED) cache.clear()
    const stem = stemOf(word)
    cache.set(word, stem)
    return stem
  }

  const tokens = (text: string): Token[] => {
    const found: Token[] = []
    for (const match of text.matchAll(WORD)) {
      // A dot opens a word only in names such as `.NET`; elsewhere it ends the sentence before.
      const opens = match[0].startsWith('.') && match[0].toLowerCase() !== '.net' ? 1 : 0
      const word = match[0].slice(opens)
      const stem = cached(word)
      if (stem !== '') found.push({ start: match.index + opens, end: match.index + match[0].length, stem })
    }
    return found
  }

  return { tokens, stems: (text: string): string[] => tokens(text).map(({ stem }) => stem) }
}

export type Analysis = ReturnType<typeof openAnalysis>

/** Other ways to say a word: stem → alternatives, each a sequence of stems. */
export type Synonyms = ReadonlyMap<string, readonly (readonly string[])[]>

/** Reads `config/synonyms.txt`: groups by line, words by comma, `#` opens a remark line. */
export const readSynonyms = (text: string, analysis: Analysis): Synonyms => {
  const synonyms = new Map<string, string[][]>()
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('# ')) continue
    const group = line
      .split(',')
      .map((phrase) => analysis.stems(phrase))
      .filter((stems) => stems.length > 0)
    for (const stems of group)
      if (stems.length === 1) synonyms.set(stems[0] ?? '', [...(synonyms.get(stems[0] ?? '') ?? []), ...group])
  }
  return synonyms
}
