import { hashId } from '../src/domain/ids.js'
import type { LedgerEntry } from '../src/domain/lease.js'
import type { Signal } from '../src/domain/run.js'
import { hasConsequence } from '../src/domain/errors.js'
import type { Board } from '../src/domain/board.js'
import type { ListedPosting, Page, PageRequest, Platform, ReadPosting, Reading } from './board.js'
import type { Ledger } from './ledger.js'
import { signal } from './read/posting.js'
import type { Why } from './visit.js'

const DAY = 86_400_000
/** Details are read again at this age, whatever the list says of their change. */
const DETAIL_AGE_MS = 7 * DAY
/** The page of a posting that left its window is probed at this age of its last proof. */
const PROBE_AGE_MS = 2 * DAY
const MOST_PROBES = 200

/** Requests of the walk itself, beside the platform's own. */
const PROBE = 'probe'

/** Hash of what a reader took, without what changes though the advert does not. */
export const contentHash = ({ fields }: ReadPosting): string => {
  const content = Object.entries(fields).filter(([name]) => name !== 'dateUpdated')
  return hashId(JSON.stringify(content))
}

/** What a run gathered on its walk over a board. */
export interface Walk {
  readonly seen: Set<string>
  readonly gone: Set<string>
  readonly removed: Set<string>
  readonly found: {
    readonly posting: ReadPosting
    readonly hash: string
    readonly mark: string | undefined
    readonly detailUrl: string | undefined
  }[]
  /** Seen with the content known before. */
  readonly unchanged: Set<string>
  /** Ids whose own page was probed and is there. */
  readonly verified: Set<string>
  readonly signals: Signal[]
  /** Validators of the list's pages, by address; kept when the whole run was taken in. */
  readonly validators: Record<string, { etag?: string; lastModified?: string }>
  detailsFailed: number
  listPages: number
  total: number | undefined
  /** The list is well formed and empty by its own marks. */
  empty: boolean
  notModified: boolean
  why: Why | undefined
}

const freshWalk = (): Walk => ({
  seen: new Set(),
  gone: new Set(),
  removed: new Set(),
  found: [],
  unchanged: new Set(),
  verified: new Set(),
  signals: [],
  validators: {},
  detailsFailed: 0,
  listPages: 0,
  total: undefined,
  empty: false,
  notModified: false,
  why: undefined,
})

export interface WalkOptions {
  readonly board: Board
  readonly platform: Platform
  readonly ledger: Ledger
  readonly now: number
}

