/** Parameters as a web framework gives them: one value, several, or none. */
export type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>

/** What is wrong with one parameter, for the caller to read. */
export interface FieldError {
  readonly field: string
  readonly message: string
}

/** The parameters given, read one by one. A bad value is noted under its name and reads as absent. */
export interface Given {
  /** The one value, trimmed; absent when empty. */
  text(name: string, most?: number): string | undefined
  /** Values by repetition or comma, each once, in order. */
  list(name: string): readonly string[]
  number(name: string, bounds: { readonly min: number; readonly max: number }): number | undefined
  whole(name: string, bounds: { readonly min: number; readonly max: number }): number | undefined
  flag(name: string): boolean | undefined
  refuse(field: string, message: string): void
  readonly errors: readonly FieldError[]
}

const MOST_VALUES = 50
const MOST_LETTERS = 200
const TRUE = new Set(['true', '1', 'yes', 'on'])
const FALSE = new Set(['false', '0', 'no', 'off'])

/** One form of every text: composed letters, no control characters, single blanks. */
const tidy = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()

/** A comma parts values; a backslash keeps the character after it as it is. */
const PART = /(?:[^\\,]|\\.)+/gs

const parts = (text: string): string[] => Array.from(text.match(PART) ?? [], (part) => part.replaceAll(/\\(.)/gs, '$1'))

/** The inverse of parting: a value that reads back as itself. */
export const escaped = (value: string): string => value.replaceAll(/[\\,]/g, String.raw`\$&`)

export const readGiven = (parameters: Parameters): Given => {
  const given = new Map(Object.entries(parameters))
  const errors: FieldError[] = []
  const refuse = (field: string, message: string): void => void errors.push({ field, message })

  /** The value, or nothing when it is bad: then the complaint is noted. */
  const unless = <T>(isBad: boolean, value: T, name: string, complaint: string): T | undefined => {
    if (isBad) refuse(name, complaint)
    return isBad ? undefined : value
  }

  const all = (name: string): readonly string[] => {
    const value = given.get(name)
    return value === undefined ? [] : [value].flat()
  }

  const text = (name: string, most = MOST_LETTERS): string | undefined => {
    const [first = '', ...more] = all(name)
    const value = tidy(first)
    const once = unless(more.length > 0, value, name, 'give it once') ?? ''
    return unless(once.length > most, once, name, `at most ${most} characters`) || undefined
  }

  const list = (name: string): readonly string[] => {
    const values = all(name)
      .flatMap(parts)
      .map(tidy)
      .filter((value) => value !== '')
    const found = [...new Set(values)]
    if (found.length > MOST_VALUES) refuse(name, `at most ${MOST_VALUES} values`)
    else if (found.some((value) => value.length > MOST_LETTERS))
      refuse(name, `at most ${MOST_LETTERS} characters a value`)
    else return found
    return []
  }

  const decimal = (name: string, isRight: (read: number) => boolean, complaint: string): number | undefined => {
    const value = text(name)
    if (value === undefined) return undefined
    const read = /^[+-]?\d+(?:\.\d+)?$/.test(value) ? Number(value) : NaN
    return unless(!isRight(read), read, name, complaint)
  }

  return {
    errors,
    refuse,
    text,
    list,
    number: (name, { min, max }) =>
      decimal(name, (read) => read >= min && read <= max, `a number from ${min} to ${max}`),
    whole: (name, { min, max }) =>
      decimal(
        name,
        (read) => Number.isInteger(read) && read >= min && read <= max,
        `a whole number from ${min} to ${max}`,
      ),
    flag(name) {
      const value = text(name)?.toLowerCase()
      if (value === undefined) return undefined
      return unless(!TRUE.has(value) && !FALSE.has(value), TRUE.has(value), name, 'true or false')
    },
  }
}
