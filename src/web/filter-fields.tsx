import type { ComponentChildren } from 'preact'
import type { VacancyQuery } from '../ports/vacancy-index.js'
import { toParameters } from '../search/parse-search.js'
import type { Words } from './words.js'

/** The page's one form: its box stands above the results, its fields beside them. */
export const SEARCH_FORM = 'search'

const USUAL_DAYS = ['1', '3', '7', '14', '30']
/** A city, and the radius round it in kilometres, as they are typed. */
export interface Circle {
  readonly city: string
  readonly km: string
}

/** Parameters that have a field of their own; the form carries all others along. */
const FIELDS = new Set([
  'q',
  'cursor',
  'salaryMin',
  'includeUnstated',
  'experienceMax',
  'firstSeenWithinDays',
  'lat',
  'lon',
  'km',
])

/** What was chosen by links (facets, order) stays when the form is sent. */
export const Carried = ({ query }: { query: VacancyQuery }) => (
  <>
    {Object.entries(toParameters(query))
      .filter(([name]) => !FIELDS.has(name))
      .flatMap(([name, value]) => [value].flat().map((one) => <input type="hidden" name={name} value={one} />))}
  </>
)

const NumberField = (field: {
  label: string
  name: string
  min: number
  max: number
  value: number | string | undefined
  describedBy?: string
}) => (
  <label>
    <span>{field.label}</span>
    <input
      type="number"
      form={SEARCH_FORM}
      name={field.name}
      min={field.min}
      max={field.max}
      step="any"
      value={field.value}
      aria-describedby={field.describedBy}
    />
  </label>
)

const Group = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <section class="facet" role="group" aria-label={title}>
    <h3>{title}</h3>
    {children}
  </section>
)

const Near = ({ words: { texts }, circle }: { words: Words; circle: Circle }) => (
  <Group title={texts.fields.near}>
    <div class="circle">
      <label>
        <span>{texts.fields.city}</span>
        <input
          type="text"
          form={SEARCH_FORM}
          name="near"
          value={circle.city}
          maxLength={100}
          autocomplete="address-level2"
        />
      </label>
      <NumberField label={texts.fields.km} name="km" min={0.1} max={2000} value={circle.km} />
    </div>
  </Group>
)

const SalaryFields = ({ words, query, currency }: { words: Words; query: VacancyQuery; currency: string }) => {
  const { fields } = words.texts
  const sign = words.sign(currency)
  return (
    <Group title={fields.salary}>
      <NumberField
        label={words.fill(fields.salaryMin, { currency: sign })}
        name="salaryMin"
        min={0}
        max={1e9}
        value={query.filters.salaryMin}
        describedBy="salary-note"
      />
      <p class="hint" id="salary-note">
        {words.fill(fields.salaryNote, { currency: sign })}
      </p>
      <label class="check">
        <input
          type="checkbox"
          form={SEARCH_FORM}
          name="includeUnstated"
          value="false"
          checked={!query.filters.includeUnstated}
        />
        <span>{fields.hideUnstated}</span>
      </label>
    </Group>
  )
}

const FirstSeen = ({ words, query }: { words: Words; query: VacancyQuery }) => {
  const { texts } = words
  const days = toParameters(query)['firstSeenWithinDays']?.toString()
  const offered = days === undefined || USUAL_DAYS.includes(days) ? USUAL_DAYS : [...USUAL_DAYS, days]
  return (
    <label>
      <span>{texts.fields.firstSeen}</span>
      <select form={SEARCH_FORM} name="firstSeenWithinDays">
        <option value="">{texts.fields.anyTime}</option>
        {offered.map((one) => (
          <option value={one} selected={one === days}>
            {words.plural(texts.fields.withinDays, Number(one))}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Filters that are typed rather than chosen. They belong to the form of the search box. */
export const FilterFields = ({
  words,
  query,
  circle,
  baseCurrency,
}: {
  words: Words
  query: VacancyQuery
  circle: Circle
  baseCurrency: string
}) => {
  const { fields } = words.texts
  return (
    <>
      <Near words={words} circle={circle} />
      <SalaryFields words={words} query={query} currency={baseCurrency} />
      <Group title={fields.more}>
        <NumberField
          label={fields.experienceMax}
          name="experienceMax"
          min={0}
          max={60}
          value={query.filters.experienceMax}
        />
        <FirstSeen words={words} query={query} />
        <button type="submit" form={SEARCH_FORM}>
          {fields.apply}
        </button>
      </Group>
    </>
  )
}
