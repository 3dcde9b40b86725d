import type { ComponentChildren } from 'preact'
import type { SearchResult, VacancyQuery } from '../ports/vacancy-index.js'
import type { ParsedSearch } from '../search/parse-search.js'
import { addressOf } from './address.js'
import { Chips, chipsOf } from './chips.js'
import { Facets } from './facets.js'
import { Carried, FilterFields, SEARCH_FORM } from './filter-fields.js'
import type { Circle } from './filter-fields.js'
import { HitCard } from './hit-card.js'
import type { SeenHit } from './hit-card.js'
import { ImportForm } from './import-form.js'
import { renderPage } from './layout.js'
import type { Visit } from './layout.js'
import type { Words } from './words.js'

export interface SearchPage {
  readonly visit: Visit
  /** What stands in the box. */
  readonly q: string
  /** What stands in the fields of the circle. */
  readonly circle: Circle
  /** The city that was asked for, when no such is known. */
  readonly unknownCity: string | undefined
  readonly parsed: ParsedSearch
  readonly result: Omit<SearchResult, 'hits'> & { readonly hits: readonly SeenHit[] }
  /** ISO 4217; salaries are compared in it. */
  readonly baseCurrency: string
}

const SORTS = ['relevance', 'date', 'salary', 'distance'] as const

const withoutCursor = (query: VacancyQuery): VacancyQuery => {
  const first = { ...query }
  delete (first as { cursor?: string }).cursor
  return first
}

const SearchBox = ({ words, q, query }: { words: Words; q: string; query: VacancyQuery }) => (
  <form class="search" id={SEARCH_FORM} action="/" method="get" role="search">
    <input
      type="search"
      name="q"
      id="q"
      value={q}
      placeholder={words.texts.searchHint}
      aria-label={words.texts.searchLabel}
      autocomplete="off"
    />
    <Carried query={query} />
    <button type="submit">{words.texts.search}</button>
  </form>
)

const Sorts = ({ words, query }: { words: Words; query: VacancyQuery }) => (
  <p class="sorts">
    {words.texts.sort.label}:
    {SORTS.filter((sort) => sort !== 'distance' || query.filters.near).map((sort) =>
      sort === query.sort ? (
        <strong aria-current="true">{words.texts.sort[sort]}</strong>
      ) : (
        <a href={addressOf({ ...withoutCursor(query), sort })} rel="nofollow">
          {words.texts.sort[sort]}
        </a>
      ),
    )}
  </p>
)

const Ignored = ({ words, parsed }: { words: Words; parsed: ParsedSearch }) => {
  if (parsed.ignored.length === 0) return null
  const said = parsed.ignored.map(({ name, suggestion }) =>
    suggestion === undefined ? name : `${name} (${words.fill(words.texts.didYouMean, { what: suggestion })})`,
  )
  return <p class="notice">{words.fill(words.texts.ignored, { what: said.join(', ') })}</p>
}

/** Beside the hits where there is room; else closed above them. */
const Filters = ({ words, chosen, children }: { words: Words; chosen: number; children: ComponentChildren }) => (
  <aside aria-label={words.texts.filters}>
    <details class="filters">
      <summary>
        {words.texts.filters}
        {chosen > 0 && ` (${chosen})`}
      </summary>
      {children}
    </details>
  </aside>
)

const Nothing = ({ words }: { words: Words }) => (
  <div class="empty">
    <h2>{words.texts.nothing}</h2>
    <p>{words.texts.nothingHelp}</p>
    <ImportForm words={words} />
  </div>
)

const Pages = ({ words: { texts }, query, next }: { words: Words; query: VacancyQuery; next: string | undefined }) => (
  <p class="pages">
    {query.cursor !== undefined && <a href={addressOf(withoutCursor(query))}>{texts.first}</a>}
    {next !== undefined && (
      <a class="button" href={addressOf({ ...query, cursor: next })} rel="next nofollow">
        {texts.next}
      </a>
    )}
  </p>
)

/** The search: box, filters, hits. */
export const searchPage = ({ visit, q, circle, unknownCity, parsed, result, baseCurrency }: SearchPage): string => {
  const { words } = visit
  const { texts } = words
  const { query } = parsed
  const chips = chipsOf({ visit, query, result, baseCurrency })
  return renderPage(
    visit,
    q === '' ? texts.title : `${q} · ${texts.title}`,
    <>
      <div class="top">
        <h1>{texts.title}</h1>
        <p class="tagline">{texts.tagline}</p>
        <SearchBox words={words} q={q} query={query} />
      </div>
      <div class="columns">
        <Filters words={words} chosen={chips.length}>
          <FilterFields words={words} query={query} circle={circle} baseCurrency={baseCurrency} />
          <Facets visit={visit} query={query} result={result} />
        </Filters>
        <section class="results" aria-label={texts.title}>
          <Ignored words={words} parsed={parsed} />
          {unknownCity !== undefined && <p class="notice">{words.fill(texts.unknownCity, { city: unknownCity })}</p>}
          <div class="line">
            <p class="total" role="status">
              {words.plural(texts.count, result.total.value)}
            </p>
            <Sorts words={words} query={query} />
          </div>
          <Chips visit={visit} chips={chips} q={q} />
          {result.hits.length === 0 && <Nothing words={words} />}
          {result.hits.map((hit) => (
            <HitCard visit={visit} hit={hit} />
          ))}
          <Pages words={words} query={query} next={result.cursor} />
        </section>
      </div>
    </>,
  )
}
