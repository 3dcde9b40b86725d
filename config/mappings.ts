/**
 * How Elasticsearch reads, finds and stores vacancies. Any change here asks for `jobdata reindex`: the service compares
 * the hash of all this with the one that the live index was made with.
 */

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.split('')
const CAPITALS = LETTERS.map((letter) => letter.toUpperCase())
const DIGITS = '0123456789'.split('')

/** The spellings of `.NET`, each with the letters that make it the begin of another word. */
const DOTNET = [
  ['.net', LETTERS],
  ['.Net', LETTERS],
  ['.NET', CAPITALS],
] as const

/** `.NET` is a word, `.network` is not, `host.net` is an address. The longest rule that fits wins. */
const dotnet = (): string[] => [
  ...DOTNET.flatMap(([spelling, letters]) => [
    `${spelling}=>-dotnet-`,
    ...letters.map((letter) => `${spelling}${letter}=>-${spelling.slice(1)}${letter}`),
  ]),
  ...[...LETTERS, ...DIGITS].map((letter) => `${letter}.net=>${letter}-net`),
  ...['asp', 'ado', 'vb'].map((word) => `${word}.net=>${word}-dotnet-`),
]

/** Words whole with what belongs to them, everything else parted, before the tokenizer drops the marks. A hyphen parts words. */
const MARKS: string[] = [
  // Latin and Cyrillic letters look alike here.
  ...['C', 'c', 'С', 'с'].flatMap((letter) => [`${letter}++=>-cplusplus-`, `${letter}#=>-csharp-`]),
  ...['F', 'f'].map((letter) => `${letter}#=>-fsharp-`),
  ...dotnet(),
  ...['.js', '.JS', '.Js'].map((ending) => `${ending}=>js`),
  ...['.json', '.JSON'].map((ending) => `${ending}=>-json`),
  // The tokenizer would keep these inside words, also where a blank is forgotten behind them.
  ...['.', ',', ':', ';', '_', '·'].map((mark) => `${mark}=>-`),
  ...['’', '‘', 'ʼ', "'"].map((mark) => `${mark}=>`),
  'ё=>е',
  'Ё=>Е',
  // Letters with marks apart; й is not и. A stress mark is none of the word.
  'и\u0306=>й',
  'И\u0306=>Й',
  ...['\u0300', '\u0301', '\u0302', '\u0303', '\u0308', '\u030c', '\u0327'].map((mark) => `${mark}=>`),
]

/** Words that are searched as something else; the stemmer takes «опыт» for a verb. */
const FORMS = ['1с => 1c', 'опыт => опыта']

/** Words of grammar: a text without them is no worse an answer. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  'и в во на с со для по до от из к ко у о об за или при the a an of in for to and or at with on by from'.split(' '),
)

const FILTERS = ['lowercase', 'vacancy_forms', 'asciifolding', 'vacancy_ru', 'vacancy_en']

const CHAR_FILTER = { type: 'mapping' as const, mappings: MARKS }
const FORMS_FILTER = { type: 'synonym_graph' as const, synonyms: FORMS }
const RUSSIAN = { type: 'snowball' as const, language: 'Russian' as const }
const ENGLISH = { type: 'snowball' as const, language: 'English' as const }

/** The same analysis for `_analyze`, where there is no index yet. */
export const stemming = {
  tokenizer: 'standard',
  char_filter: [CHAR_FILTER],
  filter: ['lowercase', FORMS_FILTER, 'asciifolding', RUSSIAN, ENGLISH],
}

/** Analysis with Russian and English morphology at once: each stemmer leaves words of the other script alone. */
const analysis = (synonyms: readonly string[]) => ({
  char_filter: { vacancy_marks: CHAR_FILTER },
  filter: {
    vacancy_forms: FORMS_FILTER,
    vacancy_ru: RUSSIAN,
    vacancy_en: ENGLISH,
    vacancy_synonyms: { type: 'synonym_graph' as const, synonyms: [...synonyms] },
  },
  analyzer: {
    vacancy: { type: 'custom' as const, tokenizer: 'standard', char_filter: ['vacancy_marks'], filter: FILTERS },
    vacancy_search: {
      type: 'custom' as const,
      tokenizer: 'standard',
      char_filter: ['vacancy_marks'],
      filter: [...FILTERS, 'vacancy_synonyms'],
    },
  },
})

const TEXT = { type: 'text' as const, analyzer: 'vacancy', search_analyzer: 'vacancy_search' }
/** With places of words kept, so that a long text is not read again for its highlights. */
const LONG_TEXT = { ...TEXT, index_options: 'offsets' as const }
const KEYWORD = { type: 'keyword' as const, ignore_above: 8000 }
const DATE = { type: 'date' as const, format: 'epoch_millis' }

/** Strict about its fields: what is not named here is kept and not indexed. */
const properties = {
  // As they were given, for `get`; only the texts of `search` are indexed in place.
  vacancy: { type: 'object' as const, enabled: false },
  search: {
    dynamic: false as const,
    properties: {
      title: LONG_TEXT,
      employerName: TEXT,
      skills: TEXT,
      places: { dynamic: false as const, properties: { en: TEXT, ru: TEXT } },
      text: LONG_TEXT,
    },
  },
  id: { type: 'keyword' as const },
  kind: { type: 'keyword' as const },
  partition: { type: 'integer' as const },
  offset: { type: 'long' as const },
  state: { type: 'keyword' as const },
  closed: { type: 'boolean' as const },
  pages: { type: 'keyword' as const },
  posted: DATE,
  fresh: { type: 'long' as const },
  firstSeen: DATE,
  annual: { type: 'double' as const },
  experience: { type: 'double' as const },
  seniority: KEYWORD,
  employer: KEYWORD,
  employerName: KEYWORD,
  language: KEYWORD,
  skills: KEYWORD,
  boards: KEYWORD,
  completions: KEYWORD,
  offers: {
    type: 'nested' as const,
    // Facets need not look into single offers where no filter does.
    include_in_root: true,
    dynamic: false as const,
    properties: {
      places: KEYWORD,
      placeNames: KEYWORD,
      workMode: KEYWORD,
      remoteFrom: KEYWORD,
      employmentTypes: KEYWORD,
      annual: { type: 'double' as const },
      points: { type: 'geo_point' as const, ignore_malformed: true },
    },
  },
}

const settings = {
  number_of_shards: 1,
  // A copy wherever there is a second node for it.
  auto_expand_replicas: '0-1',
  refresh_interval: '1s',
  // Versions of purged vacancies are remembered as long: an older write does not bring them back.
  gc_deletes: '1h',
}

/** Settings and mapping of a vacancy index. `synonyms`: rules of stems. */
export const vacancyMapping = (synonyms: readonly string[]) => ({
  settings: { ...settings, analysis: analysis(synonyms) },
  mappings: { dynamic: false as const, properties },
})
