import { Ajv2020 } from 'ajv/dist/2020.js'
import type { AnySchemaObject } from 'ajv/dist/2020.js'

/** What a record of the topic asks of the analysis. */
export type Reading =
  | { readonly kind: 'text'; readonly textHash: string; readonly text: string }
  | { readonly kind: 'forget' }
  /** Against the contract: nothing can be said of it. */
  | { readonly kind: 'invalid'; readonly why: string }

/** The fields that this service uses, of a record that passed the schema. */
interface Vacancy {
  readonly state?: string
  readonly textHash?: string
  readonly description?: { readonly text: string }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The schema as its contract wants it read: within a version enumerations grow, so that an unknown value is no error. */
const tolerant = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(tolerant)
  if (!isObject(schema)) return schema
  const kept = Object.entries(schema).filter(([keyword]) => keyword !== 'enum')
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, tolerant(value)]))
}

/** States in which people may still apply; any other, an unknown one too, is not ours to keep. */
const LIVE: ReadonlySet<unknown> = new Set(['open', 'unverified'])
const KINDS: ReadonlySet<unknown> = new Set(['vacancy', 'merged', 'removed'])

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads values of `vacancies.v1` by its published JSON Schema; null is a tombstone. */
export const vacancyReader = (publishedSchema: string): ((text: string | null) => Reading) => {
  const schema = tolerant(JSON.parse(publishedSchema)) as AnySchemaObject
  // The schema's own patterns say what a date or an address is.
  const ajv = new Ajv2020({ validateFormats: false })
  const validate = ajv.compile(schema)
  return (text) => {
    if (text === null) return { kind: 'forget' }
    const value = parsed(text)
    if (isObject(value) && typeof value['kind'] === 'string' && !KINDS.has(value['kind'])) return { kind: 'forget' }
    if (!validate(value)) return { kind: 'invalid', why: ajv.errorsText(validate.errors) }
    const { state, textHash, description } = value as Vacancy
    if (!LIVE.has(state) || textHash === undefined || description === undefined) return { kind: 'forget' }
    return { kind: 'text', textHash, text: description.text }
  }
}
