import { hashId } from '../src/domain/ids.js'
import type { LedgerEntry } from '../src/domain/lease.js'
import { pageKeyOf } from '../src/domain/links.js'
import { namedBy, removalKeysOf } from '../src/domain/removal.js'
import type { Signal } from '../src/domain/run.js'
import { hasConsequence } from '../src/domain/errors.js'
import type { Board } from '../src/domain/board.js'
import type { ListedPosting, Page, PageRequest, Platform, ReadPosting, Reading } from './board.js'
import { countFilled, noneFilled } from './drift.js'
import type { Filled } from './drift.js'
import type { Ledger } from './ledger.js'
import { signal } from './read/posting.js'
import type { Why } from './visit.js'

const DAY = 86_400_000
/** Details are read again at this age, whatever the list says of their change. */
const DETAIL_AGE_MS = 7 * DAY
/** The page of a posting that left its window is probed at this age of its last proof. */
const PROBE_AGE_MS = 2 * DAY
const MOST_PROBES = 200
/** A list of so few pages is the best proof of its postings; of a longer one the postings' own pages are asked. */
const CHEAP_LIST_PAGES = 3
/** A proof younger than this is good enough when somebody looks. */
const RECHECK_AGE_MS = 15 * 60_000

/** Requests of the walk itself, beside the platform's own. */
const PROBE = 'probe'

/** A page of the list itself, not of one posting. */
const isList = ({ kind, detailOf }: PageRequest): boolean => detailOf === undefined && kind !== PROBE

/** Hash of what a reader took, without what changes though the advert does not. */
export const contentHash = ({ fields }: ReadPosting): string => {
  const content = Object.entries(fields).filter(([name]) => name !== 'dateUpdated')
  return hashId(JSON.stringify(content))
}

/** A posting whose content is new or changed. */
export interface Found {
  readonly posting: ReadPosting
  readonly hash: string
  /** How the list names it, when its content stands on a page of its own. */
  readonly listed: ListedPosting | undefined
}

