import { vacancyId } from '../../src/domain/ids.js'
import type { Override, Removal, Tick } from '../../src/domain/messages.js'
import type { PostingState } from '../../src/domain/posting-state.js'
import type { Posting } from '../../src/domain/posting.js'
import type { Run } from '../../src/domain/run.js'
import { topics } from '../../src/domain/topics.js'
import type { Topic } from '../../src/domain/topics.js'
import type { Vacancy } from '../../src/domain/vacancy.js'
import type { Log } from '../../src/ports/log.js'
import { drop, forward } from '../../src/ports/stage.js'
import type { Message, Outcome, Stage, StageContext } from '../../src/ports/stage.js'
import type { Cluster } from './clusters.js'
import { expiryOf, isOver } from './expiry.js'
import { Openings } from './openings.js'
import { Published } from './published.js'
import { Table } from './table.js'
import { RULES_VERSION } from './vacancy.js'
import type { TermsOfBoard } from './vacancy.js'

export interface DedupeOptions {
  readonly log: Log
  /** Number of dedupe's ownership: stamped on every vacancy. */
  readonly owner: number
  /** Terms of a board as configured now; undefined when it was taken out: then its postings keep those they came with. */
  readonly terms: TermsOfBoard
}

/** Postings recomputed between two breaths of the event loop. */
const SLICE = 500

/** The part of dedupe that holds state: the table, the openings over it, and what was last said of them. */
class Dedupe {
  private readonly table = new Table()
  private readonly openings: Openings
  private readonly published = new Published()
  private readonly owner: number

  constructor({ owner, terms }: Omit<DedupeOptions, 'log'>) {
    this.owner = owner
    this.openings = new Openings(this.table, terms)
  }

  /** Takes one record of an input; says which postings it touches and what is to be written again. */
  take(source: Topic, key: string, value: unknown): { touched: readonly string[]; outcomes: readonly Outcome[] } {
    switch (source.name) {
      case topics.postings.name:
        return value === null ? this.dropPosting(key) : this.takePosting(value as Posting)
      case topics.postingStates.name:
        return value === null ? this.dropState(key) : this.takeState(value as PostingState)
      case topics.overrides.name:
        return this.takeOverride(key, value as Override | null)
      case topics.removals.name:
        return this.takeRemoval(key, value as Removal | null)
      case topics.runs.name:
        if (value !== null) this.table.runs.set(key, value as Run)
        return { touched: [], outcomes: [drop('run-noted')] }
      default:
        return { touched: [], outcomes: value === null ? [drop('tombstone')] : this.tick(value as Tick) }
    }
  }

  private takePosting(posting: Posting) {
    const taken = this.table.putPosting(posting)
    const row = this.table.row(posting.key)
    if (taken === 'changed' && row) {
      return { touched: [...this.openings.put(row)], outcomes: [] }
    }
    // A loser written after the winner: the winner is written again, so that the topic's newest record is the truth.
    const again = taken === 'lost' && row ? forward(topics.postings, posting.key, row.posting) : drop('unchanged')
    return { touched: [], outcomes: [again] }
  }

  private takeState(state: PostingState) {
    const taken = this.table.putState(state)
    if (taken === 'changed') return { touched: this.table.row(state.key) ? [state.key] : [], outcomes: [] }
    const winner = this.table.state(state.key)
    const again = taken === 'lost' && winner ? forward(topics.postingStates, state.key, winner) : drop('unchanged')
    return { touched: [], outcomes: [again] }
  }

  private dropPosting(key: string) {
    if (!this.table.drop(key)) return { touched: [], outcomes: [drop('unchanged')] }
    return { touched: [...this.openings.drop(key)], outcomes: [] }
  }

  private dropState(key: string) {
    this.table.dropState(key)
    return { touched: this.table.row(key) ? [key] : [], outcomes: [] }
  }

  private takeOverride(key: string, override: Override | null) {
    const before = this.table.overrides.get(key)
    if (override === null) this.table.overrides.delete(key)
    else this.table.overrides.set(key, override)
    const named = override ?? before
    return { touched: named ? [named.a, named.b] : [], outcomes: [] }
  }

  private takeRemoval(key: string, removal: Removal | null) {
    const touched = this.table.putRemoval(key, removal)
    return { touched, outcomes: touched.length > 0 ? [] : [drop('nobody-concerned')] }
  }

  /** An hour passed: new states for what it expires, tombstones for what is long over. */
  private tick(tick: Tick): Outcome[] {
    const outcomes: Outcome[] = []
    const over = new Map<Cluster, boolean>()
    for (const key of this.table.keys()) {
      const row = this.table.row(key)
      const state = row && expiryOf(row, this.table, tick)
      if (state) outcomes.push(forward(topics.postingStates, key, state))
      if (row && this.table.goneSince(row) !== undefined && this.isOver(key, tick, over))
        outcomes.push(...this.purge(key))
    }
    return outcomes.length > 0 ? outcomes : [drop('nothing-expired')]
  }

  /** Whether a posting's whole cluster is over; asked once a cluster. */
  private isOver(key: string, tick: Tick, known: Map<Cluster, boolean>): boolean {
    const cluster = this.openings.cluster(key)
    const over =
      known.get(cluster) ??
      isOver(
        cluster.flatMap((member) => this.table.row(member) ?? []),
        this.table,
        tick,
      )
    known.set(cluster, over)
    return over
  }

