import type { Board } from '../src/domain/board.js'
import { instant } from '../src/domain/common.js'
import { hashId, postingKey } from '../src/domain/ids.js'
import type { LedgerEntry } from '../src/domain/lease.js'
import type { PostingState } from '../src/domain/posting-state.js'
import type { RawPosting } from '../src/domain/raw-posting.js'
import { topics } from '../src/domain/topics.js'
import type { Topic } from '../src/domain/topics.js'
import type { Clock } from '../src/ports/clock.js'
import type { HeldLease } from '../src/ports/lease.js'
import type { Platform } from './board.js'
import type { Ledger } from './ledger.js'
import type { Found } from './walk.js'

/** Publishes durably; rejects when the lease was lost meanwhile. */
export type Publish = (topic: Topic, records: readonly { key: string; value: unknown }[]) => Promise<void>

export interface RecorderOptions {
  readonly board: Board
  readonly platform: Platform
  readonly lease: HeldLease
  readonly ledger: Ledger
  readonly clock: Clock
  readonly publish: Publish
  /** Epoch milliseconds. */
  readonly startedAt: number
}

/** A change of one posting's state, to be said. */
export type Said = Pick<PostingState, 'state' | 'reason'> & { readonly id: string } & Partial<PostingState>

const CHUNK = 200
/** The ledger is saved when so large a share of it was not yet: a long board is not written anew with every chunk. */
const UNSAVED_SHARE = 1 / 8

/** Says what a run finds, and remembers it after it was said. */
export const openRecorder = (options: RecorderOptions) => {
  const { board, platform, lease, ledger, clock, publish, startedAt } = options
  const run = hashId(board.id, String(startedAt), String(lease.fence))
  const bootstrap = !ledger.head.bootstrapped
  let unsaved = 0

  const toRaw = ({ posting }: Found, at: string): RawPosting => ({
    key: postingKey(board.id, posting.sourceId),
    board: board.id,
    platform: platform.id,
    domain: lease.domain,
    source: posting.source,
    fields: posting.fields,
    reader: platform.id,
    readerVersion: platform.readerVersion,
    run,
    fence: lease.fence,
    observedAt: at,
    firstSeenAt: ledger.entry(posting.sourceId)?.firstSeenAt ?? at,
    bootstrap,
  })

  const toState = ({ id, ...change }: Said, at: string): PostingState => ({
    key: postingKey(board.id, id),
    board: board.id,
    since: at,
    at,
    by: 'crawl',
    fence: lease.fence,
    run,
    ...change,
  })

  const toEntry = ({ posting, hash, listed }: Found, at: string): LedgerEntry => {
    const before = ledger.entry(posting.sourceId)
    return {
      contentHash: hash,
      readerVersion: platform.readerVersion,
      firstSeenAt: before?.firstSeenAt ?? at,
      readAt: at,
      state: before?.state ?? 'open',
      ...(listed?.mark !== undefined && { listHash: listed.mark }),
      detailUrl: listed?.detail.url ?? posting.fields.url,
      ...(listed && { detailKind: listed.detail.kind }),
    }
  }

  const say = async (said: readonly Said[]): Promise<void> => {
    const at = instant(clock.now())
    for (let from = 0; from < said.length; from += CHUNK) {
      const states = said.slice(from, from + CHUNK).map((one) => toState(one, at))
      await publish(
        topics.postingStates,
        states.map((value) => ({ key: value.key, value })),
      )
    }
  }

  /** A known one is said to be open, whatever a tick made of it. */
  const publishFound = async (chunk: readonly Found[]): Promise<void> => {
    const at = instant(clock.now())
    const known = chunk.filter(({ posting }) => ledger.entry(posting.sourceId)?.state === 'open')
    await publish(
      topics.raw,
      chunk.map((one) => toRaw(one, at)).map((value) => ({ key: value.key, value })),
    )
    await say(known.map(({ posting }) => ({ id: posting.sourceId, state: 'open', reason: 'found' })))
    for (const one of chunk) ledger.set(one.posting.sourceId, toEntry(one, at))
    unsaved += chunk.length
  }

  const save = async (): Promise<void> => {
    await ledger.save()
    unsaved = 0
  }

  /** Publishes what waits, chunk by chunk; a part of a chunk only at the end. */
  const drain = async (found: Found[], least: number): Promise<void> => {
    while (found.length >= least && found.length > 0) await publishFound(found.splice(0, CHUNK))
    if (unsaved > 0 && unsaved >= Math.max(least, ledger.size() * UNSAVED_SHARE)) await save()
  }

  return {
    run,
    bootstrap,
    /** Called as a walk goes on: a list too large for memory is published as it comes. */
    keepUp: async (found: Found[]): Promise<void> => (found.length < CHUNK ? undefined : drain(found, CHUNK)),
    finish: (found: Found[]): Promise<void> => drain(found, 0),
    say,
    save,
  }
}

export type Recorder = ReturnType<typeof openRecorder>
