import { indexVersion } from '../../domain/order.js'
import { topics } from '../../domain/topics.js'
import type { Vacancy } from '../../domain/vacancy.js'
import type { LogRecord } from '../../ports/log.js'
import type { IndexWrite, VacancyDocument, VacancyIndex } from '../../ports/vacancy-index.js'
import type { Progress } from '../progress.js'
import { IndexComparison } from './compare-index.js'
import type { IndexDifference } from './compare-index.js'
import type { Look, Repair } from './look.js'
import { readTopic } from './read-topic.js'
import type { Reading } from './read-topic.js'

export interface IndexCheckOptions extends Reading {
  readonly index: VacancyIndex
  /** That of the index stage, now. */
  readonly epoch: () => Promise<number>
  readonly toDocument: (vacancy: Vacancy) => VacancyDocument
}

const WRITES = 200

/** Compares `vacancies.v1` with the index. */
export async function* lookAtIndex(options: IndexCheckOptions): AsyncGenerator<Progress, Look<IndexDifference>> {
  const { log, index, signal } = options
  const epoch = await options.epoch()
  const comparison = new IndexComparison((offset) => indexVersion(epoch, offset))
  yield* readTopic('vacancies', topics.vacancies, options, (record) => comparison.take(record))
  const total = comparison.size
  const differences: IndexDifference[] = []
  let done = 0
  await index.refresh()
  for await (const entries of index.scan()) {
    signal.throwIfAborted()
    // Asked after the page: what is newer than the topic's end even so, no record stands for.
    const ends = new Map((await log.ends(topics.vacancies)).map(({ partition, end }) => [partition, end]))
    for (const entry of entries) {
      const difference = comparison.see(entry, ends.get(entry.seq.partition) ?? 0)
      if (difference) differences.push(difference)
    }
    done += entries.length
    yield { step: 'index', done, total: Math.max(done, total) }
  }
  differences.push(...comparison.missing())
  return { compared: Math.max(done, total), differences }
}

/** Records of one partition at these offsets; those that compaction took have newer ones, which are indexed on their own. */
async function* recordsAt(partition: number, offsets: ReadonlySet<number>, { log, signal }: Reading) {
  const last = Math.max(...offsets)
  for await (const { records } of log.read(topics.vacancies, { partition, from: Math.min(...offsets) })) {
    signal.throwIfAborted()
    yield records.filter(({ offset }) => offsets.has(offset))
    if ((records.at(-1)?.offset ?? last) >= last) return
  }
}

const rewriteOf = (record: LogRecord, epoch: number, { toDocument }: IndexCheckOptions): IndexWrite[] => {
  const vacancy = topics.vacancies.schema.safeParse(record.value)
  // The index stage parks it as well: there is nothing to write.
  if (!vacancy.success) return []
  const { partition, offset } = record
  return [
    {
      id: record.key ?? '',
      version: indexVersion(epoch, offset),
      seq: { partition, offset },
      document: toDocument(vacancy.data),
    },
  ]
}

/**
 * Purges a document that the topic does not have, under the tombstone's version, or under its own where there never was a
 * record: any later record of the topic is newer than both.
 */
const purgeOf = ({ id, newest, version = 0 }: IndexDifference, epoch: number): IndexWrite => ({
  id,
  version: newest ? indexVersion(epoch, newest.offset) : version,
  seq: { partition: newest?.partition ?? 0, offset: newest?.offset ?? 0 },
  document: null,
})

/** Writes again what is missing or outdated, by version, and purges what is foreign. What became newer meanwhile stays. */
export async function* repairIndex(
  differences: readonly IndexDifference[],
  options: IndexCheckOptions,
): AsyncGenerator<Progress, Repair> {
  const { index } = options
  const epoch = await options.epoch()
  const kinds = new Map(differences.map(({ id, kind }) => [id, kind]))
  const repaired: Repair = {}
  let done = 0

  const write = async (writes: readonly IndexWrite[]): Promise<void> => {
    const results = await index.write(writes)
    for (const [at, { result }] of results.entries()) {
      const kind = kinds.get(writes[at]?.id ?? '')
      if (kind && result === 'applied') repaired[kind] = (repaired[kind] ?? 0) + 1
    }
    done += writes.length
  }

  const foreign = differences.filter(({ kind }) => kind === 'document-foreign').map((one) => purgeOf(one, epoch))
  const places = new Map<number, Set<number>>()
  for (const { kind, newest } of differences) {
    if (!newest || (kind !== 'document-missing' && kind !== 'document-outdated')) continue
    places.set(newest.partition, (places.get(newest.partition) ?? new Set()).add(newest.offset))
  }
  for (let at = 0; at < foreign.length; at += WRITES) {
    options.signal.throwIfAborted()
    await write(foreign.slice(at, at + WRITES))
    yield { step: 'repairing the index', done, total: differences.length }
  }
  for (const [partition, offsets] of places) {
    for await (const records of recordsAt(partition, offsets, options)) {
      const writes = records.flatMap((record) => rewriteOf(record, epoch, options))
      if (writes.length > 0) await write(writes)
      yield { step: 'repairing the index', done, total: differences.length }
    }
  }
  await index.refresh()
  return repaired
}
