import { vacancyId } from '../../src/domain/ids.js'
import type { Override, Removal, Tick } from '../../src/domain/messages.js'
import type { PostingState } from '../../src/domain/posting-state.js'
import type { Posting } from '../../src/domain/posting.js'
import type { Run } from '../../src/domain/run.js'
import { compareStamps } from '../../src/domain/order.js'
import { topics } from '../../src/domain/topics.js'
import type { Topic } from '../../src/domain/topics.js'
import type { Vacancy } from '../../src/domain/vacancy.js'
import type { Log } from '../../src/ports/log.js'
import { OWNER_HEADER, drop, forward } from '../../src/ports/stage.js'
import type { Message, Outcome, Stage, StageContext } from '../../src/ports/stage.js'
import type { Cluster } from './clusters.js'
import { expiryOf, isOver, standingAgainst } from './expiry.js'
import { Openings } from './openings.js'
import { Published } from './published.js'
import type { Row } from './table.js'
import { Table, stateStamp } from './table.js'
import { RULES_VERSION } from './vacancy.js'
import type { TermsOfBoard } from './vacancy.js'

export interface DedupeOptions {
  readonly log: Log
  /** Number of dedupe's ownership: stamped on every vacancy. */
  readonly owner: number
  /** Terms of a board as configured now; undefined when it was taken out: then its postings keep those they came with. */
  readonly terms: TermsOfBoard
}

/** Name of the stage, and of its ownership. */
export const DEDUPE = 'dedupe'

/** Postings recomputed between two breaths of the event loop. */
const SLICE = 500

