import { explain } from '../domain/errors.js'
import { topics } from '../domain/topics.js'
import type { PartState, Readiness } from '../ports/readiness.js'
import type { RunningStage } from '../runtime/run-stage.js'
import type { Ground } from './ground.js'

/** A part that does not answer within this is not ready: who asks does not wait for all its retries. */
const PATIENCE_MS = 3000

const failed = (place: string, why: string): PartState => ({
  ok: false,
  message: `${why}. See that ${place} is up; what waits for it goes on by itself`,
})

/** What `/ready` says of the running service. */
export const readinessOf =
  ({ log, records, index, space, clock, places }: Ground, stages: readonly RunningStage[]) =>
  async (): Promise<Readiness> => {
    const answered = async (place: string, work: Promise<string>): Promise<PartState> => {
      const late = new AbortController()
      const silence = clock
        .wait(PATIENCE_MS, late.signal)
        .then(() => failed(place, `no answer within ${PATIENCE_MS / 1000} s`))
      const answer = work.then(
        (message) => ({ ok: true, message }),
        (error: unknown) => failed(place, explain(error)),
      )
      return Promise.race([answer, silence]).finally(() => late.abort())
    }
    const [ofSpace, ofLog, ofRecords, ofIndex] = await Promise.all([
      space.state(),
      answered(
        places.log,
        log.ends(topics.ticks).then(() => 'answers'),
      ),
      answered(
        places.store,
        records.get('owners', 'dedupe').then(() => 'answers'),
      ),
      answered(
        places.store,
        index.count().then(({ open }) => `${open} open vacancies`),
      ),
    ])
    const parts = {
      space: ofSpace,
      log: ofLog,
      records: ofRecords,
      index: ofIndex,
      ...Object.fromEntries(stages.map((stage) => [stage.name, stage.state()])),
    }
    return { ready: Object.values(parts).every(({ ok }) => ok), parts }
  }
