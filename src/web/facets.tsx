import type { FacetName, FacetValue, SearchResult, VacancyQuery } from '../ports/vacancy-index.js'
import { hasFilter, toggleFilter } from '../search/refine.js'
import { addressOf } from './address.js'
import { labelOf } from './labels.js'
import type { Visit } from './layout.js'

interface FacetOf {
  readonly visit: Visit
  readonly query: VacancyQuery
  readonly name: FacetName
}

const SHOWN = 8

const FacetLine = ({ visit, query, name, value }: FacetOf & { value: FacetValue }) => {
  const chosen = hasFilter(query, name, value.value)
  return (
    <li>
      <a
        href={addressOf(toggleFilter(query, name, value.value))}
        class={chosen ? 'chosen' : ''}
        aria-current={chosen ? 'true' : undefined}
        rel="nofollow"
      >
        <span class="tick" aria-hidden="true">
          {chosen ? '☑' : '☐'}
        </span>
        <span class="label">{labelOf(visit, name, value.value, value.label)}</span>
        <span class="number">{visit.words.number(value.count)}</span>
      </a>
    </li>
  )
}

const Facet = ({ values, ...of }: FacetOf & { values: readonly FacetValue[] }) => {
  if (values.length === 0) return null
  const { visit, query, name } = of
  const [first, rest] = [values.slice(0, SHOWN), values.slice(SHOWN)]
  const lines = (some: readonly FacetValue[]) => some.map((value) => <FacetLine {...of} value={value} />)
  return (
    <section class="facet">
      <h3>{visit.words.texts.facets[name]}</h3>
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

/** Values that narrow the search, each with how many it would find. */
export const Facets = ({ visit, query, result }: { visit: Visit; query: VacancyQuery; result: SearchResult }) => (
  <>
    {query.facets.map((name) => (
      <Facet visit={visit} query={query} name={name} values={result.facets[name] ?? []} />
    ))}
  </>
)
