import { isDeepStrictEqual } from 'node:util'
import type { Page, Platform, Reading } from '../../../crawlers/board.js'
import type { normalizePosting } from '../../../pipelines/normalize/posting.js'
import type { Board } from '../../../src/domain/board.js'
import { hasConsequence } from '../../../src/domain/errors.js'
import { hashId, postingKey } from '../../../src/domain/ids.js'
import { RawFields, RawPosting } from '../../../src/domain/raw-posting.js'
import { timed } from '../timed.js'
import { explained } from './conversions.js'
import type { Blessed } from './conversions.js'
import { evidenceOf } from './evidence.js'
import { CANARY_EMAIL, CANARY_PHONE } from './values.js'

/** What a reader must never do, whatever the page. */
export type Fault = 'crash' | 'slow' | 'invented' | 'misfit' | 'impure' | 'contact' | 'normalize'

/** A property that does not hold, and what shows it. */
export class Broken extends Error {
  override readonly name = 'Broken'
  readonly fault: Fault

  constructor(fault: Fault, detail: string, cause?: unknown) {
    super(`${fault}: ${detail}`, { cause })
    this.fault = fault
  }
}

export type Normalize = typeof normalizePosting

/** What holds for all pages of a platform. */
export interface Context {
  readonly blessed: Blessed
  readonly normalize: Normalize
  /** Fields that were normalized already. */
  readonly known: Set<string>
}

/** What came of one page that broke nothing. */
export interface Examined {
  /** The reader said that the page is not its format's. */
  readonly refused: boolean
  readonly characters: number
  /** Thousandths of a second of the fastest try. */
  readonly readMs: number
  readonly normalizeMs: number
  readonly postings: number
}

/** The bound holds for pages up to so many characters; a longer page may take as much more as it is longer. */
export const BOUND_CHARACTERS = 250_000
/** Most time for a page, and for a posting to be normalized. */
export const BOUND_MS = 100
type Outcome = { readonly reading: Reading } | { readonly refusal: string }

const readOnce = (platform: Platform, page: Page, board: Board): Outcome => {
  try {
    return { reading: platform.read(page, board) }
  } catch (error) {
    if (hasConsequence(error, 'source-changed')) return { refusal: error.code }
    throw new Broken('crash', `read() threw ${String(error)}`, error)
  }
}

const serialised = (value: unknown, what: string): string => {
  try {
    return JSON.stringify(value)
  } catch (error) {
    throw new Broken('misfit', `${what} cannot be written as JSON: ${String(error)}`, error)
  }
}

const MOST_ID = 500

const rawOf = (platform: Platform, board: Board, posting: Reading['postings'][number]): unknown => ({
  key: postingKey(board.id, posting.sourceId),
  board: board.id,
  platform: platform.id,
  domain: new URL(board.url).host,
  source: posting.source,
  fields: posting.fields,
  reader: platform.id,
  readerVersion: platform.readerVersion,
  run: 'hostile',
  fence: 1,
  observedAt: '2026-11-24T08:00:00.000Z',
  firstSeenAt: '2026-11-24T08:00:00.000Z',
  bootstrap: false,
})

/** Postings as the next stage gets them: from JSON, checked. */
const received = (platform: Platform, board: Board, reading: Reading): RawPosting[] =>
  reading.postings.map((posting) => {
    const { sourceId, fields } = posting
    if (sourceId === '' || sourceId.length > MOST_ID)
      throw new Broken('misfit', `an id of ${sourceId.length} characters`)
    const checked = RawFields.safeParse(fields)
    if (!checked.success) throw new Broken('misfit', `fields of ${sourceId}: ${checked.error.message}`)
    if (!isDeepStrictEqual(checked.data, fields))
      throw new Broken('misfit', `fields of ${sourceId} hold what RawFields does not`)
    const text = serialised(rawOf(platform, board, posting), `posting ${sourceId}`)
    const raw = RawPosting.safeParse(JSON.parse(text))
    if (!raw.success) throw new Broken('misfit', `posting ${sourceId}: ${raw.error.message}`)
    return raw.data
  })

/** Every text and number inside, with the path to it. */
function* leaves(value: unknown, path: string): Generator<readonly [path: string, leaf: string | number]> {
  if (typeof value === 'string' || typeof value === 'number') yield [path, value]
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value))
      yield* leaves(inner, Array.isArray(value) ? path : `${path}.${key}`)
}

