import { createHash } from 'node:crypto'
import { score } from '../../../src/demo/score.js'
import type { Score, ScoreOptions } from '../../../src/demo/score.js'
import { topics } from '../../../src/domain/topics.js'
import type { LiveVacancy, Vacancy } from '../../../src/domain/vacancy.js'
import type { Log, LogRecord } from '../../../src/ports/log.js'
import type { VacancyIndex } from '../../../src/ports/vacancy-index.js'
import { loadBoard } from '../../support/generated-postings.js'
import { judgeLoad } from './load-judge.js'

/** What people find is what the index holds; what is true is what the boards and the load say. */
export interface Verdict {
  readonly score: Score
  /** Keys of the load that are not found as they were acknowledged. */
  readonly lostLoad: readonly string[]
  /** Keys of the load in more than one vacancy, or together with others. */
  readonly doubledLoad: readonly string[]
  /** Vacancies that the index lacks, or has in an older form than the topic. */
  readonly unindexed: readonly string[]
  /** Vacancies of the index that the topic has not. */
  readonly orphaned: readonly string[]
}

const newest = async (log: Log): Promise<ReadonlyMap<string, LogRecord>> => {
  const records = new Map<string, LogRecord>()
  for await (const batch of log.read(topics.vacancies)) {
    for (const record of batch.records) if (record.key !== null) records.set(record.key, record)
  }
  return records
}

/** Where in the topic each document of the index comes from. */
const indexed = async (index: VacancyIndex): Promise<ReadonlyMap<string, string>> => {
  const places = new Map<string, string>()
  for await (const entries of index.scan())
    for (const { id, seq } of entries) places.set(id, `${seq.partition}/${seq.offset}`)
  return places
}

/** The same as long as no document of the index changes. */
export const digestOf = async (index: VacancyIndex): Promise<string> => {
  const hash = createHash('sha256')
  for (const [id, place] of await indexed(index)) hash.update(`${id} ${place}\n`)
  return hash.digest('base64')
}

const isOfLoad = (key: string): boolean => key.startsWith(`${loadBoard.id}:`)

/** Keys of the load that do not have a vacancy to themselves. */
const doubled = (vacancies: readonly LiveVacancy[]): string[] => {
  const holders = new Map<string, number>()
  const shared = vacancies.filter(({ postings }) => postings.length > 1).flatMap(({ postings }) => postings)
  for (const { key } of vacancies.flatMap(({ postings }) => postings)) holders.set(key, (holders.get(key) ?? 0) + 1)
  const twice = [...holders].flatMap(([key, count]) => (count > 1 ? [key] : []))
  return [...new Set([...twice, ...shared.map(({ key }) => key)])].filter(isOfLoad)
}

export interface JudgeOptions extends Omit<ScoreOptions, 'vacancies'> {
  readonly log: Log
  readonly index: VacancyIndex
  readonly acknowledged: ReadonlyMap<number, number>
}

/** Judges a set that is quiet. Errors as the log's. */
export const judge = async ({ log, index, acknowledged, ...truth }: JudgeOptions): Promise<Verdict> => {
  const records = await newest(log)
  const places = await indexed(index)
  const kept = [...records].filter(([, { value }]) => value !== null)
  const live = kept.flatMap(([, { value }]) => ((value as Vacancy).kind === 'vacancy' ? [value as LiveVacancy] : []))
  // The boards know nothing of the load.
  const ofBoards = live.filter(({ postings }) => !postings.some(({ key }) => isOfLoad(key)))
  return {
    score: score({ ...truth, vacancies: ofBoards }),
    lostLoad: (await judgeLoad(index, acknowledged)).lost,
    doubledLoad: doubled(live),
    unindexed: kept.flatMap(([id, { partition, offset }]) => (places.get(id) === `${partition}/${offset}` ? [] : [id])),
    orphaned: [...places.keys()].filter((id) => records.get(id)?.value == null),
  }
}
