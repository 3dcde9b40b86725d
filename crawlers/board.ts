import type { Board, ListKind } from '../src/domain/board.js'
import type { RawFields } from '../src/domain/raw-posting.js'
import type { Signal } from '../src/domain/run.js'

/** A page to ask for. `kind` is the platform's own word (`list`, `detail`, `sitemap`…) and comes back with the page. */
export interface PageRequest {
  readonly url: string
  readonly kind: string
  readonly method?: 'GET' | 'POST'
  readonly body?: unknown
  /** The posting whose own page this is: 404 and 410 there mean that it is gone. */
  readonly detailOf?: string
}

/** A page as it came. Only 2xx answers reach a reader. */
export interface Page {
  readonly request: PageRequest
  /** After redirects. */
  readonly url: string
  readonly status: number
  readonly contentType: string
  readonly body: string
  /** Epoch milliseconds. */
  readonly fetchedAt: number
}

/** One advert read off a page: the board's own id, its own fragment, and the fields taken from it. */
export interface ReadPosting {
  /** The board's raw id. */
  readonly sourceId: string
  /** JSON of the advert's own fragment; never a whole page. */
  readonly source: unknown
  readonly fields: RawFields
}

/** An advert that a list names and whose content stands on a page of its own. */
export interface ListedPosting {
  readonly sourceId: string
  readonly detail: PageRequest
  /** Changes when the list says that the advert changed (lastmod, version). Distrusted: details come again at a maximum age. */
  readonly mark?: string
}

/** What a reader makes of a page. */
export interface Reading {
  readonly postings: readonly ReadPosting[]
  readonly listed: readonly ListedPosting[]
  /** Further pages of the list. */
  readonly next: readonly PageRequest[]
  readonly signals: readonly Signal[]
  /** How many postings the list says it holds altogether, when it says so. */
  readonly total?: number
  /** A list without postings that is well formed by the format's own marks: a complete, empty list. */
  readonly empty?: boolean
}

/** Reads a list too large for memory as its text arrives. `take` and `end` throw as `read` does. */
export interface PartReader {
  take(text: string): Reading
  /** What is left when the text has ended; a list that was cut short is not the format's. */
  end(): Reading
}

/** One advert as an address for people names it. */
export interface NamedPosting {
  /** The page that shows it to the reader; it may show others beside it. */
  readonly page: PageRequest
  /** Address of its board, as `url` of the boards file. */
  readonly board: string
  /** The board's raw id, where the address tells it; else the advert is known by its own page. */
  readonly sourceId?: string
}

/**
 * Vendor software or a public API serving many boards alike. Pure: no clock, no net, no state.
 * `read` throws `JobdataError` with consequence `source-changed` when the page is not the format's at all
 * (the run is unreadable and closes nothing); a malformed entry inside a good page is a signal, not a throw.
 */
export interface Platform {
  /** Name of its file. */
  readonly id: string
  /** Grows when the reader takes more or other values: what it concerns is read again. */
  readonly readerVersion: number
  readonly list: ListKind
  /** Politeness domain of tenants on one provider; by default the host of the board's URL. */
  readonly domain?: string
  /** Accept header of its requests. */
  readonly accept: string
  start(board: Board): readonly PageRequest[]
  read(page: Page, board: Board): Reading
  /** The advert that a page for people shows, by the page's address alone; undefined unless that is certain. */
  readonly named?: (url: URL) => NamedPosting | undefined
  /** For lists that may not fit into memory: they are read in parts instead of by `read`. */
  readonly parts?: (request: PageRequest, board: Board) => PartReader
}
