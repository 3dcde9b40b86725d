import { instant } from '../domain/common.js'
import { hasConsequence } from '../domain/errors.js'
import { pickKey } from '../domain/ids.js'
import type { Pick } from '../domain/messages.js'
import { topics } from '../domain/topics.js'
import { ABSENT } from '../ports/records.js'
import type { ApiDeps } from './deps.js'
import { findVacancy, notFound, removed } from './find-vacancy.js'
import type { Found } from './find-vacancy.js'
import { findImport } from './importing.js'
import { refusal } from './problem.js'

const COLLECTION = 'picks'
/** Picks a page of the list; newest first within it. */
const PICKS_A_PAGE = 500

/** A pick and what has become of its vacancy. */
export interface PickNow {
  readonly pick: Pick
  readonly now: Found
}

/** What stands under an id for this user: everybody's, or an import of the user's own. */
export const findForUser = async (deps: ApiDeps, user: string, id: string): Promise<Found> => {
  const found = await findVacancy(deps.index, id)
  if (found.kind !== 'unknown') return found
  const own = await findImport(deps, user, id)
  return own ? { kind: 'vacancy', vacancy: own.vacancy } : found
}

const publish = async ({ log }: ApiDeps, pick: Pick): Promise<void> => {
  await log.publish(topics.picks, [{ key: pickKey(pick.user, pick.vacancy), value: pick }])
}

/** The vacancy to be frozen; one that is not there any more cannot be picked. */
const vacancyToPick = async (deps: ApiDeps, user: string, id: string) => {
  const found = await findForUser(deps, user, id)
  if (found.kind === 'unknown') throw notFound(id)
  if (found.kind === 'removed') throw removed(found)
  if (found.kind === 'merged')
    throw refusal('vacancy-merged', `pick ${found.mergedInto} instead: this one is part of it now`)
  return found.vacancy
}

const stored = async ({ records }: ApiDeps, user: string, vacancy: string) => {
  const entry = await records.get<Pick>(COLLECTION, pickKey(user, vacancy))
  return entry?.value.user === user ? entry : undefined
}

/** A pick that is there keeps its snapshot; only a note that was given anew changes. */
const renew = async (deps: ApiDeps, before: { value: Pick; version: string }, note?: string): Promise<Pick> => {
  const { value, version } = before
  if (note === undefined || note === value.note) return value
  const pick = { ...value, note }
  await publish(deps, pick)
  await deps.records.put(COLLECTION, pickKey(pick.user, pick.vacancy), pick, { ifVersion: version })
  return pick
}

/** Two at once: the first one stands, and is said again so that the topic ends with it too. */
const yieldToFirst = async (deps: ApiDeps, { user, vacancy }: Pick, error: unknown): Promise<Pick> => {
  const first = await stored(deps, user, vacancy)
  if (!first) throw error
  await publish(deps, first.value)
  return first.value
}

/**
 * Picks a vacancy: freezes it under the user, publishes it, then remembers it. A repeat changes nothing but the note.
 * Throws `bad-request` when there is no such vacancy, `conflict` when notes are written at once.
 */
export const pickVacancy = async (
  deps: ApiDeps,
  { user, id, note }: { readonly user: string; readonly id: string; readonly note?: string | undefined },
): Promise<{ readonly pick: Pick; readonly isNew: boolean }> => {
  const before = await stored(deps, user, id)
  if (before) return { pick: await renew(deps, before, note), isNew: false }
  const snapshot = await vacancyToPick(deps, user, id)
  const pick: Pick = { user, vacancy: id, pickedAt: instant(deps.clock.now()), note: note ?? '', snapshot }
  await publish(deps, pick)
  try {
    await deps.records.put(COLLECTION, pickKey(user, id), pick, { ifVersion: ABSENT })
    return { pick, isNew: true }
  } catch (error) {
    if (!hasConsequence(error, 'conflict')) throw error
    return { pick: await yieldToFirst(deps, pick, error), isNew: false }
  }
}

/** Gives a pick back. One that is not there is given back all the same. */
export const unpickVacancy = async ({ log, records }: ApiDeps, user: string, id: string): Promise<void> => {
  const key = pickKey(user, id)
  await log.publish(topics.picks, [{ key, value: null }])
  await records.delete(COLLECTION, key)
}

/** What has become of a pick's vacancy. One that was joined into another goes with it when that is removed. */
const withNow = async (deps: ApiDeps, pick: Pick): Promise<PickNow> => {
  const now = await findForUser(deps, pick.user, pick.vacancy)
  const end = now.kind === 'merged' ? await findVacancy(deps.index, now.mergedInto) : now
  return { pick, now: end.kind === 'removed' ? end : now }
}

export const hasPicked = async (deps: ApiDeps, user: string, id: string): Promise<boolean> =>
  (await stored(deps, user, id)) !== undefined

/** Throws `pick-not-found`. */
export const pickOf = async (deps: ApiDeps, user: string, id: string): Promise<PickNow> => {
  const entry = await stored(deps, user, id)
  if (!entry) throw refusal('pick-not-found', `you have not picked ${id}: pick it with PUT /v1/picks/${id}`)
  return withNow(deps, entry.value)
}

/** A page of the user's picks, newest first; `next` continues after it. */
export const picksOf = async (
  deps: ApiDeps,
  user: string,
  after?: string,
): Promise<{ readonly picks: readonly PickNow[]; readonly next?: string }> => {
  const page = await deps.records.list<Pick>(COLLECTION, {
    prefix: pickKey(user, ''),
    limit: PICKS_A_PAGE,
    ...(after !== undefined && { after: pickKey(user, after) }),
  })
  // A user "a/b" begins like a user "a": whose it is stands in the pick.
  const own = page.filter(({ value }) => value.user === user).map(({ value }) => value)
  const picks = await Promise.all(own.map((pick) => withNow(deps, pick)))
  const last = page.at(-1)
  return {
    picks: picks.sort((a, b) => (a.pick.pickedAt < b.pick.pickedAt ? 1 : -1)),
    ...(page.length === PICKS_A_PAGE && last && { next: last.value.vacancy }),
  }
}