const checkExplained = (page: Page, board: Board, reading: Reading, blessed: Blessed): void => {
  const evidence = evidenceOf(page, board)
  const values = [
    ...reading.postings.flatMap(({ sourceId, fields }) => [
      ['sourceId', sourceId] as const,
      ...leaves(fields, 'fields'),
    ]),
    ...reading.listed.flatMap(({ sourceId, detail, mark }) => [
      ['listed.sourceId', sourceId] as const,
      ['listed.detail.url', detail.url] as const,
      ...leaves(mark, 'listed.mark'),
    ]),
  ]
  for (const [field, value] of new Map(values.map((one) => [one.join('='), one])).values())
    if (explained(value, evidence, blessed, field) === undefined)
      throw new Broken('invented', `${field} is ${JSON.stringify(value).slice(0, 300)}, which the page does not say`)
}

const ADDRESS = /https?:\/\/\S+/g

const checkContacts = (reading: Reading): void => {
  const said = JSON.stringify([reading.postings.map(({ fields, source }) => [fields, source]), reading.signals])
  if (!said.includes(CANARY_EMAIL) && !said.includes(CANARY_PHONE)) return
  for (const [path, value] of leaves({ postings: reading.postings, signals: reading.signals }, '')) {
    const outside = path.endsWith('sourceId') ? '' : String(value).replaceAll(ADDRESS, '')
    if (outside.includes(CANARY_EMAIL) || outside.includes(CANARY_PHONE) || path.includes(CANARY_EMAIL))
      throw new Broken('contact', `${path} holds a contact: ${outside.slice(0, 300)}`)
  }
}

const checkAddresses = (reading: Reading): void => {
  for (const { url } of [...reading.next, ...reading.listed.map(({ detail }) => detail)])
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new Broken('misfit', `an address to ask for is ${url}`)
}

const normalized = (raw: RawPosting, board: Board, normalize: Normalize): number => {
  const act = () => {
    try {
      return JSON.stringify(normalize(raw, { board, baseCurrency: 'EUR' }))
    } catch (error) {
      if (hasConsequence(error, 'poison')) return undefined
      throw new Broken('normalize', `normalizing ${raw.key} threw ${String(error)}`, error)
    }
  }
  const { value, ms } = timed(act, BOUND_MS)
  if (ms > BOUND_MS) throw new Broken('normalize', `normalizing ${raw.key} took ${Math.round(ms)} ms`)
  if (act() !== value) throw new Broken('normalize', `normalizing ${raw.key} twice gives two postings`)
  return ms
}

/** Times of those postings whose fields were not normalized before: most of a variant is as in its fixture. */
const normalizeTimes = (raws: readonly RawPosting[], board: Board, { known, normalize }: Context): number[] =>
  raws.flatMap((raw) => {
    const id = hashId(JSON.stringify(raw.fields))
    if (known.has(id)) return []
    known.add(id)
    return [normalized(raw, board, normalize)]
  })

/**
 * Reads a page and normalizes what was read, and looks whether every property holds.
 * @throws Broken the first that does not
 */
export const examine = (platform: Platform, page: Page, board: Board, context: Context): Examined => {
  const boundMs = BOUND_MS * Math.max(1, page.body.length / BOUND_CHARACTERS)
  const { value: outcome, ms: readMs } = timed(() => readOnce(platform, page, board), boundMs)
  const characters = page.body.length
  if (readMs > boundMs)
    throw new Broken(
      'slow',
      `${characters} characters took ${Math.round(readMs)} ms, ${Math.round(boundMs)} are allowed`,
    )
  if (!isDeepStrictEqual(readOnce(platform, page, board), outcome))
    throw new Broken('impure', 'read twice, two readings')
  if ('refusal' in outcome) return { refused: true, characters, readMs, normalizeMs: 0, postings: 0 }
  const { reading } = outcome
  const raws = received(platform, board, reading)
  checkAddresses(reading)
  checkExplained(page, board, reading, context.blessed)
  checkContacts(reading)
  if (Object.hasOwn(Object.prototype, 'polluted')) throw new Broken('misfit', 'the page changed Object.prototype')
  const normalizeMs = Math.max(0, ...normalizeTimes(raws, board, context))
  return { refused: false, characters, readMs, normalizeMs, postings: raws.length }
}
