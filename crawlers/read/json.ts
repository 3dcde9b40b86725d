import { JobdataError } from '../../src/domain/errors.js'
import { objectOf } from './text.js'

/** The page is not the platform's format at all: the run is unreadable and closes nothing. */
export const notTheFormat = (what: string, cause?: unknown): JobdataError =>
  new JobdataError(`the page is not ${what}: look at it, the board may have changed`, {
    consequence: 'source-changed',
    code: 'not-the-format',
    cause,
  })

/** The body as a JSON object. Throws `source-changed` otherwise. */
export const jsonObject = (body: string, what: string): Readonly<Record<string, unknown>> => {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch (error) {
    throw notTheFormat(what, error)
  }
  const object = objectOf(value)
  if (object === undefined) throw notTheFormat(what)
  return object
}

/** A list inside a page. Throws `source-changed` when it is not there. */
export const jsonList = (value: unknown, what: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw notTheFormat(what)
  return value as unknown[]
}
