import type { FacetName, FacetValue, Hit, SearchResult, VacancyQuery } from '../ports/vacancy-index.js'
import type { ParsedSearch } from '../search/parse-search.js'
import { toParameters, toQueryString } from '../search/parse-search.js'
import { hasFilter, toggleFilter } from '../search/refine.js'
import { SafeHtml, renderPage } from './layout.js'
import type { Visit } from './layout.js'
import type { Words } from './words.js'

export interface SearchPage {
  readonly visit: Visit
  /** What stands in the box. */
  readonly q: string
  readonly parsed: ParsedSearch
  readonly result: SearchResult
}

const SHOWN = 8
const SORTS = ['relevance', 'date', 'salary'] as const

const linkTo = (query: VacancyQuery): string => `/?${toQueryString(toParameters(query))}`

const withoutCursor = (query: VacancyQuery): VacancyQuery => {
  const first = { ...query }
  delete (first as { cursor?: string }).cursor
  return first
}

const labelOf = (words: Words, { value, label }: FacetValue): string => label?.[words.language] ?? words.value(value)

const FacetLine = ({
  words,
  query,
  name,
  value,
}: {
  words: Words
  query: VacancyQuery
  name: FacetName
  value: FacetValue
}) => {
  const chosen = hasFilter(query, name, value.value)
  return (
    <li>
      <a
        href={linkTo(toggleFilter(query, name, value.value))}
        class={chosen ? 'chosen' : ''}
        aria-current={chosen ? 'true' : undefined}
        rel="nofollow"
      >
        <span class="tick" aria-hidden="true">
          {chosen ? '☑' : '☐'}
        </span>
        <span class="label">{labelOf(words, value)}</span>
        <span class="number">{new Intl.NumberFormat(words.language).format(value.count)}</span>
      </a>
    </li>
  )
}

const Facet = ({
  words,
  query,
  name,
  values,
}: {
  words: Words
  query: VacancyQuery
  name: FacetName
  values: readonly FacetValue[]
}) => {
  if (values.length === 0) return null
  const [first, rest] = [values.slice(0, SHOWN), values.slice(SHOWN)]
  const lines = (some: readonly FacetValue[]) =>
    some.map((value) => <FacetLine words={words} query={query} name={name} value={value} />)
  return (
    <section class="facet">
      <h3>{words.texts.facets[name]}</h3>
      <ul>{lines(first)}</ul>
      {rest.length > 0 && (
        <details open={rest.some(({ value }) => hasFilter(query, name, value))}>
          <summary>+{rest.length}</summary>
          <ul>{lines(rest)}</ul>
        </details>
      )}
    </section>
  )
}

const Facets = ({ words, query, result }: { words: Words; query: VacancyQuery; result: SearchResult }) => (
  <aside aria-label={words.texts.filters}>
    <details class="facets" open>
      <summary>{words.texts.filters}</summary>
      {query.facets.map((name) => (
        <Facet words={words} query={query} name={name} values={result.facets[name] ?? []} />
      ))}
    </details>
  </aside>
)

/** Every filter in force, each with the search without it. */
const chosenFilters = (words: Words, query: VacancyQuery, result: SearchResult): { text: string; href: string }[] =>
  query.facets.flatMap((name) =>
    (query.filters[name] ?? []).map((value) => {
      const known = result.facets[name]?.find((one) => one.value === value)
      return {
        text: known ? labelOf(words, known) : words.value(value),
        href: linkTo(toggleFilter(query, name, value)),
      }
    }),
  )

const Chips = ({
  words,
  filters,
  q,
}: {
  words: Words
  filters: readonly { text: string; href: string }[]
  q: string
}) => {
  if (filters.length === 0) return null
  return (
    <ul class="chips">
      {filters.map(({ text, href }) => (
        <li>
          <a href={href} aria-label={words.fill(words.texts.remove, { what: text })} rel="nofollow">
            {text} <span aria-hidden="true">×</span>
          </a>
        </li>
      ))}
      <li>
        <a class="quiet" href={`/?${toQueryString({ q })}`}>
          {words.texts.clear}
        </a>
      </li>
    </ul>
  )
}

