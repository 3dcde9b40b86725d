import { JobdataError, explain, hasConsequence } from '../domain/errors.js'
import { topics } from '../domain/topics.js'
import type { Topic } from '../domain/topics.js'
import type { Clock } from '../ports/clock.js'
import type { Batch, BatchContext, Log, LogRecord, NewRecord, Subscription } from '../ports/log.js'
import type { Logger } from '../ports/logger.js'
import type { Metrics } from '../ports/metrics.js'
import type { PartState } from '../ports/readiness.js'
import type { Message, Outcome, Stage, StageContext } from '../ports/stage.js'
import { backOff } from './back-off.js'
import { placeKey } from '../domain/ids.js'
import { deadLetter, settledLetter } from './dead-letter.js'
import { lastTaken } from './last-taken.js'
import { stageMetrics } from './observe-stage.js'
import type { StageMetrics } from './observe-stage.js'
import { parseBatch } from './parse-batch.js'
import type { Rejected } from './parse-batch.js'
import { takeReplays } from './replay.js'
import type { Replayed } from './replay.js'
import type { Space } from './space.js'

export interface RunStageOptions {
  readonly stage: Stage
  readonly log: Log
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly space: Space
  readonly maxRecords: number
  /** For jitter, 0 ≤ r < 1. */
  readonly random: () => number
  /** Aborts when the start is to be given up. */
  readonly signal?: AbortSignal
}

/** A stage at work. */
export interface RunningStage {
  readonly name: string
  /** Messages waiting for it. */
  lag(): Promise<number>
  state(): PartState
  /** Finishes the batch under way, commits it and stops. */
  stop(): Promise<void>
}

/** A stage that takes records beside its subscription. */
export interface StageAtWork extends RunningStage {
  /** Runs the stage over a batch that no group commits, in its turn. Rejects when it could not be run. */
  take(batch: Batch, signal: AbortSignal): Promise<void>
}

/** All topics whose records a stage may be given. */
const sourcesOf = ({ inputs, overrules = [] }: Stage): readonly Topic[] => [...inputs, ...overrules]

/** The topic that each input of a stage is. */
const sourceOf = (stage: Stage, name: string): Topic => {
  const source = sourcesOf(stage).find((topic) => topic.name === name)
  if (source === undefined) {
    throw new JobdataError(`stage ${stage.name} got a batch of ${name}, which it does not read`, {
      consequence: 'fatal',
      code: 'wrong-topic',
    })
  }
  return source
}

/** Records by topic, in the order given. */
const byTopic = (outcomes: readonly Outcome[]): ReadonlyMap<Topic, NewRecord[]> => {
  const records = new Map<Topic, NewRecord[]>()
  for (const outcome of outcomes) {
    if (outcome.kind !== 'forward') continue
    const list = records.get(outcome.topic) ?? []
    list.push({ key: outcome.key, value: outcome.value })
    records.set(outcome.topic, list)
  }
  return records
}

const rejectedBy = (outcomes: readonly Outcome[]): Rejected[] =>
  outcomes.flatMap((o) => (o.kind === 'reject' ? [{ record: o.of, code: o.code, message: o.message }] : []))

/** What became of some records. */
interface Worked {
  readonly taken: readonly LogRecord[]
  readonly outcomes: readonly Outcome[]
  readonly rejected: readonly Rejected[]
}

type EarlierLetters = Replayed['letters']

class StageRun {
  private trouble: string | undefined
  private turn: Promise<void> = Promise.resolve()
  private readonly observed: StageMetrics
  private readonly options: RunStageOptions

  constructor(options: RunStageOptions) {
    this.options = options
    this.observed = stageMetrics(options.metrics, options.stage.name)
  }

  state(): PartState {
    return this.trouble === undefined ? { ok: true, message: 'running' } : { ok: false, message: this.trouble }
  }

  /**
   * Runs `work` until it succeeds: poison goes to the caller, and so does a conflict: there is no sense in saying it again.
   * Everything else is tried again with growing pauses.
   */
  async insist<T>(what: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { clock, logger, space, stage, random } = this.options
    for (let attempt = 1; ; attempt++) {
      await space.room(signal)
      signal.throwIfAborted()
      try {
        const result = await work()
        this.trouble = undefined
        return result
      } catch (error) {
        if (signal.aborted || hasConsequence(error, 'poison') || hasConsequence(error, 'conflict')) throw error
        if (hasConsequence(error, 'no-space')) space.ranOut()
        this.trouble = `${what}: ${explain(error)}; trying again (attempt ${attempt})`
        this.observed.retried()
        logger.warn({ stage: stage.name, attempt, error: explain(error) }, `${what} failed: trying again`)
        await clock.wait(backOff(attempt, random), signal)
      }
    }
  }

