import { FACETS } from '../ports/vacancy-index.js'
import type { FacetName, SearchResult, VacancyQuery } from '../ports/vacancy-index.js'
import { toParameters } from '../search/parse-search.js'
import { toggleFilter, withoutFilter } from '../search/refine.js'
import { addressOf, pageWith } from './address.js'
import { labelOf } from './labels.js'
import type { Visit } from './layout.js'

/** A filter in force, and the search without it. */
interface Chip {
  readonly text: string
  readonly without: VacancyQuery
}

export interface Chosen {
  readonly visit: Visit
  readonly query: VacancyQuery
  readonly result: SearchResult
  /** ISO 4217; salaries are compared in it. */
  readonly baseCurrency: string
}

/** What the index calls a value that may be too rare for its facet: then a hit tells it. */
const knownLabel = ({ facets, hits }: SearchResult, name: FacetName, value: string) => {
  const employer = hits.map(({ vacancy }) => vacancy.employer).find((one) => name === 'employer' && one?.key === value)
  return (
    facets[name]?.find((one) => one.value === value)?.label ?? (employer && { en: employer.name, ru: employer.name })
  )
}

const facetChips = ({ visit, query, result }: Chosen): Chip[] =>
  FACETS.flatMap((name) =>
    (query.filters[name] ?? []).map((value) => ({
      text: labelOf(visit, name, value, knownLabel(result, name, value)),
      without: toggleFilter(query, name, value),
    })),
  )

type PlainName = Exclude<keyof VacancyQuery['filters'], FacetName>

/** The filters that are no facets, each in words; undefined when it is not set. */
const plainTexts = ({ visit: { words }, query, baseCurrency }: Chosen): Record<PlainName, string | undefined> => {
  const { texts, fill, plural } = words
  const { salaryMin, includeUnstated, experienceMax, near } = query.filters
  const { firstSeenWithinDays: days } = toParameters(query)
  return {
    salaryMin:
      salaryMin === undefined ? undefined : words.salary({ min: salaryMin, currency: baseCurrency, period: 'year' }),
    includeUnstated: includeUnstated ? undefined : texts.chips.unstatedHidden,
    experienceMax: experienceMax === undefined ? undefined : plural(texts.chips.experience, experienceMax),
    firstSeenSince: days === undefined ? undefined : plural(texts.chips.firstSeen, Number(days)),
    near: near && fill(texts.chips.near, { place: words.point(near), km: words.number(near.km) }),
  }
}

const plainChips = (chosen: Chosen): Chip[] =>
  Object.entries(plainTexts(chosen)).flatMap(([name, text]) =>
    text === undefined ? [] : [{ text, without: withoutFilter(chosen.query, name as PlainName) }],
  )

/** Every filter in force, whoever set it: a link each that takes it off. */
export const chipsOf = (chosen: Chosen): Chip[] => [...facetChips(chosen), ...plainChips(chosen)]

export const Chips = ({ visit: { words }, chips, q }: { visit: Visit; chips: readonly Chip[]; q: string }) => {
  if (chips.length === 0) return null
  return (
    <ul class="chips" aria-label={words.texts.inForce}>
      {chips.map(({ text, without }) => (
        <li>
          <a href={addressOf(without)} aria-label={words.fill(words.texts.remove, { what: text })} rel="nofollow">
            {text} <span aria-hidden="true">×</span>
          </a>
        </li>
      ))}
      <li>
        <a class="quiet" href={pageWith(q === '' ? {} : { q })}>
          {words.texts.clear}
        </a>
      </li>
    </ul>
  )
}
