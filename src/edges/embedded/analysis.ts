import snowball from 'snowball-stemmers'

/** A token of a text: where it stands, and what it is searched as. */
export interface Token {
  readonly start: number
  readonly end: number
  readonly stem: string
}

/**
 * Words whole with what belongs to them: `C++`, `C#`, `.NET`, `node.js`; apostrophes and accents inside.
 * Any other dot parts words, also where a blank is forgotten behind it.
 */
const WORD =
  /\.net(?![\p{L}\p{N}])|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’]\p{L}[\p{L}\p{M}]*)*(?:\+{2}|#|\.(?:js|net|io)(?![\p{L}\p{N}]))?/giu

/** Words that are searched as something else than their stem; the stemmer takes "опыт" for a verb. */
const SPECIAL: ReadonlyMap<string, string> = new Map([
  ['c++', 'cplusplus'],
  ['с++', 'cplusplus'],
  ['c#', 'csharp'],
  ['с#', 'csharp'],
  ['.net', 'dotnet'],
  ['f#', 'fsharp'],
  ['1с', '1c'],
  ['опыт', 'опыт'],
])

/** Words of grammar: a text without them is no worse an answer. */
const STOP_WORDS =
  'и в во на с со для по до от из к ко у о об за или при the a an of in for to and or at with on by from'.split(' ')
const MOST_CACHED = 50_000
/** Longer runs of letters are no words; what is beyond is not searched. */
const LONGEST = 64

const isCyrillic = (word: string): boolean => /^\p{Script=Cyrillic}/u.test(word)

/** Latin letters without their accents; Cyrillic ones keep them, for й is not и. */
const plain = (word: string): string =>
  isCyrillic(word) ? word.replaceAll('ё', 'е') : word.normalize('NFD').replaceAll(/\p{M}/gu, '')

/** Splits texts into stems, Russian and English each by its own rules. Keeps a bounded cache of words. */
export const openAnalysis = () => {
  const russian = snowball.newStemmer('russian')
  const english = snowball.newStemmer('english')
  const cache = new Map<string, string>()

  const stemOf = (word: string): string => {
    const folded = plain(word.toLowerCase().normalize('NFC')).replaceAll(/['’]/g, '').slice(0, LONGEST)
    const special = SPECIAL.get(folded)
    if (special !== undefined) return special
    const bare = folded.replaceAll(/[.+#]/g, '')
    if (/\p{N}/u.test(bare)) return bare
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

  function* tokens(text: string): Generator<Token> {
    for (const match of text.matchAll(WORD)) {
      const stem = cached(match[0])
      if (stem !== '') yield { start: match.index, end: match.index + match[0].length, stem }
    }
  }

  const stems = (text: string): string[] => Array.from(text.match(WORD) ?? [], cached).filter((stem) => stem !== '')

  const stopStems: ReadonlySet<string> = new Set(STOP_WORDS.map(cached))
  return { tokens, stems, isStop: (stem: string): boolean => stopStems.has(stem) }
}

export type Analysis = ReturnType<typeof openAnalysis>

/** Other ways to say a word or a few: stems by blank → all ways of its group, stems by blank. */
export type Synonyms = ReadonlyMap<string, readonly string[]>

/** Reads `config/synonyms.txt`: groups by line, ways by comma, `# ` opens a remark line. */
export const readSynonyms = (text: string, analysis: Analysis): Synonyms => {
  const synonyms = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('# ')) continue
    const ways = line
      .split(',')
      .map((way) => analysis.stems(way).join(' '))
      .filter((way) => way !== '')
    for (const way of ways) synonyms.set(way, [...new Set([...(synonyms.get(way) ?? []), ...ways])])
  }
  return synonyms
}