  context(batch: BatchContext): StageContext {
    const { log, stage } = this.options
    return {
      signal: batch.signal,
      heartbeat: () => batch.heartbeat(),
      publish: async (topic, records) => {
        await this.insist(`${stage.name}: publishing`, batch.signal, () => log.publish(topic, records))
      },
    }
  }

  /** Outcomes of the messages; when the batch holds poison, each message is tried alone and the poison rejected. */
  private async transform(messages: readonly Message[], context: StageContext): Promise<readonly Outcome[]> {
    if (messages.length === 0) return []
    const { stage } = this.options
    const attempt = (some: readonly Message[]): Promise<readonly Outcome[]> =>
      this.insist(`${stage.name}: transforming`, context.signal, async () => stage.transform(some, context))
    try {
      return await attempt(messages)
    } catch (error) {
      if (!hasConsequence(error, 'poison')) throw error
      const [only] = messages
      if (messages.length === 1 && only)
        return [{ kind: 'reject', of: only, code: error.code, message: explain(error) }]
      const outcomes: Outcome[] = []
      for (const message of messages) outcomes.push(...(await this.transform([message], context)))
      return outcomes
    }
  }

  /** Publishes records of one topic; those that the log can never take become dead letters of the batch's first message. */
  private async publish(
    topic: Topic,
    records: readonly NewRecord[],
    origin: LogRecord | undefined,
    signal: AbortSignal,
  ): Promise<Rejected[]> {
    const { log, stage } = this.options
    try {
      await this.insist(`${stage.name}: publishing`, signal, () => log.publish(topic, records))
      return []
    } catch (error) {
      if (!hasConsequence(error, 'poison') || origin === undefined) throw error
      if (records.length === 1) return [{ record: origin, code: error.code, message: explain(error) }]
      const refused: Rejected[] = []
      for (const record of records) refused.push(...(await this.publish(topic, [record], origin, signal)))
      return refused
    }
  }

  /** Publishes outcomes; returns what the log could not take. */
  private async produce(
    outcomes: readonly Outcome[],
    records: readonly LogRecord[],
    signal: AbortSignal,
  ): Promise<Rejected[]> {
    const refused: Rejected[] = []
    for (const [topic, out] of byTopic(outcomes)) refused.push(...(await this.publish(topic, out, records[0], signal)))
    return refused
  }

  private async park(letters: readonly NewRecord[], signal: AbortSignal): Promise<void> {
    if (letters.length > 0) await this.publish(topics.deadLetters, letters, undefined, signal)
  }

  /** Records of one topic: produce, park what was rejected, then remember. `earlier`: letters of those that are replayed. */
  private async work(
    source: Topic,
    records: readonly LogRecord[],
    context: StageContext,
    earlier?: EarlierLetters,
  ): Promise<Worked> {
    const { stage, clock } = this.options
    const parsed = parseBatch(source, records)
    const messages = earlier ? parsed.messages.map((message) => ({ ...message, replayed: true })) : parsed.messages
    const outcomes = await this.transform(messages, context)
    const refused = await this.produce(outcomes, records, context.signal)
    const rejected = [...parsed.rejected, ...rejectedBy(outcomes), ...refused]
    const letters = rejected.map((one) => deadLetter(stage.name, one, clock.now(), earlier?.get(placeKey(one.record))))
    await this.park(letters, context.signal)
    if (stage.remember)
      await this.insist(`${stage.name}: remembering`, context.signal, async () => stage.remember?.(messages))
    return { taken: records, outcomes, rejected }
  }

