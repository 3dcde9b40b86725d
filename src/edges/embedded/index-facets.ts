import type { FacetName, FacetValue, VacancyQuery } from '../../ports/vacancy-index.js'
import { condition, matching } from './index-query.js'
import type { Sqlite } from './sqlite.js'

interface CountRow {
  readonly value: string
  readonly count: number
  readonly en: string | null
  readonly ru: string | null
}

/** Where a facet's values lie: on the vacancy, in its list values, or on one of its offers. */
const DOC_COLUMN: Partial<Record<FacetName, string>> = {
  seniority: 'd.seniority',
  employer: 'd.employer',
  language: 'd.language',
}
const DOC_LIST: ReadonlySet<FacetName> = new Set(['skill', 'board'])

/** What the counted vacancies are taken from: those that match the text, or all. */
const source = (hasText: boolean): string => (hasText ? 'temp.text_hits t JOIN docs d ON d.row = t.row' : 'docs d')

const countSql = (
  name: FacetName,
  query: VacancyQuery,
  hasText: boolean,
): { sql: string; parameters: readonly (string | number)[] } => {
  const from = source(hasText)
  const column = DOC_COLUMN[name]
  if (column !== undefined) {
    const { sql, parameters } = matching(query.filters, name)
    const label = name === 'employer' ? 'max(d.employer_name)' : 'NULL'
    return {
      sql: `SELECT ${column} AS value, count(*) AS count, ${label} AS en, ${label} AS ru FROM ${from} WHERE ${sql} GROUP BY 1`,
      parameters,
    }
  }
  if (DOC_LIST.has(name)) {
    const { sql, parameters } = matching(query.filters, name)
    return {
      sql: `SELECT v.value AS value, count(*) AS count, NULL AS en, NULL AS ru FROM ${from} JOIN doc_values v ON v.doc = d.row AND v.field = '${name}' WHERE ${sql} GROUP BY 1`,
      parameters,
    }
  }
  return offerCountSql(name, query, from)
}

/** Offer values are counted once a vacancy, and only on offers that match the other filters. */
const offerCountSql = (name: FacetName, query: VacancyQuery, from: string) => {
  const { doc, offer } = condition(query.filters, name)
  const [value, join] =
    name === 'workMode'
      ? ['o.work_mode', '']
      : ['v.value', `JOIN offer_values v ON v.offer = o.row AND v.field = '${name}'`]
  const label =
    name === 'place' ? ['max(n.en)', 'max(n.ru)', 'LEFT JOIN places n ON n.id = v.value'] : ['NULL', 'NULL', '']
  return {
    sql: `SELECT ${value} AS value, count(DISTINCT d.row) AS count, ${label[0]} AS en, ${label[1]} AS ru
      FROM ${from} JOIN offers o ON o.doc = d.row ${join} ${label[2]} WHERE ${doc.sql} AND ${offer?.sql ?? '1'} GROUP BY 1`,
    parameters: [...doc.parameters, ...(offer?.parameters ?? [])],
  }
}

const isTold = ({ value }: CountRow): boolean => value !== '' && value !== 'unknown'

const toValue = ({ value, count, en, ru }: CountRow): FacetValue => ({
  value,
  count,
  ...(en !== null && ru !== null && { label: { en, ru } }),
})

/** Counts of a facet's values with every filter but its own; most frequent first. */
export const countFacet = (db: Sqlite, name: FacetName, query: VacancyQuery, hasText: boolean): FacetValue[] => {
  const { sql, parameters } = countSql(name, query, hasText)
  const rows = db
    .prepare(`${sql} ORDER BY count DESC, value LIMIT ?`)
    .all(...parameters, query.facetSize + 2) as CountRow[]
  return rows.filter(isTold).slice(0, query.facetSize).map(toValue)
}
