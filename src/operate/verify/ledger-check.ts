import { hasConsequence } from '../../domain/errors.js'
import { sourceIdOfKey } from '../../domain/ids.js'
import { LedgerEntry } from '../../domain/lease.js'
import type { BoardLedger } from '../../domain/lease.js'
import { Run } from '../../domain/run.js'
import { topics } from '../../domain/topics.js'
import type { Records } from '../../ports/records.js'
import { outstandingLetters } from '../dead-letters.js'
import type { Progress } from '../progress.js'
import { LedgerComparison } from './compare-ledger.js'
import type { LedgerDifference } from './compare-ledger.js'
import type { Look, Repair } from './look.js'
import { readTopic } from './read-topic.js'
import type { Reading } from './read-topic.js'
import { readTable } from './table.js'

export interface LedgerCheckOptions extends Reading {
  readonly records: Records
  /** Ids of the configured boards: nobody crawls others. */
  readonly boards: readonly string[]
}

const HEADS = 'boards'
const SHARDS = 'ledger'
/** Shards in memory at once. */
const PAGE = 4

const Entry = LedgerEntry.pick({ state: true, withheld: true })
const RunGlance = Run.pick({ endedAt: true })

const readConcluded = async function* (reading: Reading): AsyncGenerator<Progress, Map<string, string>> {
  const concluded = new Map<string, string>()
  yield* readTopic('runs', topics.runs, reading, ({ key, value }) => {
    const run = RunGlance.safeParse(value)
    if (run.success) concluded.set(key ?? '', run.data.endedAt)
  })
  return concluded
}

type Shard = Record<string, unknown>

async function* shardsOf(records: Records, board: string) {
  let after: string | undefined
  for (;;) {
    const page = await records.list<Shard>(SHARDS, {
      prefix: `${board}/`,
      limit: PAGE,
      ...(after !== undefined && { after }),
    })
    yield* page
    after = page.at(-1)?.id
    if (page.length < PAGE) return
  }
}

/** Compares the ledger of every configured board with the table. */
export async function* lookAtLedger(options: LedgerCheckOptions): AsyncGenerator<Progress, Look<LedgerDifference>> {
  const { log, records, boards, signal } = options
  const { rows } = yield* readTable(options)
  const concluded = yield* readConcluded(options)
  const waiting = await outstandingLetters(log, { stage: 'normalize' })
  const rejected = new Set(waiting.flatMap(({ key }) => key ?? []))
  const comparison = new LedgerComparison({ rows, rejected, concluded })
  const differences: LedgerDifference[] = []
  let entries = 0
  for (const [done, board] of boards.entries()) {
    for await (const { id: shard, value } of shardsOf(records, board)) {
      signal.throwIfAborted()
      for (const [sourceId, stored] of Object.entries(value)) {
        entries++
        const difference = comparison.see(board, shard, sourceId, Entry.parse(stored))
        if (difference) differences.push(difference)
      }
    }
    yield { step: 'ledger', done: done + 1, total: boards.length }
  }
  differences.push(...comparison.missing(new Set(boards)))
  return { compared: Math.max(entries, rows.size), differences }
}

/** Takes entries out of a shard. A crawler that writes it at the same time is right: false, and nothing was changed. */
const forget = async (records: Records, shard: string, keys: readonly string[]): Promise<boolean> => {
  const stored = await records.get<Shard>(SHARDS, shard)
  if (!stored) return true
  const gone = new Set(keys.map(sourceIdOfKey))
  const kept = Object.fromEntries(Object.entries(stored.value).filter(([id]) => !gone.has(id)))
  return written(records.put(SHARDS, shard, kept, { ifVersion: stored.version }))
}

/** Says in the head of a ledger that more entries are missing: its next opening reads them from the table. */
const askForRebuilding = async (records: Records, board: string, missing: number): Promise<boolean> => {
  const stored = await records.get<BoardLedger>(HEADS, board)
  if (!stored) return true
  let size = 0
  for await (const { value } of shardsOf(records, board)) size += Object.keys(value).length
  const head = { ...stored.value, size: Math.max(stored.value.size, size + missing) }
  return written(records.put(HEADS, board, head, { ifVersion: stored.version }))
}

const written = async (writing: Promise<string>): Promise<boolean> => {
  try {
    await writing
    return true
  } catch (error) {
    if (hasConsequence(error, 'conflict')) return false
    throw error
  }
}

const grouped = (
  differences: readonly LedgerDifference[],
  by: (difference: LedgerDifference) => string | undefined,
): Map<string, LedgerDifference[]> => {
  const groups = new Map<string, LedgerDifference[]>()
  for (const difference of differences) {
    const name = by(difference)
    if (name === undefined) continue
    const group = groups.get(name) ?? []
    group.push(difference)
    groups.set(name, group)
  }
  return groups
}

const repairBoard = async (board: string, some: readonly LedgerDifference[], records: Records): Promise<boolean> => {
  for (const [shard, inShard] of grouped(some, (one) => one.shard))
    if (
      !(await forget(
        records,
        shard,
        inShard.map(({ id }) => id),
      ))
    )
      return false
  return askForRebuilding(records, board, some.filter(({ kind }) => kind !== 'ledger-without-posting').length)
}

/**
 * Makes the ledger forget what it has wrong. The board's next visit reads what the table has from there, and takes the rest
 * for new. A run under way on the board loses the race and is repeated.
 */
export async function* repairLedger(
  differences: readonly LedgerDifference[],
  { records, signal }: LedgerCheckOptions,
): AsyncGenerator<Progress, Repair> {
  const repaired: Repair = {}
  let done = 0
  for (const [board, some] of grouped(differences, (one) => one.board)) {
    signal.throwIfAborted()
    if (await repairBoard(board, some, records)) for (const { kind } of some) repaired[kind] = (repaired[kind] ?? 0) + 1
    done += some.length
    yield { step: 'repairing the ledger', done, total: differences.length }
  }
  return repaired
}
