import { decodeHTML, decodeHTMLAttribute } from 'entities'

/** Trimmed text of a text or finite number, entities decoded, white space folded; undefined when nothing is left. */
export const plain = (value: unknown): string | undefined => {
  if (typeof value !== 'string' && !Number.isFinite(value)) return undefined
  const text = decodeHTML(String(value))
    .replaceAll(/\s{2,}|[^\S ]/g, ' ')
    .trim()
  return text === '' ? undefined : text
}

/** Text as given, trimmed, line breaks kept; undefined when empty. */
export const verbatim = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text === '' ? undefined : text
}

/**
 * A number from a number or a plain numeral; undefined for everything else: 0 (boards write it for "not stated"), and what
 * is too great to be an amount (rows of numerals run into one).
 */
export const amount = (value: unknown): number | undefined => {
  const number = typeof value === 'string' ? Number(value.replaceAll(/\s/g, '').replace(',', '.')) : value
  return typeof number === 'number' && number > 0 && number <= Number.MAX_SAFE_INTEGER ? number : undefined
}

/** Degrees from a number or a numeral within ±`most`; undefined for everything else, 0 included (boards write 0 for "not stated"). */
export const coordinate = (value: unknown, most: 90 | 180): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Math.abs(number) <= most && number !== 0 ? number : undefined
}

/**
 * An absolute http(s) URL without credentials; undefined otherwise. Entities count as in an attribute: `&amp;` is decoded,
 * the parameter of `?id=7&region=77` is not taken for `&reg`.
 */
export const link = (value: unknown, base?: string): string | undefined => {
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const text = decodeHTMLAttribute(value).trim()
  if (!URL.canParse(text, base)) return undefined
  const url = new URL(text, base)
  url.username = url.password = ''
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined
}

/** One or several: always a list. */
export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? (value as unknown[]) : [value]

/** An object; undefined for everything else. */
export const objectOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined

/** The object without its undefined values, so that what is absent stays absent. */
export const present = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
