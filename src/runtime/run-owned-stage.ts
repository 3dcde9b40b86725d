import { JobdataError, explain } from '../domain/errors.js'
import type { PartState } from '../ports/readiness.js'
import type { Stage } from '../ports/stage.js'
import { backOff } from './back-off.js'
import { openOwnedLog } from './owned-log.js'
import type { OwnedLog } from './owned-log.js'
import type { Ownership, Owners } from './owners.js'
import { runStage } from './run-stage.js'
import type { RunStageOptions, RunningStage, StageAtWork } from './run-stage.js'

export interface RunOwnedStageOptions extends Omit<RunStageOptions, 'stage' | 'signal'> {
  readonly name: string
  readonly owners: Owners
  /** The stage of one term, with a state of its own. */
  readonly stage: (owner: number) => Stage
  /** How often a standby asks for the ownership, and an owner looks for what others wrote. */
  readonly lookMs: number
}

/** From the taking of an ownership to its end. */
interface Term {
  readonly ownership: Ownership
  readonly owned: OwnedLog
  readonly run: StageAtWork
  /** Aborts when the ownership is lost or the stage is stopped. */
  readonly over: AbortSignal
}

/** An overruled owner commits nothing: its heir has to read it. */
const committingAsOwner = (stage: Stage, ownership: Ownership): Stage => ({
  ...stage,
  async remember(messages) {
    if (!(await ownership.confirm())) {
      throw new JobdataError(`${stage.name} has another owner by now: this batch is for that one`, {
        consequence: 'conflict',
        code: 'ownership-lost',
      })
    }
    await stage.remember?.(messages)
  },
})

class OwnedStage implements RunningStage {
  readonly name: string
  private readonly options: RunOwnedStageOptions
  private readonly owned
  private readonly ending = new AbortController()
  private term: Term | undefined
  /** The number that is being taken over under. */
  private comingOwner: number | undefined
  private keeping: Promise<void> = Promise.resolve()

  constructor(options: RunOwnedStageOptions) {
    this.name = options.name
    this.options = options
    this.owned = options.metrics.gauge({
      name: 'jobdata_stage_owned',
      help: 'Whether this process is the one active member of a stage.',
      labels: ['stage'],
    })
    this.owned.set(0, { stage: options.name })
  }

  /** Takes the ownership if it is free; resolves when the stage is at work, or another's. */
  async begin(): Promise<void> {
    await this.takeOver().catch((error: unknown) => this.complain(error))
    this.keeping = this.keep()
  }

  async lag(): Promise<number> {
    if (this.term) return this.term.run.lag()
    return this.comingOwner === undefined ? 0 : Number.POSITIVE_INFINITY
  }

  state(): PartState {
    if (this.term) return this.term.run.state()
    const message =
      this.comingOwner === undefined
        ? 'standby: another process owns it'
        : `taking over as owner ${this.comingOwner}: reading the topics`
    return { ok: true, message }
  }

  async stop(): Promise<void> {
    this.ending.abort()
    await this.keeping
    await this.endTerm()
  }

  private async takeOver(): Promise<void> {
    const { owners, name, logger } = this.options
    const ownership = await owners.take(name)
    if (ownership === undefined) return
    const { number } = ownership.document
    this.comingOwner = number
    logger.info({ stage: name, owner: number }, 'taking over: reading the topics')
    try {
      this.term = await this.work(ownership)
    } catch (error) {
      await this.giveBack(ownership)
      throw error
    } finally {
      this.comingOwner = undefined
    }
    this.owned.set(1, { stage: name })
    logger.info({ stage: name, owner: number }, 'owner at work')
  }

  private async work(ownership: Ownership): Promise<Term> {
    const { log, stage: stageOf } = this.options
    const { number: owner } = ownership.document
    const stage = committingAsOwner(stageOf(owner), ownership)
    const owned = await openOwnedLog({
      log,
      owner,
      confirm: () => ownership.confirm(),
      watched: stage.overrules ?? [],
    })
    const over = AbortSignal.any([ownership.signal, this.ending.signal])
    return { ownership, owned, over, run: await runStage({ ...this.options, stage, log: owned.log, signal: over }) }
  }

  /** Until the stop: an owner looks after its ownership, a standby asks for it. */
  private async keep(): Promise<void> {
    const { clock, lookMs, random } = this.options
    for (let failures = 0; !this.ending.signal.aborted;) {
      try {
        await (this.term === undefined ? this.takeOver() : this.lookAfter(this.term))
        failures = 0
      } catch (error) {
        failures++
        this.complain(error)
      }
      await clock.wait(failures === 0 ? lookMs : backOff(failures, random), this.term?.over ?? this.ending.signal)
    }
  }

  private complain(error: unknown): void {
    const { logger, name } = this.options
    logger.warn({ stage: name, error: explain(error) }, 'taking or keeping the ownership failed: trying again')
  }

  private async lookAfter({ ownership, owned, run }: Term): Promise<void> {
    const { name, logger } = this.options
    if (await ownership.confirm()) {
      await owned.strangers(async (batch) => {
        logger.warn({ stage: name, records: batch.records.length }, 'a former owner woke up and wrote: overruling it')
        // Who was overruled itself must not overrule its heir.
        await ownership.save()
        await run.take(batch, ownership.signal)
      })
    }
    if (!ownership.signal.aborted) return
    logger.warn({ stage: name, owner: ownership.document.number }, 'another process owns this stage now: standing by')
    await this.endTerm()
  }

  private async endTerm(): Promise<void> {
    const { term } = this
    if (term === undefined) return
    this.term = undefined
    this.owned.set(0, { stage: this.name })
    await term.run.stop().finally(() => this.giveBack(term.ownership))
  }

  /** What cannot be given back is left behind, and taken when it was silent for long enough. */
  private async giveBack(ownership: Ownership): Promise<void> {
    await ownership.release().catch((error: unknown) => {
      this.options.logger.warn({ stage: this.name, error: explain(error) }, 'the ownership could not be given back')
    })
  }
}

/**
 * Runs a stage of which one member is active at a time: this process's when it holds the ownership, else it stands by and
 * takes over when the owner ends or is silent. What an overruled owner says after all is overruled in turn.
 * Resolves when the stage is at work or stands by.
 */
export const runOwnedStage = async (options: RunOwnedStageOptions): Promise<RunningStage> => {
  const stage = new OwnedStage(options)
  await stage.begin()
  return stage
}
