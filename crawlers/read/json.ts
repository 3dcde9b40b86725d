import { JobdataError } from '../../src/domain/errors.js'
import { objectOf } from './text.js'

/** The page is not the platform's format at all: the run is unreadable and closes nothing. */
export const notTheFormat = (what: string, cause?: unknown): JobdataError =>
  new JobdataError(`the page is not ${what}: look at it, the board may have changed`, {
    consequence: 'source-changed',
    code: 'not-the-format',
    cause,
  })

const LARGE = /\d{16}/
/** A text (also one that does not end), or a whole number of so many digits. */
const TEXT_OR_LARGE = /"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|$)|(?<![\d.e+-])-?\d{16,}(?![\d.e])/gi

const exact = (token: string): string =>
  token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`

/**
 * JSON with its whole numbers as they stand: one that a number would round (a long id) becomes its digits as a text.
 * Throws `SyntaxError`.
 */
export const parseExact = (text: string): unknown =>
  JSON.parse(LARGE.test(text) ? text.replaceAll(TEXT_OR_LARGE, exact) : text) as unknown

const parsed = (body: string, what: string): unknown => {
  try {
    return parseExact(body)
  } catch (error) {
    throw notTheFormat(what, error)
  }
}

/** The body as a JSON object. Throws `source-changed` otherwise. */
export const jsonObject = (body: string, what: string): Readonly<Record<string, unknown>> => {
  const object = objectOf(parsed(body, what))
  if (object === undefined) throw notTheFormat(what)
  return object
}

/** The body as a JSON list. Throws `source-changed` otherwise. */
export const jsonListBody = (body: string, what: string): readonly unknown[] => jsonList(parsed(body, what), what)

/** A list inside a page. Throws `source-changed` when it is not there. */
export const jsonList = (value: unknown, what: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw notTheFormat(what)
  return value as unknown[]
}
