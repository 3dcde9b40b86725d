import type { ApiDeps } from './deps.js'
import type { VacancyAnswer } from './vacancy-answer.js'

/** A proof younger than this is good enough. */
const FRESH_MS = 15 * 60_000

/** Somebody opens or picks a vacancy: what was not proven lately is looked at again, in the background. */
export const lookAgain = ({ recheck, clock }: ApiDeps, { postings }: VacancyAnswer): void => {
  const since = new Date(clock.now() - FRESH_MS).toISOString()
  const stale = postings.filter(({ state, lastSeenAt }) => state !== 'closed' && lastSeenAt < since)
  if (stale.length > 0) recheck(stale.map(({ key }) => key))
}
