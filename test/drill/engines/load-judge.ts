import { vacancyId } from '../../../src/domain/ids.js'
import type { LiveVacancy, Vacancy } from '../../../src/domain/vacancy.js'
import type { VacancyIndex } from '../../../src/ports/vacancy-index.js'
import { loadKey } from '../../support/generated-postings.js'

/** The revision whose mark stands in a text. */
const revisionOf = (text: string): number => Number(/Revision (\d+)\./.exec(text)?.[1] ?? -1)

/** Whether the index shows this revision of a posting of the load, or a later one. */
export const shows = (vacancy: Vacancy | undefined, revision: number): vacancy is LiveVacancy =>
  vacancy?.kind === 'vacancy' && revisionOf(vacancy.description.text) >= revision

/** The vacancy of a posting of the load, as the index has it. Errors as the index's. */
export const indexedLoad = async (index: VacancyIndex, n: number): Promise<Vacancy | undefined> =>
  (await index.get(vacancyId(loadKey(n))))?.document.vacancy

export interface LoadVerdict {
  /** Keys whose acknowledged revision no open vacancy of the index shows. */
  readonly lost: readonly string[]
}

const AT_ONCE = 50

/** Asks the index for every posting that was acknowledged. */
export const judgeLoad = async (
  index: VacancyIndex,
  acknowledged: ReadonlyMap<number, number>,
): Promise<LoadVerdict> => {
  const all = [...acknowledged]
  const lost: string[] = []
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const some = all.slice(at, at + AT_ONCE)
    const vacancies = await Promise.all(some.map(([n]) => indexedLoad(index, n)))
    for (const [of, [n, revision]] of some.entries()) {
      const vacancy = vacancies[of]
      if (!shows(vacancy, revision) || vacancy.state !== 'open') lost.push(loadKey(n))
    }
  }
  return { lost }
}