const HitCard = ({ words, hit }: { words: Words; hit: Hit }) => {
  const { vacancy, highlights, distanceKm } = hit
  const { texts } = words
  const salary = vacancy.offers.map((offer) => offer.salary && words.salary(offer.salary)).find(Boolean)
  const places = [...new Set(vacancy.offers.map(words.offer).filter(Boolean))]
  return (
    <article class={vacancy.state === 'unverified' ? 'card unverified' : 'card'}>
      <h2>
        <a href={`/vacancies/${vacancy.id}`}>
          {highlights.title ? <SafeHtml html={highlights.title} /> : vacancy.title}
        </a>
      </h2>
      {salary && <p class="salary">{salary}</p>}
      <p class="meta">
        {vacancy.employer && <span class="employer">{vacancy.employer.name}</span>}
        {places.slice(0, 3).map((place) => (
          <span>{place}</span>
        ))}
        {places.length > 3 && <span>+{places.length - 3}</span>}
        {distanceKm !== undefined && <span>{distanceKm} km</span>}
      </p>
      {highlights.text && (
        <p class="fragment">
          <SafeHtml html={highlights.text} />
        </p>
      )}
      <p class="dates">
        <span>
          {vacancy.datePosted
            ? words.fill(texts.posted, { when: words.day(vacancy.datePosted) })
            : words.fill(texts.firstSeen, { when: words.day(vacancy.firstSeenAt) })}
        </span>
        {vacancy.boards.length > 1 && <span>{words.plural(texts.alsoOn, vacancy.boards.length)}</span>}
        {vacancy.state === 'unverified' && <strong class="warning">{texts.unverified}</strong>}
      </p>
    </article>
  )
}

const SearchBox = ({ words, q, query }: { words: Words; q: string; query: VacancyQuery }) => {
  const rest = Object.entries(toParameters(query)).filter(
    ([name]) => name !== 'q' && name !== 'cursor' && name !== 'sort',
  )
  return (
    <form class="search" action="/" method="get" role="search">
      <input
        type="search"
        name="q"
        id="q"
        value={q}
        placeholder={words.texts.searchHint}
        aria-label={words.texts.searchLabel}
        autocomplete="off"
      />
      {rest.flatMap(([name, value]) => [value].flat().map((one) => <input type="hidden" name={name} value={one} />))}
      <button type="submit">{words.texts.search}</button>
    </form>
  )
}

const Sorts = ({ words, query }: { words: Words; query: VacancyQuery }) => (
  <p class="sorts">
    {words.texts.sort.label}:{' '}
    {SORTS.map((sort) => {
      const first = { ...withoutCursor(query), sort }
      return sort === query.sort ? (
        <strong>{words.texts.sort[sort]} </strong>
      ) : (
        <a href={linkTo(first)} rel="nofollow">
          {words.texts.sort[sort]}{' '}
        </a>
      )
    })}
  </p>
)

const Ignored = ({ words, parsed }: { words: Words; parsed: ParsedSearch }) => {
  if (parsed.ignored.length === 0) return null
  const said = parsed.ignored.map(({ name, suggestion }) =>
    suggestion === undefined ? name : `${name} (${words.fill(words.texts.didYouMean, { what: suggestion })})`,
  )
  return <p class="notice">{words.fill(words.texts.ignored, { what: said.join(', ') })}</p>
}

/** The search: box, facets, hits. */
export const searchPage = ({ visit, q, parsed, result }: SearchPage): string => {
  const { words } = visit
  const { texts } = words
  const { query } = parsed
  const filters = chosenFilters(words, query, result)
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
        <Facets words={words} query={query} result={result} />
        <section class="results" aria-label={texts.title}>
          <Ignored words={words} parsed={parsed} />
          <div class="line">
            <p class="total" role="status">
              {words.plural(texts.count, result.total.value)}
            </p>
            <Sorts words={words} query={query} />
          </div>
          <Chips words={words} filters={filters} q={q} />
          {result.hits.length === 0 && (
            <div class="empty">
              <h2>{texts.nothing}</h2>
              <p>{texts.nothingHelp}</p>
            </div>
          )}
          {result.hits.map((hit) => (
            <HitCard words={words} hit={hit} />
          ))}
          <p class="pages">
            {query.cursor !== undefined && <a href={linkTo(withoutCursor(query))}>{texts.first}</a>}
            {result.cursor !== undefined && (
              <a class="button" href={linkTo({ ...query, cursor: result.cursor })} rel="next nofollow">
                {texts.next}
              </a>
            )}
          </p>
        </section>
      </div>
    </>,
  )
}
