import { instant } from '../src/domain/common.js'
import { sourceIdOfKey } from '../src/domain/ids.js'
import { DeadLetter } from '../src/domain/messages.js'
import { topics } from '../src/domain/topics.js'
import type { Log, Subscription } from '../src/ports/log.js'
import type { Records } from '../src/ports/records.js'
import type { Ledger } from './ledger.js'

const COLLECTION = 'rejected'
const GROUP = 'crawl-rejections'
const MOST = 10_000
/** No hash of a content: what was rejected is new again. */
const REJECTED = 'rejected'

/** Follows `dead-letters.v1`: what was published but taken by nobody is remembered until its board's next run. */
export const followRejections = (log: Log, records: Records): Promise<Subscription> =>
  log.subscribe({
    group: GROUP,
    topics: [topics.deadLetters],
    async onBatch({ records: letters }) {
      for (const { value } of letters) {
        const letter = DeadLetter.safeParse(value)
        if (!letter.success || letter.data.settled) continue
        const { origin, at } = letter.data
        if (origin.topic === topics.raw.name && origin.key !== null) await records.put(COLLECTION, origin.key, { at })
      }
    },
  })

/** Clears what the ledger knows of a board's rejected postings, so that they are read and published again. */
export const clearRejected = async (
  records: Records,
  board: string,
  ledger: Ledger,
): Promise<{ readonly done: () => Promise<void> }> => {
  const rejected = await records.list(COLLECTION, { prefix: `${board}:`, limit: MOST })
  for (const { id } of rejected) {
    const entry = ledger.entry(sourceIdOfKey(id))
    if (entry) ledger.set(sourceIdOfKey(id), { ...entry, contentHash: REJECTED, readAt: instant(0) })
  }
  return {
    /** They were given again: a new rejection is a new letter. */
    async done() {
      for (const { id, version } of rejected) await records.delete(COLLECTION, id, { ifVersion: version })
    },
  }
}
