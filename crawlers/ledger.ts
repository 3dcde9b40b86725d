import { createHash } from 'node:crypto'
import { BoardLedger, LedgerEntry } from '../src/domain/lease.js'
import type { Board } from '../src/domain/board.js'
import { boardOfKey, sourceIdOfKey } from '../src/domain/ids.js'
import type { PostingState } from '../src/domain/posting-state.js'
import type { Posting } from '../src/domain/posting.js'
import type { Run } from '../src/domain/run.js'
import { topics } from '../src/domain/topics.js'
import type { Topic } from '../src/domain/topics.js'
import type { Log } from '../src/ports/log.js'
import { ABSENT } from '../src/ports/records.js'
import type { Records } from '../src/ports/records.js'

const HEADS = 'boards'
const ENTRIES = 'ledger'
/** A change rewrites one shard of so many, not the whole board. */
const SHARDS = 16

const shardOf = (id: string): number => (createHash('md5').update(id).digest()[0] ?? 0) % SHARDS

interface Shard {
  version: string
  readonly entries: Map<string, LedgerEntry>
  dirty: boolean
}

/** What is known of a board between runs. */
export interface Ledger {
  /** Changed in place; kept by `save`. */
  readonly head: BoardLedger
  entry(id: string): LedgerEntry | undefined
  set(id: string, entry: LedgerEntry): void
  /** All entries, closed ones too. */
  entries(): Map<string, LedgerEntry>
  size(): number
  /** Writes what changed. Throws `conflict` when another crawler wrote since: its lease is the newer one. */
  save(): Promise<void>
}

export interface LedgerOptions {
  readonly board: Board
  readonly records: Records
  /** For rebuilding a lost ledger from the table of truth. */
  readonly log: Log
}

const freshHead = (board: Board): BoardLedger => ({
  board: board.id,
  bootstrapped: false,
  everyMinutes: board.everyMinutes,
  failures: 0,
  size: 0,
  validators: {},
  history: [],
})

const readTopic = async (
  log: Log,
  topic: Topic,
  board: string,
  take: (id: string, value: unknown) => void,
): Promise<void> => {
  for await (const { records } of log.read(topic)) {
    for (const { key, value } of records) {
      if (key !== null && boardOfKey(key) === board && value !== undefined) take(sourceIdOfKey(key), value)
    }
  }
}

/** An entry for a row of the table: its content is unknown here, so that it is read again at the next visit. */
const entryOf = ({ firstSeenAt, observedAt, readerVersion, url }: Posting): LedgerEntry => ({
  contentHash: 'unknown',
  readerVersion,
  firstSeenAt,
  readAt: observedAt,
  state: 'open',
  detailUrl: url,
})

const withState = (entry: LedgerEntry, { state, missedAt }: PostingState): LedgerEntry => ({
  ...entry,
  state: state === 'unverified' ? 'open' : state,
  ...(missedAt !== undefined && { missedAt }),
})

/** Entries of a board from `postings.v1` and `posting-states.v1`. */
const rebuilt = async (log: Log, board: string): Promise<Map<string, LedgerEntry>> => {
  const entries = new Map<string, LedgerEntry>()
  await readTopic(log, topics.postings, board, (id, value) => {
    if (value === null) entries.delete(id)
    else entries.set(id, entryOf(value as Posting))
  })
  await readTopic(log, topics.postingStates, board, (id, value) => {
    const entry = entries.get(id)
    if (entry && value !== null) entries.set(id, withState(entry, value as PostingState))
  })
  return entries
}

/** When the board was seen whole last: without it, everything of a board that fails just now would be called unproven. */
const lastCompleteAt = async (log: Log, board: string): Promise<string | undefined> => {
  let last: string | undefined
  for await (const { records } of log.read(topics.runs)) {
    for (const { key, value } of records) if (key === board && value) last = (value as Run).lastCompleteAt ?? last
  }
  return last
}

const shardId = (board: string, shard: number): string => `${board}/${String(shard).padStart(2, '0')}`

const readShards = async (records: Records, board: string): Promise<Shard[]> => {
  const stored = await Promise.all(
    [...Array(SHARDS).keys()].map((shard) => records.get<Record<string, unknown>>(ENTRIES, shardId(board, shard))),
  )
  return stored.map((document) => ({
    version: document?.version ?? ABSENT,
    entries: new Map(Object.entries(document?.value ?? {}).map(([id, entry]) => [id, LedgerEntry.parse(entry)])),
    dirty: false,
  }))
}

/** Opens a board's ledger; a lost one is rebuilt from the topics, so that nothing becomes "new" a second time. */
export const openLedger = async ({ board, records, log }: LedgerOptions): Promise<Ledger> => {
  const stored = await records.get<unknown>(HEADS, board.id)
  const head = stored ? BoardLedger.parse(stored.value) : freshHead(board)
  const shards = await readShards(records, board.id)
  let version = stored?.version ?? ABSENT
  const set = (id: string, entry: LedgerEntry): void => {
    const shard = shards[shardOf(id)]
    shard?.entries.set(id, entry)
    if (shard) shard.dirty = true
  }
  const size = (): number => shards.reduce((sum, { entries }) => sum + entries.size, 0)
  if (!stored || size() < head.size) {
    const known = await rebuilt(log, board.id)
    for (const [id, entry] of known) if (!shards[shardOf(id)]?.entries.has(id)) set(id, entry)
    head.bootstrapped ||= known.size > 0
    const seenWholeAt = head.lastCompleteAt ?? (await lastCompleteAt(log, board.id))
    if (seenWholeAt !== undefined) head.lastCompleteAt = seenWholeAt
  }
  return {
    head,
    entry: (id) => shards[shardOf(id)]?.entries.get(id),
    set,
    size,
    entries: () => new Map(shards.flatMap(({ entries }) => [...entries])),
    async save() {
      for (const [index, shard] of shards.entries()) {
        if (!shard.dirty) continue
        const value = Object.fromEntries(shard.entries)
        shard.version = await records.put(ENTRIES, shardId(board.id, index), value, { ifVersion: shard.version })
        shard.dirty = false
      }
      head.size = size()
      version = await records.put(HEADS, board.id, head, { ifVersion: version })
    },
  }
}
