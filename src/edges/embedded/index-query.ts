import type { FacetName, TextQuery, VacancyQuery } from '../../ports/vacancy-index.js'
import type { Analysis, Synonyms } from './analysis.js'

/** A piece of SQL with its parameters. */
export interface Clause {
  readonly sql: string
  readonly parameters: readonly (string | number)[]
}

type Filters = VacancyQuery['filters']

const EARTH_KM = 6371
const KM_PER_DEGREE = 111.2

const phrase = (stems: readonly string[]): string => `"${stems.join(' ')}"`

/** What is asked of the text, as FTS expressions: what must be there, and what must not. */
export interface TextExpressions {
  /** Every word or a synonym of it, and every phrase; absent when nothing is asked for. */
  readonly wanted?: string
  readonly excluded?: string
}

export const textExpressions = (text: TextQuery, analysis: Analysis, synonyms: Synonyms): TextExpressions => {
  const phrases = (texts: readonly string[]): string[] =>
    texts
      .map((one) => analysis.stems(one))
      .filter((stems) => stems.length > 0)
      .map(phrase)
  const words = text.words
    .flatMap((word) => analysis.stems(word))
    .map((stem) => {
      const ways = new Set([[stem], ...(synonyms.get(stem) ?? [])].map(phrase))
      return `(${[...ways].join(' OR ')})`
    })
  const wanted = [...words, ...phrases(text.phrases)].join(' AND ')
  const excluded = phrases(text.excluded).join(' OR ')
  return { ...(wanted !== '' && { wanted }), ...(excluded !== '' && { excluded }) }
}

/** Stems that a hit is marked for. */
export const markedStems = (text: TextQuery, analysis: Analysis, synonyms: Synonyms): ReadonlySet<string> => {
  const stems = [...text.words, ...text.phrases].flatMap((word) => analysis.stems(word))
  return new Set(stems.flatMap((stem) => [stem, ...(synonyms.get(stem) ?? []).flat()]))
}

const oneOf = (column: string, values: readonly string[] | undefined): Clause[] =>
  values === undefined ? [] : [{ sql: `${column} IN (${values.map(() => '?').join(', ')})`, parameters: values }]

const docValue = (field: string, values: readonly string[] | undefined): Clause[] =>
  oneOf('value', values).map(({ sql, parameters }) => ({
    sql: `d.row IN (SELECT doc FROM doc_values WHERE field = '${field}' AND ${sql})`,
    parameters,
  }))

const offerValue = (field: string, values: readonly string[] | undefined): Clause[] =>
  oneOf('value', values).map(({ sql, parameters }) => ({
    sql: `EXISTS (SELECT 1 FROM offer_values v WHERE v.offer = o.row AND v.field = '${field}' AND ${sql})`,
    parameters,
  }))

const orElse = (clauses: readonly Clause[], other: string): Clause[] =>
  clauses.map(({ sql, parameters }) => ({ sql: `(${sql} OR ${other})`, parameters }))

/** Great-circle distance in kilometres from a place to the point `p`. Numbers stand in the text: they are numbers. */
export const distanceSql = ({ lat, lon }: { readonly lat: number; readonly lon: number }): string => {
  const [north, east] = [`sin(radians(p.lat - ${lat}) / 2)`, `sin(radians(p.lon - ${lon}) / 2)`]
  const chord = `${north} * ${north} + cos(radians(${lat})) * cos(radians(p.lat)) * ${east} * ${east}`
  return `${2 * EARTH_KM} * asin(min(1, sqrt(${chord})))`
}

const nearClause = ({ near }: Filters): Clause[] => {
  if (near === undefined) return []
  const { lat, km } = near
  const degrees = km / KM_PER_DEGREE
  return [
    {
      sql: `EXISTS (SELECT 1 FROM points p WHERE p.offer = o.row AND p.lat BETWEEN ? AND ? AND ${distanceSql(near)} <= ?)`,
      parameters: [lat - degrees, lat + degrees, km],
    },
  ]
}

const salaryClause = ({ salaryMin, includeUnstated }: Filters): Clause[] => {
  if (salaryMin === undefined) return []
  const reaches: Clause = { sql: 'coalesce(o.annual_max, o.annual_min) >= ?', parameters: [salaryMin] }
  return includeUnstated ? orElse([reaches], '(o.annual_max IS NULL AND o.annual_min IS NULL)') : [reaches]
}

/** Conditions on one offer, without those of `except`. */
const offerClauses = (filters: Filters, except?: FacetName): Clause[] => {
  const of = <T>(name: FacetName, value: T | undefined): T | undefined => (name === except ? undefined : value)
  const from = offerValue('remoteFrom', of('remoteFrom', filters.remoteFrom))
  return [
    ...offerValue('place', of('place', filters.place)),
    ...oneOf('o.work_mode', of('workMode', filters.workMode)),
    ...(filters.includeUnstated ? orElse(from, 'o.from_where_known = 0') : from),
    ...offerValue('employmentType', of('employmentType', filters.employmentType)),
    ...salaryClause(filters),
    ...nearClause(filters),
  ]
}

/** Conditions on the vacancy itself, without those of `except`. Closed ones are in no search. */
const docClauses = (filters: Filters, except?: FacetName): Clause[] => {
  const of = <T>(name: FacetName, value: T | undefined): T | undefined => (name === except ? undefined : value)
  const atMost: Clause[] =
    filters.experienceMax === undefined
      ? []
      : [{ sql: '(d.experience_min IS NULL OR d.experience_min <= ?)', parameters: [filters.experienceMax] }]
  const since: Clause[] =
    filters.firstSeenSince === undefined ? [] : [{ sql: 'd.first_seen >= ?', parameters: [filters.firstSeenSince] }]
  return [
    { sql: "d.state IN ('open', 'unverified')", parameters: [] },
    ...oneOf('d.seniority', of('seniority', filters.seniority)),
    ...docValue('skill', of('skill', filters.skill)),
    ...oneOf('d.employer', of('employer', filters.employer)),
    ...oneOf('d.language', of('language', filters.language)),
    ...docValue('board', of('board', filters.board)),
    ...atMost,
    ...since,
  ]
}

const all = (clauses: readonly Clause[]): Clause => ({
  sql: clauses.length === 0 ? '1' : clauses.map(({ sql }) => sql).join(' AND '),
  parameters: clauses.flatMap(({ parameters }) => parameters),
})

/** The condition on `docs d` (and on one of its offers `o`), without the filter of `except`. */
export const condition = (filters: Filters, except?: FacetName): { doc: Clause; offer: Clause | undefined } => {
  const offers = offerClauses(filters, except)
  return { doc: all(docClauses(filters, except)), offer: offers.length === 0 ? undefined : all(offers) }
}

/** The whole condition in one clause on `docs d`. */
export const matching = (filters: Filters, except?: FacetName): Clause => {
  const { doc, offer } = condition(filters, except)
  if (offer === undefined) return doc
  return {
    sql: `${doc.sql} AND EXISTS (SELECT 1 FROM offers o WHERE o.doc = d.row AND ${offer.sql})`,
    parameters: [...doc.parameters, ...offer.parameters],
  }
}
