import { topics } from '../../domain/topics.js'
import type { Log, LogRecord } from '../../ports/log.js'
import type { IndexWrite, VacancyIndex } from '../../ports/vacancy-index.js'
import type { Progress } from '../progress.js'
import type { Standing } from './standing.js'
import { writeOf } from './write-of.js'
import type { Writing } from './write-of.js'

const TOPIC = topics.vacancies
/** Enough for the bulks that the index takes at once. */
const BATCH = 1000
/** Records between two notes of the place: so many are written again after a kill. */
const SAVE_AFTER = 10_000

export interface Filling extends Writing {
  readonly log: Log
  readonly index: VacancyIndex
  readonly signal: AbortSignal
}

/** What is between a standing and the end of the topic, by partition. */
const stretches = async (log: Log, { next }: Standing) =>
  (await log.ends(TOPIC)).map(({ partition, start, end }) => ({
    partition,
    start,
    end,
    from: Math.max(start, next.get(partition) ?? start),
  }))

/** Records that were not read yet. Offsets without a record count too: nobody knows of them before. */
export const waiting = async (log: Log, standing: Standing): Promise<number> =>
  (await stretches(log, standing)).reduce((sum, { from, end }) => sum + Math.max(0, end - from), 0)

/**
 * Writes what the topic holds from where the standing is to the end as it is now, and moves the standing on: never past
 * what is durable in the index. Stopped, it notes its place first.
 */
export async function* fill(step: string, standing: Standing, options: Filling): AsyncGenerator<Progress, void> {
  const { log, index, signal } = options
  const parts = await stretches(log, standing)
  const total = parts.reduce((sum, { start, end }) => sum + end - start, 0)
  let done = parts.reduce((sum, { start, from }) => sum + from - start, 0)
  let unsaved = 0
  // The next batch is read while the last one is written.
  let writing: Promise<void> = Promise.resolve()

  const write = async (records: readonly LogRecord[]): Promise<void> => {
    const writes = records.flatMap((record): IndexWrite[] => {
      const made = writeOf(record, options)
      return made ? [made] : []
    })
    if (writes.length > 0) await index.write(writes)
  }

  /** A batch is durable. */
  const advance = async (partition: number, next: number, records: number): Promise<void> => {
    done += next - (standing.next.get(partition) ?? next)
    standing.next.set(partition, next)
    unsaved += records
    if (unsaved < SAVE_AFTER) return
    unsaved = 0
    await standing.save()
  }

  for (const { partition, from } of parts) standing.next.set(partition, from)
  yield { step, done, total }
  try {
    for (const { partition, from, end } of parts) {
      for await (const { records } of log.read(TOPIC, { partition, from, batch: BATCH })) {
        await writing
        signal.throwIfAborted()
        const next = (records.at(-1)?.offset ?? from) + 1
        writing = write(records).then(() => advance(partition, next, records.length))
        writing.catch(() => undefined)
        yield { step, done, total }
      }
      await writing
      // Behind the last record there may be offsets without one.
      standing.next.set(partition, Math.max(end, standing.next.get(partition) ?? end))
    }
  } finally {
    await writing.catch(() => undefined)
    await standing.save()
  }
  yield { step, done: total, total }
}
