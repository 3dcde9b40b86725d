import { topics } from '../../domain/topics.js'
import type { Progress } from '../progress.js'
import { VacanciesComparison } from './compare-vacancies.js'
import type { Look } from './look.js'
import { readTopic } from './read-topic.js'
import type { Reading } from './read-topic.js'
import { readTable } from './table.js'

/** Compares the table with `vacancies.v1`. */
export async function* lookAtVacancies(reading: Reading): AsyncGenerator<Progress, Look> {
  const table = yield* readTable(reading)
  const comparison = new VacanciesComparison(table)
  yield* readTopic('vacancies', topics.vacancies, reading, (record) => comparison.take(record))
  return { compared: Math.max(table.rows.size, comparison.size), differences: comparison.differences() }
}
