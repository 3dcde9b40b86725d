import type { Override, Removal } from '../../src/domain/messages.js'
import { compareStamps, stampOfPosting } from '../../src/domain/order.js'
import type { Stamp } from '../../src/domain/order.js'
import type { PostingState } from '../../src/domain/posting-state.js'
import type { Posting } from '../../src/domain/posting.js'
import { removalKeysOf } from '../../src/domain/removal.js'
import type { Run } from '../../src/domain/run.js'

/** A row of the table of truth. */
export interface Row {
  readonly posting: Posting
  readonly state: PostingState | undefined
}

/** What became of a written record: it changed the table, repeated what is there, or lost against it. */
export type Taken = 'changed' | 'same' | 'lost'

/** What orders the writers of a state. */
export const stateStamp = ({ fence, at }: PostingState): Stamp => ({ fence, at })

/** Equal stamps are decided by content, so that any order of arrival ends alike. */
const decide = (byStamp: number, incoming: string, kept: string): Taken => {
  if (byStamp !== 0) return byStamp > 0 ? 'changed' : 'lost'
  if (incoming === kept) return 'same'
  return incoming > kept ? 'changed' : 'lost'
}

/** The table of truth as dedupe holds it: postings, states, overrides, removals, and each board's last run. */
export class Table {
  readonly overrides = new Map<string, Override>()
  readonly runs = new Map<string, Run>()
  private readonly postings = new Map<string, Posting>()
  private readonly states = new Map<string, PostingState>()
  private readonly removals = new Map<string, Removal>()
  /** Keys of the removals that concern a posting, where any does: told at every tick, and costly to find. */
  private readonly concerned = new Map<string, readonly string[]>()

  get size(): number {
    return this.postings.size
  }

  keys(): IterableIterator<string> {
    return this.postings.keys()
  }

  row(key: string): Row | undefined {
    const posting = this.postings.get(key)
    return posting && { posting, state: this.states.get(key) }
  }

  state(key: string): PostingState | undefined {
    return this.states.get(key)
  }

  putPosting(posting: Posting): Taken {
    const kept = this.postings.get(posting.key)
    const taken = kept
      ? decide(compareStamps(stampOfPosting(posting), stampOfPosting(kept)), posting.contentHash, kept.contentHash)
      : 'changed'
    if (taken === 'changed') {
      this.postings.set(posting.key, posting)
      this.concern(posting)
    }
    return taken
  }

  putState(state: PostingState): Taken {
    const kept = this.states.get(state.key)
    const taken = kept
      ? decide(compareStamps(stateStamp(state), stateStamp(kept)), JSON.stringify(state), JSON.stringify(kept))
      : 'changed'
    if (taken === 'changed') this.states.set(state.key, state)
    return taken
  }

  /** A tombstone: the posting is purged. */
  drop(key: string): boolean {
    this.concerned.delete(key)
    return this.postings.delete(key)
  }

  dropState(key: string): void {
    this.states.delete(key)
  }

  /** Takes a removal, or takes it back (null). Returns the keys of the postings that it concerns. */
  putRemoval(key: string, removal: Removal | null): string[] {
    if (removal === null) this.removals.delete(key)
    else this.removals.set(key, removal)
    const postings = [...this.postings.values()].filter((posting) => removalKeysOf(posting).includes(key))
    for (const posting of postings) this.concern(posting)
    return postings.map((posting) => posting.key)
  }

  private concern(posting: Posting): void {
    const keys = this.removals.size === 0 ? [] : removalKeysOf(posting).filter((key) => this.removals.has(key))
    if (keys.length > 0) this.concerned.set(posting.key, keys)
    else this.concerned.delete(posting.key)
  }

  /** Removals that concern a posting, by its employer or its page. */
  removalsOf({ posting }: Row): readonly Removal[] {
    return (this.concerned.get(posting.key) ?? []).flatMap((key) => this.removals.get(key) ?? [])
  }

  /** Since when a posting is shown no more: closed, or removed on request. */
  goneSince(row: Row): string | undefined {
    const closed = row.state?.state === 'closed' ? [row.state.since] : []
    return [...closed, ...this.removalsOf(row).map(({ at }) => at)].sort()[0]
  }
}
