/** Names of the vacancy index: numbered indices behind an alias that is read and one that is written. */
export interface IndexNames {
  readonly read: string
  readonly write: string
  /** Of the index template. */
  readonly template: string
  /** What all numbered indices, and nothing else of this set, are called. */
  readonly pattern: string
  /** `vacancies-000007` of 7. */
  readonly nth: (number: number) => string
  /** 7 of `vacancies-000007`; undefined for any other name. */
  readonly numberOf: (name: string) => number | undefined
}

const DIGITS = 6

/** Names of one set of indices; several sets on one server differ by `namespace`. */
export const indexNames = (namespace?: string): IndexNames => {
  const read = namespace === undefined ? 'vacancies' : `${namespace}-vacancies`
  const stem = `${read}-`
  return {
    read,
    write: `${stem}write`,
    template: read,
    pattern: `${stem}0*`,
    nth: (number) => `${stem}${String(number).padStart(DIGITS, '0')}`,
    numberOf(name) {
      const digits = name.startsWith(stem) ? name.slice(stem.length) : ''
      return /^\d{6,}$/.test(digits) ? Number(digits) : undefined
    },
  }
}