/** What a run gathered on its walk over a board. */
export interface Walk {
  readonly seen: Set<string>
  readonly gone: Set<string>
  readonly removed: Set<string>
  /** New or changed, waiting to be published. */
  readonly found: Found[]
  /** How many were new or changed so far. */
  foundCount: number
  readonly filled: Filled
  /** How many were seen in this run for the first time ever. */
  fresh: number
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
  foundCount: 0,
  filled: noneFilled(),
  fresh: 0,
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

/** Equal ones are counted: a board with a thousand misfits says so once. */
const addSignals = (known: Signal[], more: readonly Signal[]): void => {
  for (const one of more) {
    const at = known.findIndex(({ code, field }) => code === one.code && field === one.field)
    const before = known[at]
    if (before === undefined) known.push(one)
    else known[at] = { ...before, count: before.count + one.count }
  }
}

/** Whether a redirect only changed an address's spelling: scheme, www, a slash at the end, query. */
const isSamePage = (asked: string, answered: string): boolean => {
  const bare = (address: string): string => {
    const { hostname, pathname } = new URL(address)
    return hostname.replace(/^www\./, '') + pathname.replace(/\/$/, '')
  }
  return bare(asked) === bare(answered)
}

/** A list on its way in; each step says what to ask for next. */
export interface PartsInProgress {
  take(text: string): readonly PageRequest[]
  end(): readonly PageRequest[]
}

export interface WalkOptions {
  readonly board: Board
  readonly platform: Platform
  readonly ledger: Ledger
  readonly now: number
  /** Keys of the removals in force. */
  readonly removals: ReadonlySet<string>
}

/** Decides what of a board's pages is new, and what to ask for next. No net, no clock. */
export const openWalk = ({ board, platform, ledger, now, removals }: WalkOptions) => {
  const walk = freshWalk()
  const marks = new Map<string, ListedPosting>()

  /** Withheld by removals that were all taken back since. */
  const isReleased = ({ withheld }: LedgerEntry): boolean => withheld?.some((key) => removals.has(key)) === false

  const isDue = ({ sourceId, mark }: ListedPosting, entry: LedgerEntry | undefined): boolean =>
    entry === undefined ||
    entry.state !== 'open' ||
    isReleased(entry) ||
    entry.readerVersion !== platform.readerVersion ||
    (mark !== undefined && entry.listHash !== mark && !marks.has(sourceId)) ||
    now - Date.parse(entry.readAt) >= DETAIL_AGE_MS

  /** An entry whose content is to be read again; that of a window only when it was withheld, as it leaves by itself. */
  const isStale = (entry: LedgerEntry): boolean =>
    isReleased(entry) ||
    (platform.list === 'whole' &&
      (entry.readerVersion !== platform.readerVersion || now - Date.parse(entry.readAt) >= DETAIL_AGE_MS))

  const hasDueEntries = (): boolean =>
    [...ledger.entries().values()].some((entry) => entry.state === 'open' && isStale(entry))

  const see = (id: string, entry: LedgerEntry | undefined): void => {
    if (entry === undefined && !walk.seen.has(id)) walk.fresh++
    walk.seen.add(id)
  }

  const takeListed = (listed: ListedPosting): PageRequest[] => {
    const entry = ledger.entry(listed.sourceId)
    const due = isDue(listed, entry)
    // A closed one is back only when its page says so, not because a list still names it.
    if (entry?.state !== 'closed') see(listed.sourceId, entry)
    marks.set(listed.sourceId, listed)
    if (due) return [listed.detail]
    walk.unchanged.add(listed.sourceId)
    return []
  }

  const removalsOf = ({ fields }: ReadPosting): string[] =>
    removals.size === 0 ? [] : removalKeysOf(namedBy(fields, board.employer)).filter((key) => removals.has(key))

  /** Removed on request: neither published nor remembered as published, so that it comes anew once that is taken back. */
  const withhold = (posting: ReadPosting, withheld: string[]): void => {
    const { sourceId, fields } = posting
    const listed = marks.get(sourceId)
    walk.seen.add(sourceId)
    addSignals(walk.signals, [signal('removed-on-request', 'postings that are not taken: their removal was asked for')])
    ledger.set(sourceId, {
      firstSeenAt: new Date(now).toISOString(),
      state: 'open',
      detailUrl: listed?.detail.url ?? fields.url,
      ...ledger.entry(sourceId),
      contentHash: contentHash(posting),
      readerVersion: platform.readerVersion,
      readAt: new Date(now).toISOString(),
      withheld,
      ...(listed?.mark !== undefined && { listHash: listed.mark }),
    })
  }

  const takePosting = (posting: ReadPosting): void => {
    const { sourceId, fields } = posting
    if (fields.removed) {
      walk.removed.add(sourceId)
      return
    }
    const withheld = removalsOf(posting)
    if (withheld.length > 0) {
      withhold(posting, withheld)
      return
    }
    countFilled(walk.filled, fields)
    const hash = contentHash(posting)
    const entry = ledger.entry(sourceId)
    see(sourceId, entry)
    const listed = marks.get(sourceId)
    const isKnown = entry?.contentHash === hash && entry.readerVersion === platform.readerVersion
    // A closed one may have left the table for good: it comes back with its content.
    if (isKnown && entry.state !== 'closed' && entry.withheld === undefined) {
      walk.unchanged.add(sourceId)
      ledger.set(sourceId, {
        ...entry,
        readAt: new Date(now).toISOString(),
        ...(listed?.mark !== undefined && { listHash: listed.mark }),
      })
    } else {
      walk.foundCount++
      walk.found.push({ posting, hash, listed })
    }
  }

  const takeReading = ({ detailOf }: PageRequest, reading: Reading): PageRequest[] => {
    addSignals(walk.signals, reading.signals)
    for (const posting of reading.postings) takePosting(posting)
    if (detailOf !== undefined) return []
    walk.total = reading.total ?? walk.total
    walk.empty ||= reading.empty === true
    return [...reading.next, ...reading.listed.flatMap(takeListed)]
  }

  /** A page that is not the format's ends a list, and passes over a detail. */
  const attempt = (request: PageRequest, read: () => Reading): PageRequest[] => {
    try {
      return takeReading(request, read())
    } catch (error) {
      if (!hasConsequence(error, 'source-changed')) throw error
      addSignals(walk.signals, [signal(error.code, error.message)])
      if (request.detailOf === undefined) walk.why = 'unreadable'
      return []
    }
  }

  /** Postings by the key of their own page; made when a page first leads away. */
  let idsByPage: ReadonlyMap<string | undefined, string> | undefined
  const ownerOf = (page: string | undefined): string | undefined => {
    idsByPage ??= new Map([
      ...[...ledger.entries()].map(([id, { detailUrl }]) => [pageKeyOf(detailUrl), id] as const),
      ...[...marks].map(([id, { detail }]) => [pageKeyOf(detail.url), id] as const),
    ])
    return page === undefined ? undefined : idsByPage.get(page)
  }

  /** Whether a posting's page led to the page of another one. A new address that is nobody else's is its own. */
  const isOfAnother = ({ request, url }: Page): boolean => {
    if (request.detailOf === undefined || url === request.url) return false
    const page = pageKeyOf(url)
    const owner = page === pageKeyOf(request.url) ? undefined : ownerOf(page)
    return owner !== undefined && owner !== request.detailOf
  }

  const ledAway = (): void =>
    addSignals(walk.signals, [signal('led-away', 'pages of postings lead to another page: neither there nor gone')])

  /** A page that led away to another one says nothing of its posting. */
  const takeProbe = ({ request, url }: Page): void => {
    if (request.detailOf === undefined) return
    if (isSamePage(request.url, url)) walk.verified.add(request.detailOf)
    else ledAway()
  }

  return {
    walk,
    start: (): readonly PageRequest[] => platform.start(board),
    note: (one: Signal): void => addSignals(walk.signals, [one]),
    isList,
    /** Whether the page may be asked for conditionally: not when something is to be read again though the list stands still. */
    isConditional: (request: PageRequest): boolean => isList(request) && request.kind !== 'robots' && !hasDueEntries(),
    /** What a page brings to ask for. */
    read(page: Page): readonly PageRequest[] {
      const { request } = page
      if (request.kind === PROBE) {
        takeProbe(page)
        return []
      }
      if (isOfAnother(page)) {
        ledAway()
        return []
      }
      if (isList(request) && request.kind !== 'robots') walk.listPages++
      return attempt(request, () => platform.read(page, board))
    },
    /** A list page that is read as its text arrives; undefined when it is read as a whole. */
    parts(request: PageRequest): PartsInProgress | undefined {
      const reader = isList(request) ? platform.parts?.(request, board) : undefined
      if (reader === undefined) return undefined
      walk.listPages++
      const step = (read: () => Reading): readonly PageRequest[] =>
        walk.why === undefined ? attempt(request, read) : []
      return { take: (text) => step(() => reader.take(text)), end: () => step(() => reader.end()) }
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
    /**
     * Pages that show whether these postings are still there: the page that their content is on, or a probe of the page
     * that people see. Undefined when the list shows it for less.
     */
    recheck(ids: readonly string[]): readonly PageRequest[] | undefined {
      const known = ids.flatMap((id) => {
        const entry = ledger.entry(id)
        return entry === undefined || entry.state === 'closed' ? [] : [{ id, ...entry }]
      })
      const isListCheap = platform.list === 'whole' && (ledger.head.listPages ?? 1) <= CHEAP_LIST_PAGES
      if (isListCheap && known.some(({ detailKind }) => detailKind === undefined)) return undefined
      return known
        .filter(({ readAt }) => now - Date.parse(readAt) >= RECHECK_AGE_MS)
        .flatMap(({ id, detailUrl, detailKind, listHash }): PageRequest[] => {
          if (detailUrl === undefined) return []
          const detail = { url: detailUrl, kind: detailKind ?? PROBE, detailOf: id }
          if (detailKind !== undefined)
            marks.set(id, { sourceId: id, detail, ...(listHash !== undefined && { mark: listHash }) })
          return [detail]
        })
    },
    /** Whether the walk reached the end of a list that holds what it says. */
    verdict(): Why | undefined {
      if (walk.why !== undefined || walk.notModified) return walk.why
      if (walk.signals.some(({ code }) => code === 'list-capped')) return 'truncated'
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
