import type { Board } from '../src/domain/board.js'
import { instant } from '../src/domain/common.js'
import { BoardLedger, Due } from '../src/domain/lease.js'
import type { CrawlRequest } from '../src/domain/messages.js'
import type { Records, Stored } from '../src/ports/records.js'
import type { Platform } from './board.js'

const COLLECTION = 'due'

/** The politeness domain of a board: its own word, its platform's provider, or the host. */
export const domainOf = (board: Board, platform: Platform): string =>
  board.domain ?? platform.domain ?? new URL(board.url).host

/** Most postings of a board that wait to be looked at again. */
const MOST_RECHECKS = 200

/** Adds postings to those of a board that wait to be looked at again. */
const wishRecheck = async (records: Records, request: CrawlRequest, domain: string, dueAt: number): Promise<void> => {
  const id = `${request.board}#recheck`
  const before = await records.get<unknown>(COLLECTION, id)
  const keys = new Set([...((before && Due.parse(before.value).keys) ?? []), ...(request.keys ?? [])])
  const { board, id: wish, trigger } = request
  const due: Due = { board, domain, dueAt: instant(dueAt), wish, trigger, keys: [...keys].slice(0, MOST_RECHECKS) }
  await records.put(COLLECTION, id, due)
}

/** When boards are to be crawled next: one document a board, so that many wishes are one run. */
export const dueTable = (records: Records) => ({
  /**
   * Takes a wish at `now`, epoch milliseconds. False when it is older than the board's last run: it was granted already.
   * A run from the future was dated by a wrong clock and proves nothing, and neither clock makes the wish due later.
   */
  async wish(request: CrawlRequest, domain: string, now: number): Promise<boolean> {
    const dueAt = Math.min(now, Date.parse(request.wishedAt))
    if (request.keys) {
      await wishRecheck(records, request, domain, dueAt)
      return true
    }
    const head = await records.get<unknown>('boards', request.board)
    const lastRunAt = head && BoardLedger.parse(head.value).lastRunAt
    const isPast = lastRunAt !== undefined && Date.parse(lastRunAt) <= now
    if (isPast && request.wishedAt <= lastRunAt) return false
    const due: Due = { board: request.board, domain, dueAt: instant(dueAt), wish: request.id, trigger: request.trigger }
    await records.put(COLLECTION, request.board, due)
    return true
  },
  async list(): Promise<readonly Stored<Due>[]> {
    const stored = await records.list<unknown>(COLLECTION, { limit: 10_000 })
    return stored.map((one) => ({ ...one, value: Due.parse(one.value) }))
  },
  /** The wish could not be granted now: later, unless another came meanwhile. */
  async postpone({ id, version, value }: Stored<Due>, dueAt: number): Promise<void> {
    await records
      .put(COLLECTION, id, { ...value, dueAt: instant(dueAt) }, { ifVersion: version })
      .catch(() => undefined)
  },
  /** The wish was granted, unless another came meanwhile. */
  async done({ id, version }: Stored<Due>): Promise<void> {
    await records.delete(COLLECTION, id, { ifVersion: version }).catch(() => false)
  },
})