  private purge(key: string): Outcome[] {
    return [forward(topics.postings, key, null), forward(topics.postingStates, key, null)]
  }

  hear(id: string, vacancy: Vacancy | null): void {
    this.published.heard(id, vacancy)
  }

  keys(): string[] {
    return [...this.table.keys()]
  }

  /** Notes what these postings' vacancies are to say now. */
  settle(touched: Iterable<string>): void {
    const keys = [...touched]
    const { vacancies, forwards } = this.openings.recompute(keys, this.owner)
    for (const vacancy of vacancies) this.published.say(vacancy)
    const updatedAt =
      vacancies
        .map((vacancy) => vacancy.updatedAt)
        .sort()
        .at(-1) ?? ''
    for (const [id, mergedInto] of forwards) {
      if (!this.published.has(id)) continue
      this.published.say({ kind: 'merged', id, mergedInto, updatedAt, owner: this.owner, rulesVersion: RULES_VERSION })
    }
    // Vacancies whose founder was purged, and that nothing took the place of.
    this.forget(keys.filter((key) => this.table.row(key) === undefined).map(vacancyId))
  }

  /** Vacancies that the topic holds and the table does not: their tombstone was never written. */
  forgetOrphans(): void {
    const known = new Set(this.keys().map(vacancyId))
    this.forget(this.published.ids().filter((id) => !known.has(id)))
  }

  private forget(ids: readonly string[]): void {
    for (const id of ids) if (this.published.has(id) && !this.published.isForward(id)) this.published.forget(id)
  }

  /** What is to be published of vacancies; the same until it is durable. */
  pending(): Outcome[] {
    return [...this.published.pending()].map(([id, vacancy]) => forward(topics.vacancies, id, vacancy))
  }

  done(): void {
    this.published.done()
  }
}

/** A valid value, a tombstone (null), or undefined for what the schema refuses (its dead letter was written before). */
const valueOf = (topic: Topic, value: unknown): unknown => {
  if (value === null) return null
  const result = topic.schema.safeParse(value)
  return result.success ? result.data : undefined
}

const TABLE: readonly Topic[] = [topics.runs, topics.overrides, topics.removals, topics.postings, topics.postingStates]

const publishAll = async (outcomes: readonly Outcome[], context: StageContext): Promise<void> => {
  const written = outcomes.flatMap((outcome) => (outcome.kind === 'forward' ? [outcome] : []))
  for (const topic of new Set(written.map((outcome) => outcome.topic))) {
    const records = written.filter((outcome) => outcome.topic === topic).map(({ key, value }) => ({ key, value }))
    await context.publish(topic, records)
  }
}

/** Reads a topic into `state`; publishes the winners that a loser was written after. */
const readTable = async (log: Log, topic: Topic, state: Dedupe, context: StageContext): Promise<void> => {
  const overwritten = new Map<string, Outcome>()
  for await (const { records } of log.read(topic)) {
    for (const record of records) {
      const key = record.key ?? ''
      const value = valueOf(topic, record.value)
      if (value === undefined) continue
      overwritten.delete(key)
      for (const outcome of state.take(topic, key, value).outcomes)
        if (outcome.kind === 'forward') overwritten.set(key, outcome)
    }
    await context.heartbeat()
  }
  await publishAll([...overwritten.values()], context)
}

const readPublished = async (log: Log, state: Dedupe, context: StageContext): Promise<void> => {
  for await (const { records } of log.read(topics.vacancies)) {
    for (const record of records) {
      const value = valueOf(topics.vacancies, record.value)
      if (value !== undefined) state.hear(record.key ?? '', value as Vacancy | null)
    }
    await context.heartbeat()
  }
}

/** Reads the table and what was last said, computes everything, and publishes what differs. */
const rebuild = async (options: DedupeOptions, context: StageContext): Promise<Dedupe> => {
  const { log } = options
  const state = new Dedupe(options)
  for (const topic of TABLE) await readTable(log, topic, state, context)
  await readPublished(log, state, context)
  const keys = state.keys()
  for (let at = 0; at < keys.length; at += SLICE) {
    state.settle(keys.slice(at, at + SLICE))
    await publishAll(state.pending(), context)
    state.done()
    await context.heartbeat()
  }
  state.forgetOrphans()
  await publishAll(state.pending(), context)
  state.done()
  return state
}

/** Gathers postings of one opening into one vacancy. One active member; its state is rebuilt from the topics at the start. */
export const dedupe = (options: DedupeOptions): Stage => {
  let state = new Dedupe(options)
  return {
    name: 'dedupe',
    inputs: [topics.postings, topics.postingStates, topics.overrides, topics.removals, topics.runs, topics.ticks],
    async start(context) {
      state = await rebuild(options, context)
    },
    transform(messages: readonly Message[]) {
      const touched = new Set<string>()
      const outcomes: Outcome[] = []
      for (const { source, key, value } of messages) {
        const taken = state.take(source, key ?? '', value)
        outcomes.push(...taken.outcomes)
        for (const one of taken.touched) touched.add(one)
      }
      state.settle(touched)
      return [...outcomes, ...state.pending()]
    },
    remember() {
      state.done()
    },
  }
}
