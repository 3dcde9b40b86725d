import { indexVersion } from '../../domain/order.js'
import { topics } from '../../domain/topics.js'
import type { Vacancy } from '../../domain/vacancy.js'
import type { LogRecord } from '../../ports/log.js'
import type { IndexWrite, VacancyDocument } from '../../ports/vacancy-index.js'

export interface Writing {
  /** That of the index stage. */
  readonly epoch: number
  /** What the index stage makes of a vacancy. */
  readonly toDocument: (vacancy: Vacancy) => VacancyDocument
}

/** What the index stage writes for a record of `vacancies.v1`; undefined where it parks the record as a dead letter. */
export const writeOf = (record: LogRecord, { epoch, toDocument }: Writing): IndexWrite | undefined => {
  const { key, partition, offset, value } = record
  const place = { id: key ?? '', version: indexVersion(epoch, offset), seq: { partition, offset } }
  if (value === null) return { ...place, document: null }
  const vacancy = topics.vacancies.schema.safeParse(value)
  return vacancy.success ? { ...place, document: toDocument(vacancy.data) } : undefined
}
