import type { Page, PageRequest, Platform, ReadPosting } from '../../crawlers/board.js'
import { normalizePosting } from '../../pipelines/normalize/posting.js'
import type { Board } from '../domain/board.js'
import { instant } from '../domain/common.js'
import { JobdataError } from '../domain/errors.js'
import { postingKey } from '../domain/ids.js'
import type { Posting } from '../domain/posting.js'
import type { RawFields, RawPosting } from '../domain/raw-posting.js'
import type { Signal } from '../domain/run.js'

/** A page from a file, with the reader and the board that it is read for. */
export interface SavedPage {
  readonly platform: Platform
  readonly board: Board
  readonly page: Page
}

/** What became of one posting of a saved page. `normalized` is null when it cannot be: `signals` say why. */
export interface SavedPosting {
  readonly key: string
  readonly fields: RawFields
  readonly normalized: Posting | null
  readonly signals: readonly Signal[]
}

/** The file's text as a page that came with status 200; `fetchedAt` in epoch milliseconds. */
export const pageOf = (request: PageRequest, body: string, fetchedAt: number): Page => ({
  request,
  url: request.url,
  status: 200,
  contentType: '',
  body,
  fetchedAt,
})

const rawOf = ({ sourceId, source, fields }: ReadPosting, { platform, board, page }: SavedPage): RawPosting => ({
  key: postingKey(board.id, sourceId),
  board: board.id,
  platform: platform.id,
  domain: new URL(board.url).host,
  source,
  fields,
  reader: platform.id,
  readerVersion: platform.readerVersion,
  run: 'read',
  fence: 0,
  observedAt: instant(page.fetchedAt),
  firstSeenAt: instant(page.fetchedAt),
  bootstrap: false,
})

/** Normalizes a posting as the stage would. */
export const normalizeSaved = (posting: ReadPosting, saved: SavedPage): SavedPosting => {
  const raw = rawOf(posting, saved)
  const { key, fields } = raw
  try {
    const normalized = normalizePosting(raw, { board: saved.board, baseCurrency: 'EUR' })
    return { key, fields, normalized, signals: [] }
  } catch (error) {
    if (!(error instanceof JobdataError)) throw error
    const signals: Signal[] = [{ code: error.code, detail: error.message.slice(0, 300), count: 1 }]
    return { key, fields, normalized: null, signals }
  }
}
