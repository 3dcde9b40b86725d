import { indexVersion } from '../../src/domain/order.js'
import { topics } from '../../src/domain/topics.js'
import type { Vacancy } from '../../src/domain/vacancy.js'
import { drop, reject } from '../../src/ports/stage.js'
import type { Message, Outcome, Stage } from '../../src/ports/stage.js'
import type { IndexWrite, IndexWriteResult, VacancyIndex } from '../../src/ports/vacancy-index.js'
import { toDocument } from './document.js'

export interface IndexOptions {
  readonly index: VacancyIndex
  /** Asked for each batch. Grows when `vacancies.v1` is made anew, so that its offsets win over those of before. */
  readonly epoch: () => Promise<number>
}

const toWrite = ({ key, value, partition, offset }: Message, epoch: number): IndexWrite => ({
  id: key ?? '',
  version: indexVersion(epoch, offset),
  seq: { partition, offset },
  document: value === null ? null : toDocument(value as Vacancy),
})

const toOutcome = (message: Message, result: IndexWriteResult | undefined): Outcome => {
  if (result?.result === 'rejected') return reject(message, result.code, result.message)
  return drop(result?.result === 'stale' ? 'stale' : 'indexed')
}

/** Writes vacancies into the index; a replay or a late writer never wins there. */
export const indexVacancies = ({ index, epoch }: IndexOptions): Stage => ({
  name: 'index',
  inputs: [topics.vacancies],
  async transform(messages) {
    const current = await epoch()
    const results = await index.write(messages.map((message) => toWrite(message, current)))
    return messages.map((message, at) => toOutcome(message, results[at]))
  },
})