/** Decides what of a board's pages is new, and what to ask for next. No net, no clock. */
export const openWalk = ({ board, platform, ledger, now }: WalkOptions) => {
  const walk = freshWalk()
  const marks = new Map<string, ListedPosting>()

  const isDue = ({ sourceId, mark }: ListedPosting, entry: LedgerEntry | undefined): boolean =>
    entry === undefined ||
    entry.state !== 'open' ||
    entry.readerVersion !== platform.readerVersion ||
    (mark !== undefined && entry.listHash !== mark && !marks.has(sourceId)) ||
    now - Date.parse(entry.readAt) >= DETAIL_AGE_MS

  const hasDueEntries = (): boolean =>
    platform.list === 'whole' &&
    [...ledger.entries().values()].some(
      ({ state, readerVersion, readAt }) =>
        state === 'open' && (readerVersion !== platform.readerVersion || now - Date.parse(readAt) >= DETAIL_AGE_MS),
    )

  const takeListed = (listed: ListedPosting): PageRequest[] => {
    const entry = ledger.entry(listed.sourceId)
    const due = isDue(listed, entry)
    // A closed one is back only when its page says so, not because a list still names it.
    if (entry?.state !== 'closed') walk.seen.add(listed.sourceId)
    marks.set(listed.sourceId, listed)
    if (due) return [listed.detail]
    walk.unchanged.add(listed.sourceId)
    return []
  }

  const takePosting = (posting: ReadPosting): void => {
    const { sourceId, fields } = posting
    if (fields.removed) {
      walk.removed.add(sourceId)
      return
    }
    walk.seen.add(sourceId)
    const hash = contentHash(posting)
    const entry = ledger.entry(sourceId)
    const listed = marks.get(sourceId)
    if (entry?.contentHash === hash && entry.readerVersion === platform.readerVersion) {
      walk.unchanged.add(sourceId)
      ledger.set(sourceId, {
        ...entry,
        readAt: new Date(now).toISOString(),
        ...(listed?.mark !== undefined && { listHash: listed.mark }),
      })
    } else {
      walk.found.push({ posting, hash, mark: listed?.mark, detailUrl: listed?.detail.url ?? fields.url })
    }
  }

  const takeReading = (page: Page, reading: Reading): PageRequest[] => {
    walk.signals.push(...reading.signals)
    for (const posting of reading.postings) takePosting(posting)
    if (page.request.detailOf !== undefined) return []
    if (page.request.kind !== 'robots') walk.listPages++
    walk.total = reading.total ?? walk.total
    walk.empty ||= reading.empty === true
    return [...reading.next, ...reading.listed.flatMap(takeListed)]
  }

  return {
    walk,
    start: (): readonly PageRequest[] => platform.start(board),
    isList: ({ kind, detailOf }: PageRequest): boolean => detailOf === undefined && kind !== PROBE,
    /** Whether the page may be asked for conditionally: not when something is to be read again though the list stands still. */
    isConditional: ({ kind, detailOf }: PageRequest): boolean =>
      detailOf === undefined && kind !== PROBE && kind !== 'robots' && !hasDueEntries(),
    /** What a page brings to ask for. A page that is not the format's ends a list, and passes over a detail. */
    read(page: Page): readonly PageRequest[] {
      const { detailOf, kind } = page.request
      if (kind === PROBE) {
        if (detailOf !== undefined) walk.verified.add(detailOf)
        return []
      }
      try {
        return takeReading(page, platform.read(page, board))
      } catch (error) {
        if (!hasConsequence(error, 'source-changed')) throw error
        walk.signals.push(signal(error.code, error.message))
        if (detailOf === undefined) walk.why = 'unreadable'
        return []
      }
    },
    /** The whole list is as it was: what it showed is still there, what it lacked then is still absent. */
    keepAll(): void {
      walk.notModified = true
      const { hold, lastListed } = ledger.head
      const held = new Set(hold?.keys)
      const shown = platform.list === 'whole' ? undefined : new Set(lastListed)
      for (const [id, { state }] of ledger.entries()) {
        if (state !== 'open' || held.has(id) || shown?.has(id) === false) continue
        walk.seen.add(id)
        walk.unchanged.add(id)
      }
    },
    /** Pages of postings that left a window, longest unproven first. */
    probes(): readonly PageRequest[] {
      if (platform.list === 'whole') return []
      return [...ledger.entries()]
        .filter(
          ([id, { state, readAt }]) =>
            state !== 'closed' && !walk.seen.has(id) && now - Date.parse(readAt) >= PROBE_AGE_MS,
        )
        .sort(([, a], [, b]) => (a.readAt < b.readAt ? -1 : 1))
        .slice(0, MOST_PROBES)
        .flatMap(([id, { detailUrl }]) =>
          detailUrl === undefined ? [] : [{ url: detailUrl, kind: PROBE, detailOf: id }],
        )
    },
    /** Whether the walk reached the end of a list that holds what it says. */
    verdict(): Why | undefined {
      if (walk.why !== undefined || walk.notModified) return walk.why
      if (walk.total !== undefined && walk.seen.size < walk.total) {
        const lost = walk.signals
          .filter(({ code }) => code === 'malformed-entry')
          .reduce((sum, { count }) => sum + count, 0)
        if (walk.seen.size + lost < walk.total) return 'truncated'
      }
      if (walk.seen.size === 0 && !walk.empty) return 'unreadable'
      return walk.seen.size < board.expect.min ? 'unexpected' : undefined
    },
  }
}

export type WalkInProgress = ReturnType<typeof openWalk>
