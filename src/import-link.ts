import type { ImportedPage, Importer } from '../crawlers/import-page.js'
import { failure } from '../crawlers/read/advert-page.js'
import { compose } from '../pipelines/dedupe/vacancy.js'
import { normalizePosting } from '../pipelines/normalize/posting.js'
import type { ImportLink, LinkToImport } from './api/deps.js'
import { Terms } from './domain/board.js'
import { instant } from './domain/common.js'
import { JobdataError, hasConsequence } from './domain/errors.js'
import { IMPORT_BOARD } from './domain/ids.js'
import type { Posting } from './domain/posting.js'
import type { RawPosting } from './domain/raw-posting.js'
import { isRemoved, namedBy } from './domain/removal.js'
import type { LiveVacancy } from './domain/vacancy.js'
import type { Clock } from './ports/clock.js'
import type { Removals } from './ports/removals.js'

export interface ImportLinkOptions {
  readonly importer: Importer
  readonly removals: Removals
  readonly clock: Clock
  /** ISO 4217; salaries are annualised to it. */
  readonly baseCurrency: string
}

/** Nobody but its importer reads it, and nowhere does it leave by a feed. */
const termsOf = ({ known }: ImportedPage): Terms => ({ ...(known?.terms ?? Terms.parse({})), redistribute: false })

const toRaw = ({ key, firstSeenAt }: LinkToImport, page: ImportedPage, now: string): RawPosting => ({
  key,
  board: IMPORT_BOARD,
  platform: page.reader,
  domain: page.domain,
  source: page.posting.source,
  fields: page.posting.fields,
  reader: page.reader,
  readerVersion: page.readerVersion,
  run: IMPORT_BOARD,
  fence: page.fence,
  observedAt: now,
  firstSeenAt: firstSeenAt ?? now,
  bootstrap: false,
})

/** What is read off a page's head is an excerpt, however long. */
const asExcerpt = (posting: Posting): Posting => {
  const { description } = posting
  return description.status === 'none' ? posting : { ...posting, description: { ...description, status: 'snippet' } }
}

const vacancyOf = (posting: Posting): LiveVacancy => {
  const composed = compose({
    rows: [{ posting, state: undefined }],
    removalsOf: () => [],
    terms: () => undefined,
    why: new Map(),
    variants: [],
    owner: 0,
  })
  if (composed.kind !== 'vacancy') throw new RangeError('a posting without removals makes a vacancy')
  return composed
}

const removed = (): JobdataError =>
  new JobdataError('adverts of this employer, or this page, were removed on request: they are not read', {
    consequence: 'bad-request',
    code: 'vacancy-removed',
  })

const isOver = ({ validThrough }: Posting, now: string): boolean => validThrough !== undefined && validThrough < now

/** Reads a link the way boards are read, to one vacancy that nobody else has. */
export const importLink = ({ importer, removals, clock, baseCurrency }: ImportLinkOptions): ImportLink => {
  const normalized = (raw: RawPosting, page: ImportedPage): Posting => {
    const { known } = page
    const board = {
      rank: known?.rank ?? 50,
      terms: termsOf(page),
      language: known?.language,
      country: known?.country,
      employer: known?.employer,
    }
    try {
      const posting = normalizePosting(raw, { board, baseCurrency })
      return page.reader === 'snippet' ? asExcerpt(posting) : posting
    } catch (error) {
      if (!hasConsequence(error, 'poison')) throw error
      throw failure('page-no-vacancy', 'no vacancy was found on the page: open it and paste its text instead')
    }
  }

  return async (link) => {
    const inForce = await removals.current()
    if (isRemoved({ url: link.url.href }, inForce)) throw removed()
    const page = await importer.read(link.url)
    const { fields } = page.posting
    if (isRemoved(namedBy(fields, page.known?.employer), inForce)) throw removed()
    const now = instant(clock.now())
    const posting = normalized(toRaw(link, page, now), page)
    if (isOver(posting, now)) throw failure('page-gone', 'the vacancy’s deadline has passed: its page says so')
    const { reader, address, known } = page
    return { vacancy: vacancyOf(posting), reader, address, ...(known && { board: known.id }) }
  }
}