  /** Dead letters that an operator sends again to this stage, as if they came for the first time. */
  private async replay(batch: Batch, context: StageContext): Promise<Worked> {
    const { stage, log, clock } = this.options
    const { records, letters, over } = await this.insist(`${stage.name}: replaying`, context.signal, () =>
      takeReplays(batch.records, {
        group: stage.name,
        inputs: sourcesOf(stage),
        log,
        heartbeat: () => context.heartbeat(),
      }),
    )
    const worked: Worked[] = []
    for (const [source, some] of records) worked.push(await this.work(source, some, context, letters))
    const rejected = worked.flatMap((one) => one.rejected)
    const failed = new Set(rejected.map(({ record }) => placeKey(record)))
    const taken = [...records.values()].flat()
    const passed = taken.flatMap((record) => letters.get(placeKey(record)) ?? [])
    await this.park(
      [
        ...over.map(({ letter, how }) => settledLetter(letter, how, clock.now())),
        ...passed
          .filter(({ origin }) => !failed.has(placeKey(origin)))
          .map((letter) => settledLetter(letter, 'passed', clock.now())),
      ],
      context.signal,
    )
    return { taken, outcomes: worked.flatMap((one) => one.outcomes), rejected }
  }

  /** One batch after the other, whoever brings them: between its outcomes and their `remember` a stage hears nothing else. */
  onBatch(batch: Batch, context: BatchContext): Promise<void> {
    const work = this.turn.then(() => this.run(batch, context))
    this.turn = work.catch((error: unknown) => this.failed(batch, context, error))
    return work
  }

  /** The log gives the batch again, and says nothing of it. */
  private failed({ topic, partition }: Batch, { signal }: BatchContext, error: unknown): void {
    if (signal.aborted) {
      this.trouble = undefined
      return
    }
    this.options.logger.warn(
      { stage: this.options.stage.name, topic, partition, error: explain(error) },
      'a batch could not be taken: it comes again',
    )
  }

  /** Produce, then remember, then (by returning) commit. */
  private async run(batch: Batch, batchContext: BatchContext): Promise<void> {
    const { stage, clock } = this.options
    const started = clock.now()
    const context = this.context(batchContext)
    const isReplay = batch.topic === topics.replays.name
    const worked = isReplay
      ? await this.replay(batch, context)
      : await this.work(sourceOf(stage, batch.topic), batch.records, context)
    if (!isReplay) this.reached(batch.records)
    this.report(worked, (clock.now() - started) / 1000)
  }

  private report({ taken, outcomes, rejected }: Worked, seconds: number): void {
    this.observed.took(taken.length)
    this.observed.gave(outcomes)
    this.observed.rejected(rejected)
    this.observed.lasted(seconds)
    for (const { record, code, message } of rejected) {
      const { topic, partition, offset } = record
      this.options.logger.warn(
        { stage: this.options.stage.name, code, topic, partition, offset },
        `message rejected to dead letters: ${message}`,
      )
    }
  }

  reportLag(records: number): void {
    this.observed.lag(records)
  }

  /** The stage is through with these. */
  reached(records: readonly LogRecord[]): void {
    for (const { timestamp } of records) this.observed.reached(timestamp)
  }
}

/** A turn of the event loop: leases are renewed and probes answered while a stage computes. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const begin = async (run: StageRun, { stage }: RunStageOptions, signal: AbortSignal): Promise<void> => {
  if (!stage.start) return
  const context = run.context({ signal, heartbeat: breathe })
  await run.insist(`${stage.name}: starting`, signal, async () => stage.start?.(context))
}

/** How fresh the stage was before this start; where that cannot be told, its next message tells. */
const lookBack = async (run: StageRun, { stage, log, logger }: RunStageOptions): Promise<void> => {
  try {
    run.reached(await lastTaken(stage.name, stage.inputs, log))
  } catch (error) {
    logger.warn(
      { stage: stage.name, error: explain(error) },
      'how fresh the stage is will be known by its next message',
    )
  }
}

/**
 * Runs a stage until stopped: batches in, outcomes out, retries, dead letters, metrics and logs around it.
 * Resolves when the stage has started and reads.
 */
export const runStage = async (options: RunStageOptions): Promise<StageAtWork> => {
  const { stage, log, signal = new AbortController().signal } = options
  const run = new StageRun(options)
  await lookBack(run, options)
  await begin(run, options, signal)
  const subscription: Subscription = await log.subscribe({
    group: stage.name,
    topics: [...stage.inputs, topics.replays],
    maxRecords: stage.maxRecords ?? options.maxRecords,
    onBatch: (batch, context) => run.onBatch(batch, context),
  })
  return {
    name: stage.name,
    state: () => run.state(),
    take: (batch, until) => run.onBatch(batch, { signal: until, heartbeat: breathe }),
    async lag() {
      const records = await subscription.lag()
      run.reportLag(records)
      return records
    },
    async stop() {
      await subscription.stop()
      await stage.stop?.()
    },
  }
}
