import type { VacancyQuery } from '../ports/vacancy-index.js'
import type { Given, Parameters } from './given.js'

export type Filters = VacancyQuery['filters']

export interface Defaults {
  /** Epoch milliseconds. */
  readonly now: number
  /** Hits a page when none is asked for. */
  readonly size: number
}

/** Parameters that belong together: how they are read, and how what was read is written again. */
export interface Group<T> {
  readonly names: readonly string[]
  /** Notes what is wrong in `given` and leaves it out. */
  read(given: Given, defaults: Defaults): T
  /** The parameters that read back as this query; defaults are left out. */
  write(query: VacancyQuery, defaults: Pick<Defaults, 'size'>): Parameters
}
