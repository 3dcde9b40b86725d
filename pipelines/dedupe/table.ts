import { compareStamps, stampOfPosting } from '../../src/domain/order.js'
import type { Override, Removal } from '../../src/domain/messages.js'
import type { PostingState } from '../../src/domain/posting-state.js'
import type { Posting } from '../../src/domain/posting.js'
import type { Run } from '../../src/domain/run.js'

/** A row of the table of truth. */
export interface Row {
  readonly posting: Posting
  readonly state: PostingState | undefined
}

/** What became of a written record: it changed the table, repeated what is there, or lost against it. */
export type Taken = 'changed' | 'same' | 'lost'

const stateStamp = ({ fence, at }: PostingState) => ({ fence, at })

/** Equal stamps are decided by content, so that any order of arrival ends alike. */
const decide = (byStamp: number, incoming: string, kept: string): Taken => {
  if (byStamp !== 0) return byStamp > 0 ? 'changed' : 'lost'
  if (incoming === kept) return 'same'
  return incoming > kept ? 'changed' : 'lost'
}

/** The table of truth as dedupe holds it: postings, states, overrides, removals, and each board's last run. */
export class Table {
  readonly overrides = new Map<string, Override>()
  readonly removals = new Map<string, Removal>()
  readonly runs = new Map<string, Run>()
  private readonly postings = new Map<string, Posting>()
  private readonly states = new Map<string, PostingState>()

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
    if (taken === 'changed') this.postings.set(posting.key, posting)
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
    return this.postings.delete(key)
  }

  dropState(key: string): void {
    this.states.delete(key)
  }

  /** Whether somebody asked for this posting's removal, by its employer or its page. */
  isRemoved({ posting }: Row): boolean {
    const named = [posting.employer?.key, posting.url, posting.applyUrl]
    return named.some((name) => name !== undefined && this.removals.has(name))
  }
}
