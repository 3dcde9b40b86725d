import { RawFields } from '../../src/domain/raw-posting.js'
import type { Signal } from '../../src/domain/run.js'
import type { ReadPosting, Reading } from '../board.js'
import { redact, redactText } from './redact.js'
import { present } from './text.js'

/** Fields of a reader before the check: optional ones may be undefined. */
export type LooseFields = { [K in keyof RawFields]?: RawFields[K] | undefined }

/** What one entry of a page becomes. */
export type EntryReading =
  { readonly posting: ReadPosting; readonly signals?: readonly Signal[] } | { readonly signal: Signal }

const MOST_DETAIL = 300

/** A signal, once. Names and values in it come from the board: contacts are redacted in them too. */
export const signal = (code: string, detail: string, field?: string): Signal => ({
  code,
  detail: redactText(detail.slice(0, MOST_DETAIL * 2)).slice(0, MOST_DETAIL),
  count: 1,
  ...(field !== undefined && { field: redactText(field.slice(0, MOST_DETAIL)).slice(0, 60) }),
})

/** An entry that is not what the format says: told, while its neighbours stay. */
export const malformed = (detail: string, field?: string): EntryReading => ({
  signal: signal('malformed-entry', detail, field),
})

/** Equal places of one posting once. */
const distinct = (places: RawFields['places'] | undefined): RawFields['places'] | undefined =>
  places && [...new Map(places.map((place) => [JSON.stringify(place), place])).values()]

/** Letters of its own: a part cut out of a page would hold the whole page in memory for as long as the id is known. */
const ownCopy = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le')

/** A read posting: contacts redacted, fields checked. A misfit becomes a signal that names the field. */
export const readPosting = (sourceId: string | undefined, source: unknown, fields: LooseFields): EntryReading => {
  if (sourceId === undefined) return malformed('an entry has no id', 'id')
  if (sourceId.length > 500) return malformed(`id of ${sourceId.length} characters`, 'id')
  const result = RawFields.safeParse(redact(present({ ...fields, places: distinct(fields.places) })))
  if (result.success) return { posting: { sourceId: ownCopy(sourceId), source: redact(source), fields: result.data } }
  const [issue] = result.error.issues
  return malformed(`${sourceId}: ${issue?.message ?? 'not an advert'}`, issue?.path.join('.'))
}

/** So many kinds of a page are told with their field, the rest by their code alone. */
const MOST_KINDS = 50

const merged = (signals: readonly Signal[]): Signal[] => {
  const byKind = new Map<string, Signal>()
  const add = (kind: string, one: Signal): void => {
    const known = byKind.get(kind)
    byKind.set(kind, known ? { ...known, count: known.count + one.count } : one)
  }
  for (const one of signals) {
    const kind = `${one.code}/${one.field ?? ''}`
    if (byKind.has(kind) || byKind.size < MOST_KINDS) add(kind, one)
    else add(one.code, { code: one.code, detail: one.detail, count: one.count })
  }
  return [...byKind.values()]
}

/** A page's reading from its entries. */
export const readingOf = (entries: readonly EntryReading[], rest: Partial<Reading> = {}): Reading => ({
  postings: entries.flatMap((entry) => ('posting' in entry ? [entry.posting] : [])),
  listed: [],
  next: [],
  ...rest,
  signals: merged([
    ...entries.flatMap((entry) => ('signal' in entry ? [entry.signal] : (entry.signals ?? []))),
    ...(rest.signals ?? []),
  ]),
})

/** Signals for keys that the reader neither takes nor ignores by name. */
export const unknownKeys = (value: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): Signal[] =>
  Object.keys(value)
    .filter((key) => !known.has(key))
    .slice(0, MOST_KINDS + 1)
    .map((key) => signal('unknown-field', `field "${key}" is new: take it or ignore it by name`, key))