/** What a record brought: postings whose vacancies may change, and what is to be written again. */
interface Took {
  readonly touched: readonly string[]
  readonly outcomes: readonly Outcome[]
}

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

  /** Takes one record of an input. */
  take(source: Topic, key: string, value: unknown): Took {
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

  private takePosting(posting: Posting): Took {
    const taken = this.table.putPosting(posting)
    const row = this.table.row(posting.key)
    if (taken === 'changed' && row) {
      return { touched: [...this.openings.put(row)], outcomes: [] }
    }
    // A loser written after the winner: the winner is written again, so that the topic's newest record is the truth.
    const again = taken === 'lost' && row ? forward(topics.postings, posting.key, row.posting) : drop('unchanged')
    return { touched: [], outcomes: [again] }
  }

  private takeState(state: PostingState): Took {
    const taken = this.table.putState(state)
    if (taken === 'changed') return { touched: this.table.row(state.key) ? [state.key] : [], outcomes: [] }
    const winner = this.table.state(state.key)
    const again = taken === 'lost' && winner ? forward(topics.postingStates, state.key, winner) : drop('unchanged')
    return { touched: [], outcomes: [again] }
  }

  private dropPosting(key: string): Took {
    if (!this.table.drop(key)) return { touched: [], outcomes: [drop('unchanged')] }
    return { touched: [...this.openings.drop(key)], outcomes: [] }
  }

  private dropState(key: string): Took {
    this.table.dropState(key)
    return { touched: this.table.row(key) ? [key] : [], outcomes: [] }
  }

  private takeOverride(key: string, override: Override | null): Took {
    const before = this.table.overrides.get(key)
    if (override === null) this.table.overrides.delete(key)
    else this.table.overrides.set(key, override)
    const named = override ?? before
    return { touched: named ? [named.a, named.b] : [], outcomes: [] }
  }

  private takeRemoval(key: string, removal: Removal | null): Took {
    const touched = this.table.putRemoval(key, removal)
    return { touched, outcomes: touched.length > 0 ? [] : [drop('nobody-concerned')] }
  }

  /**
   * Takes what an owner wrote that was overruled before. Its postings and the states it repeats count by their stamps, as any
   * writer's; its tombstones and conclusions came from an older table, and do not hold against ours.
   */
  overrule(source: Topic, key: string, value: unknown): Took {
    if (source === topics.vacancies) return this.overruleVacancy(key, value as Vacancy | null)
    const row = this.table.row(key)
    if (row === undefined) return this.take(source, key, value)
    if (source === topics.postings && value === null)
      return { touched: [], outcomes: [forward(source, key, row.posting)] }
    if (source === topics.postingStates) return this.overruleState(row, value as PostingState | null)
    return this.take(source, key, value)
  }

  private overruleState(row: Row, theirs: PostingState | null): Took {
    const { posting, state } = row
    const again = state ? forward(topics.postingStates, posting.key, state) : drop('unchanged')
    if (theirs === null) return { touched: [], outcomes: [again] }
    if (theirs.by !== 'tick' || (state && compareStamps(stateStamp(state), stateStamp(theirs)) >= 0))
      return this.takeState(theirs)
    const standing = standingAgainst(row, theirs)
    this.table.putState(standing)
    return { touched: [posting.key], outcomes: [forward(topics.postingStates, posting.key, standing)] }
  }

  private overruleVacancy(id: string, vacancy: Vacancy | null): Took {
    if (!this.published.overruled(id, vacancy)) return { touched: [], outcomes: [drop('unchanged')] }
    const founders = this.keys().filter((key) => vacancyId(key) === id)
    if (founders.length === 0) this.forget([id])
    return { touched: founders, outcomes: [] }
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

/** Reads a topic into `state`, publishes the winners that a loser was written after, and returns where it ended. */
const readTable = async (log: Log, topic: Topic, state: Dedupe, context: StageContext): Promise<number> => {
  let end = 0
  const overwritten = new Map<string, Outcome>()
  for await (const { records } of log.read(topic)) {
    for (const record of records) {
      const key = record.key ?? ''
      const value = valueOf(topic, record.value)
      end = record.offset + 1
      if (value === undefined) continue
      overwritten.delete(key)
      for (const outcome of state.take(topic, key, value).outcomes)
        if (outcome.kind === 'forward') overwritten.set(key, outcome)
    }
    await context.heartbeat()
  }
  await publishAll([...overwritten.values()], context)
  return end
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

/** The state of an owner, and up to where it had read each topic of one partition when it began. */
interface Rebuilt {
  readonly state: Dedupe
  readonly ends: ReadonlyMap<string, number>
}

/** Reads the table and what was last said, computes everything, and publishes what differs. */
const rebuild = async (options: DedupeOptions, context: StageContext): Promise<Rebuilt> => {
  const { log } = options
  const state = new Dedupe(options)
  const ends = new Map<string, number>()
  for (const topic of TABLE) ends.set(topic.name, await readTable(log, topic, state, context))
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
  return { state, ends }
}

/**
 * Gathers postings of one opening into one vacancy. One active member; its state is rebuilt from the topics at the start.
 * What a former owner writes after that is overruled.
 */
export const dedupe = (options: DedupeOptions): Stage => {
  let { state, ends }: Rebuilt = { state: new Dedupe(options), ends: new Map() }
  const isOverruled = ({ source, offset, headers: { [OWNER_HEADER]: owner } }: Message): boolean =>
    source === topics.vacancies ||
    (owner !== undefined && owner !== String(options.owner) && offset >= (ends.get(source.name) ?? 0))
  return {
    name: DEDUPE,
    inputs: [topics.postings, topics.postingStates, topics.overrides, topics.removals, topics.runs, topics.ticks],
    overrules: [topics.vacancies],
    async start(context) {
      ;({ state, ends } = await rebuild(options, context))
    },
    transform(messages: readonly Message[]) {
      const touched = new Set<string>()
      const outcomes: Outcome[] = []
      for (const message of messages) {
        const { source, key, value } = message
        const taken = isOverruled(message)
          ? state.overrule(source, key ?? '', value)
          : state.take(source, key ?? '', value)
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
