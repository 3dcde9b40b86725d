import { escaped } from './given.js'
import type { Given, Parameters } from './given.js'
import type { Filters, Group } from './group.js'

/** One filter with open values: what each must look like, and the one form it is kept in. */
interface Row {
  readonly form?: RegExp
  readonly example?: string
  readonly fold?: (value: string) => string
}

const upper = (value: string): string => value.toUpperCase()
const lower = (value: string): string => value.toLowerCase()

const rows = {
  place: { form: /^(?:country|region|city):[\w.-]{1,60}$/, example: 'country:DE or city:524901' },
  remoteFrom: { form: /^[A-Z]{2,20}$/, example: 'DE or EU', fold: upper },
  skill: {},
  employer: {},
  language: { form: /^[a-z]{2}$/, example: 'ru or en', fold: lower },
  board: { form: /^[a-z0-9][a-z0-9-]{0,62}$/, example: 'a board’s id', fold: lower },
} satisfies Record<string, Row>

type Name = keyof typeof rows
const names = Object.keys(rows) as Name[]

const readRow = (given: Given, name: Name): readonly string[] => {
  const { form, example, fold }: Row = rows[name]
  const values = [...new Set(given.list(name).map((value) => fold?.(value) ?? value))]
  const bad = form && values.find((value) => !form.test(value))
  if (bad === undefined) return values
  given.refuse(name, `"${bad}" does not look like ${example ?? name}`)
  return []
}

/** Filters whose values come from the vacancies themselves. */
export const values: Group<Pick<Filters, Name>> = {
  names,
  read: (given) =>
    Object.fromEntries(
      names.map((name) => [name, readRow(given, name)] as const).filter(([, read]) => read.length > 0),
    ),
  write({ filters }): Parameters {
    const written = names.map((name) => [name, filters[name]?.map(escaped)] as const)
    return Object.fromEntries(written.filter(([, list]) => list !== undefined && list.length > 0))
  },
}
