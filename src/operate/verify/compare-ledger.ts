import { boardOfKey, postingKey } from '../../domain/ids.js'
import type { LedgerEntry } from '../../domain/lease.js'
import type { Difference } from './differences.js'
import { wordOf } from './table.js'
import type { Row } from './table.js'

export interface LedgerDifference extends Difference {
  readonly board: string
  /** Shard of the ledger that has an entry of it; undefined: none has. */
  readonly shard: string | undefined
}

export interface LedgerComparisonOptions {
  readonly rows: ReadonlyMap<string, Row>
  /** Keys of raw postings that wait in the dead letters. */
  readonly rejected: ReadonlySet<string>
  /** When the last run of each board ended (ISO): what a later one brought is not in the ledger yet. */
  readonly concluded: ReadonlyMap<string, string>
}

type Entry = Pick<LedgerEntry, 'state' | 'withheld'>

/** The table against the crawlers' ledger, both ways: every entry is seen once, then `missing` tells the rest. */
export class LedgerComparison {
  private readonly seen = new Set<string>()
  private readonly options: LedgerComparisonOptions

  constructor(options: LedgerComparisonOptions) {
    this.options = options
  }

  see(board: string, shard: string, sourceId: string, entry: Entry): LedgerDifference | undefined {
    const id = postingKey(board, sourceId)
    const row = this.options.rows.get(id)
    if (!row) return this.withoutPosting(id, board, shard, entry)
    this.seen.add(id)
    if (entry.state !== 'closed' || !this.isLive(id, row)) return undefined
    return { kind: 'ledger-closed', id, board, shard, detail: `ledger: closed; table: ${wordOf(row)}` }
  }

  /** Live on its board, but not in the table: unless it was never published, or nobody could take it. */
  private withoutPosting(id: string, board: string, shard: string, entry: Entry): LedgerDifference | undefined {
    if (entry.state === 'closed' || entry.withheld || this.options.rejected.has(id)) return undefined
    return { kind: 'ledger-without-posting', id, board, shard, detail: `ledger: ${entry.state}; table: nothing` }
  }

  /** Shown to people, and of a run that is over. */
  private isLive(key: string, { state, removed, observedAt }: Row): boolean {
    const concluded = this.options.concluded.get(boardOfKey(key)) ?? ''
    return state !== 'closed' && !removed && observedAt <= concluded
  }

  /** Live postings of these boards that no entry stands for. */
  *missing(boards: ReadonlySet<string>): Generator<LedgerDifference> {
    for (const [id, row] of this.options.rows) {
      const board = boardOfKey(id)
      if (!boards.has(board) || this.seen.has(id) || !this.isLive(id, row)) continue
      const detail = `ledger: nothing; table: ${wordOf(row)}`
      yield { kind: 'posting-without-ledger', id, board, shard: undefined, detail }
    }
  }
}
