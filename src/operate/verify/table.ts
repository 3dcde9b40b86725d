import type { z } from 'zod'
import { Posting } from '../../domain/posting.js'
import { PostingState } from '../../domain/posting-state.js'
import type { PostingStateName } from '../../domain/posting-state.js'
import { isRemoved } from '../../domain/removal.js'
import { topics } from '../../domain/topics.js'
import type { LogRecord } from '../../ports/log.js'
import type { Progress } from '../progress.js'
import { readTopic } from './read-topic.js'
import type { Reading } from './read-topic.js'

/** What two sides say of a posting, as far as they are compared. */
export interface Word {
  readonly observedAt: string
  readonly state: PostingStateName
  /** Absent: no state was ever written. */
  readonly since?: string | undefined
}

/** A row of the table, without its text. */
export interface Row {
  readonly observedAt: string
  state: PostingStateName
  since: string | undefined
  /** Removed on request. */
  readonly removed: boolean
  /** It names an employer: without one it goes with a removed employer of its cluster. */
  readonly named: boolean
}

/** The table of truth by posting key. */
export interface TableView {
  readonly rows: ReadonlyMap<string, Row>
  /** A removal of an employer is in force. */
  readonly employerRemoved: boolean
}

// Only what is compared: a million postings are read.
const PostingGlance = Posting.pick({ observedAt: true, employer: true, url: true, applyUrl: true })
const StateGlance = PostingState.pick({ state: true, since: true })

export const wordOf = ({ observedAt, state, since = 'ever' }: Word): string =>
  `read ${observedAt}, ${state} since ${since}`

const readRemovals = async function* (reading: Reading): AsyncGenerator<Progress, Set<string>> {
  const keys = new Set<string>()
  yield* readTopic('removals', topics.removals, reading, ({ key, value }) => {
    if (value === null) keys.delete(key ?? '')
    else keys.add(key ?? '')
  })
  return keys
}

const glance = <T extends z.ZodType>(schema: T, { value }: LogRecord): z.infer<T> | undefined => {
  const result = schema.safeParse(value)
  return result.success ? result.data : undefined
}

/** Reads postings, states and removals. Keeps some hundred bytes a posting. */
export async function* readTable(reading: Reading): AsyncGenerator<Progress, TableView> {
  const removals = yield* readRemovals(reading)
  const rows = new Map<string, Row>()
  yield* readTopic('postings', topics.postings, reading, (record) => {
    if (record.key === null) return
    const posting = glance(PostingGlance, record)
    if (record.value === null) rows.delete(record.key)
    else if (posting) {
      const { observedAt, employer } = posting
      const removed = isRemoved(posting, removals)
      rows.set(record.key, { observedAt, state: 'open', since: undefined, removed, named: employer !== undefined })
    }
  })
  yield* readTopic('posting states', topics.postingStates, reading, (record) => {
    const row = rows.get(record.key ?? '')
    const { state, since } = (record.value === null ? undefined : glance(StateGlance, record)) ?? {}
    if (!row || (record.value !== null && state === undefined)) return
    row.state = state ?? 'open'
    row.since = since
  })
  return { rows, employerRemoved: [...removals].some((key) => key.startsWith('employer:')) }
}
