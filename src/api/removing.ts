import { instant } from '../domain/common.js'
import { employerKey } from '../domain/employer-key.js'
import { hasConsequence } from '../domain/errors.js'
import { webUrl } from '../domain/links.js'
import type { Removal } from '../domain/messages.js'
import { removalId, removalKey } from '../domain/removal.js'
import { topics } from '../domain/topics.js'
import { ABSENT } from '../ports/records.js'
import type { ApiDeps } from './deps.js'
import { badField, refusal } from './problem.js'

const COLLECTION = 'removals'
/** Removals a page of the list; newest first within it. */
const REMOVALS_A_PAGE = 500

/** What is asked for: exactly one of the two. */
export interface Target {
  readonly employer?: string | undefined
  readonly url?: string | undefined
}

/** A removal in force, under the id of its target. */
export interface KnownRemoval {
  readonly id: string
  readonly removal: Removal
}

const employerTarget = (name: string): Removal['target'] => {
  const key = employerKey(name)
  if (key === '') throw badField('employer', 'name the employer as its adverts do: nothing is left of this name')
  return { kind: 'employer', key, name }
}

const urlTarget = (url: string): Removal['target'] => {
  const page = webUrl(url)
  if (!page) throw badField('url', 'give the http(s) address of the advert, or of its application form')
  return { kind: 'url', url: page.href }
}

const targetOf = ({ employer, url }: Target): Removal['target'] => {
  if (employer !== undefined && url === undefined) return employerTarget(employer)
  if (url !== undefined && employer === undefined) return urlTarget(url)
  throw badField('employer', 'give either employer or url')
}

const publish = async ({ log }: ApiDeps, target: Removal['target'], value: Removal | null): Promise<void> => {
  await log.publish(topics.removals, [{ key: removalKey(target), value }])
}

const stored = ({ records }: ApiDeps, id: string) => records.get<Removal>(COLLECTION, id)

/** The one in force stands, and is said again: a taking back that broke off in the middle may have unsaid it. */
const sayAgain = async (deps: ApiDeps, id: string, removal: Removal) => {
  await publish(deps, removal.target, removal)
  return { id, removal, isNew: false }
}

/**
 * Removes an employer's vacancies, or those of one page: publishes it, then remembers it. A repeat changes nothing.
 * Throws `bad-request` when there are no such employer or address.
 */
export const removeOnRequest = async (
  deps: ApiDeps,
  asked: Target & Pick<Removal, 'by' | 'reason' | 'reference'>,
): Promise<KnownRemoval & { readonly isNew: boolean }> => {
  const { by, reason, reference } = asked
  const target = targetOf(asked)
  const id = removalId(removalKey(target))
  const before = await stored(deps, id)
  if (before) return sayAgain(deps, id, before.value)
  const at = instant(deps.clock.now())
  const removal: Removal = { target, at, by, reason, ...(reference !== undefined && { reference }) }
  await publish(deps, target, removal)
  try {
    await deps.records.put(COLLECTION, id, removal, { ifVersion: ABSENT })
    return { id, removal, isNew: true }
  } catch (error) {
    const first = hasConsequence(error, 'conflict') ? await stored(deps, id) : undefined
    if (!first) throw error
    return sayAgain(deps, id, first.value)
  }
}

/** Takes a removal back: what it kept away returns. Throws `removal-not-found`. */
export const takeRemovalBack = async (deps: ApiDeps, id: string): Promise<void> => {
  const entry = await stored(deps, id)
  if (!entry) throw refusal('removal-not-found', `no removal has the id ${id}: GET /v1/removals lists them`)
  await publish(deps, entry.value.target, null)
  await deps.records.delete(COLLECTION, id, { ifVersion: entry.version })
}

/** A page of the removals in force, newest first; `next` continues after it. */
export const removalsInForce = async (
  { records }: ApiDeps,
  after?: string,
): Promise<{ readonly removals: readonly KnownRemoval[]; readonly next?: string }> => {
  const page = await records.list<Removal>(COLLECTION, {
    limit: REMOVALS_A_PAGE,
    ...(after !== undefined && { after }),
  })
  const removals = page.map(({ id, value }) => ({ id, removal: value }))
  const last = page.at(-1)
  return {
    removals: removals.sort((a, b) => (a.removal.at < b.removal.at ? 1 : -1)),
    ...(page.length === REMOVALS_A_PAGE && last && { next: last.id }),
  }
}
