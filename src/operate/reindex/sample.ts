import { isDeepStrictEqual } from 'node:util'
import { indexVersion } from '../../domain/order.js'
import { topics } from '../../domain/topics.js'
import type { LogRecord } from '../../ports/log.js'
import type { VacancyDocument } from '../../ports/vacancy-index.js'
import type { Filling } from './fill.js'
import { writeOf } from './write-of.js'

const TOPIC = topics.vacancies
const PLACES_A_PARTITION = 5
const RECORDS_A_PLACE = 5

/** What a sample of the topic brought. */
export interface Sample {
  /** Documents that were compared. */
  readonly compared: number
  /** Ids whose document is not what this program makes of their record. */
  readonly different: readonly string[]
}

/** As JSON has it: a field that is undefined is none. */
const plain = (document: VacancyDocument): unknown => JSON.parse(JSON.stringify(document))

/** Some records at `from` and behind. */
const some = async (partition: number, from: number, { log, signal }: Filling): Promise<readonly LogRecord[]> => {
  signal.throwIfAborted()
  for await (const { records } of log.read(TOPIC, { partition, from, batch: RECORDS_A_PLACE }))
    return records.slice(0, RECORDS_A_PLACE)
  return []
}

/** Places spread evenly over all partitions. */
const places = async ({ log }: Filling): Promise<{ readonly partition: number; readonly from: number }[]> =>
  (await log.ends(TOPIC)).flatMap(({ partition, start, end }) =>
    Array.from({ length: PLACES_A_PARTITION }, (_, n) => ({
      partition,
      from: start + Math.floor(((end - start) * n) / PLACES_A_PARTITION),
    })),
  )

/** Compares documents, whole, with the records of the same version. Records that a newer one replaced tell nothing. */
export const compareSample = async (options: Filling): Promise<Sample> => {
  const { index, epoch } = options
  const different: string[] = []
  let compared = 0
  const compare = async (record: LogRecord): Promise<void> => {
    const wanted = writeOf(record, options)
    if (!wanted?.document) return
    const found = await index.get(wanted.id)
    if (found?.version !== indexVersion(epoch, record.offset)) return
    compared++
    if (!isDeepStrictEqual(plain(found.document), plain(wanted.document))) different.push(wanted.id)
  }
  for (const { partition, from } of await places(options))
    await Promise.all((await some(partition, from, options)).map(compare))
  return { compared, different }
}
