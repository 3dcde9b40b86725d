import type { Fate } from '../web/picks-page.js'
import type { ApiDeps } from './deps.js'
import { findVacancy } from './find-vacancy.js'
import type { Found } from './find-vacancy.js'
import type { RunsView } from './runs-view.js'
import { toVacancyAnswer } from './vacancy-answer.js'

/** The title of the vacancy that another one is part of now, if that still has one. */
const titleOf = async ({ index }: ApiDeps, id: string): Promise<string | undefined> => {
  const found = await findVacancy(index, id)
  return found.kind === 'vacancy' ? found.vacancy.title : undefined
}

/** What has become of a vacancy that was picked, for its user to read. */
export const fateOf = async (deps: ApiDeps, runs: RunsView, now: Found): Promise<Fate> => {
  if (now.kind === 'merged')
    return { state: 'merged', into: now.mergedInto, title: await titleOf(deps, now.mergedInto) }
  if (now.kind === 'removed') return { state: 'removed', since: now.since }
  if (now.kind === 'unknown') return { state: 'unknown' }
  const { state, closedAt, closedReason, unverifiedSince, updatedAt, lastSeenAt } = toVacancyAnswer(now.vacancy, runs)
  if (state === 'closed') return { state, since: closedAt ?? updatedAt, reason: closedReason }
  return state === 'unverified' ? { state, since: unverifiedSince ?? updatedAt } : { state, lastSeenAt }
}
