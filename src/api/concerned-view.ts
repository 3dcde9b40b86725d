import { topics } from '../domain/topics.js'
import type { Vacancy } from '../domain/vacancy.js'
import { follow } from '../ports/follow.js'
import type { Log } from '../ports/log.js'

/** How many vacancies each removal concerns. */
export interface ConcernedView {
  of(removal: string): number
  /** Reads what was written since the last call; at the first one, all of `vacancies.v1`. */
  refresh(): Promise<void>
}

const removalsOf = (vacancy: Vacancy | null): readonly string[] =>
  vacancy === null || vacancy.kind === 'merged' ? [] : (vacancy.removals ?? [])

/** A view of `vacancies.v1` in memory that keeps the ids of vacancies that lost a posting, or all, to a removal. */
export const openConcernedView = (log: Log): ConcernedView => {
  const removals = new Map<string, readonly string[]>()
  return {
    of: (removal) => [...removals.values()].filter((ids) => ids.includes(removal)).length,
    refresh: follow(log, topics.vacancies, ({ key, value }) => {
      if (key === null || value === undefined) return
      const ids = removalsOf(value as Vacancy | null)
      if (ids.length > 0) removals.set(key, ids)
      else removals.delete(key)
    }),
  }
}
