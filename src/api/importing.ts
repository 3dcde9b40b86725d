import { instant } from '../domain/common.js'
import { JobdataError } from '../domain/errors.js'
import { importKey, pickKey, vacancyId, wishId } from '../domain/ids.js'
import type { Import } from '../domain/imports.js'
import { pageKey, pageKeyOf, webUrl } from '../domain/links.js'
import { topics } from '../domain/topics.js'
import type { LiveVacancy } from '../domain/vacancy.js'
import type { Allowance } from './allowance.js'
import type { ApiDeps } from './deps.js'
import { findVacancy } from './find-vacancy.js'
import { lookAgain } from './look-again.js'
import { badField, refusal } from './problem.js'
import type { RunsView } from './runs-view.js'
import { toVacancyAnswer } from './vacancy-answer.js'

const COLLECTION = 'imports'
/** Imports of one user: the list is one page. */
const MOST_IMPORTS = 500
/** A board that was read so lately shows what it has: no run is wished for. */
const FRESH_MS = 15 * 60_000

/** What came of a link. */
export type Imported =
  /** We have it already, for everybody. */
  | { readonly kind: 'known'; readonly vacancy: LiveVacancy }
  | { readonly kind: 'import'; readonly import: Import; readonly isNew: boolean }

export interface Importing extends ApiDeps {
  readonly runs: RunsView
  readonly allowance: Allowance
}

const stored = async ({ records }: Pick<ApiDeps, 'records'>, user: string, id: string): Promise<Import | undefined> => {
  const entry = await records.get<Import>(COLLECTION, pickKey(user, id))
  // A user "a/b" begins like a user "a": whose it is stands in the import.
  return entry?.value.user === user ? entry.value : undefined
}

/** A user's own import; undefined when there is none, whoever else has it. */
export const findImport = stored

export const importNotFound = (id: string): JobdataError =>
  refusal('import-not-found', `you have no import ${id}: GET /v1/imports lists yours`)

/** A user's imports, newest first. */
export const importsOf = async ({ records }: ApiDeps, user: string): Promise<readonly Import[]> => {
  const page = await records.list<Import>(COLLECTION, { prefix: pickKey(user, ''), limit: MOST_IMPORTS + 1 })
  const own = page.map(({ value }) => value).filter((one) => one.user === user)
  return own.sort((a, b) => (a.importedAt < b.importedAt ? 1 : -1))
}

/** Deletes an import. One that is not there is deleted all the same; a pick of it keeps its snapshot. */
export const deleteImport = async ({ records }: ApiDeps, user: string, id: string): Promise<void> => {
  await records.delete(COLLECTION, pickKey(user, id))
}

/** The vacancy that everybody has of a page, unless it is closed: then its page is looked at. */
const known = async (deps: Importing, page: string | undefined): Promise<Imported | undefined> => {
  const id = page === undefined ? undefined : await deps.index.at(page)
  const found = id === undefined ? undefined : await findVacancy(deps.index, id)
  if (found?.kind !== 'vacancy' || found.vacancy.state === 'closed') return undefined
  await deps.runs.refresh()
  lookAgain(deps, toVacancyAnswer(found.vacancy, deps.runs))
  return { kind: 'known', vacancy: found.vacancy }
}

const checkedLink = (link: string): URL => {
  const url = webUrl(link)
  if (!url) throw badField('url', 'give the whole address of the vacancy’s page, https://…')
  return url
}

const spend = ({ allowance, importsPerHour }: Importing, user: string): void => {
  const seconds = allowance.take(user)
  if (seconds === undefined) return
  throw new JobdataError(`${importsPerHour} links an hour are read for one user: try again later`, {
    consequence: 'bad-request',
    code: 'imports-spent',
    details: { retryAfterSeconds: seconds },
  })
}

const checkRoom = async (deps: Importing, user: string): Promise<void> => {
  if ((await importsOf(deps, user)).length < MOST_IMPORTS) return
  throw refusal('imports-full', `you have ${MOST_IMPORTS} imports: delete some first (DELETE /v1/imports/<id>)`)
}

/** It stands on a board of ours: with its next run it is there for everybody. */
const wishRun = async ({ runs, log, clock }: Importing, board: string): Promise<void> => {
  await runs.refresh()
  const now = clock.now()
  const [last] = runs.of(board)
  if (last && now - Date.parse(last.endedAt) < FRESH_MS) return
  const wishedAt = instant(now)
  const wish = { id: wishId(board, `import-${wishedAt}`), board, wishedAt, trigger: 'recheck' as const }
  await log.publish(topics.crawlRequests, [{ key: board, value: wish }])
}

/**
 * Reads a link for its user, unless everybody has it already. A repeat reads the page again, under the same id.
 * Throws `bad-request` and `retryable` as `ImportLink` does, `imports-spent`, `imports-full`.
 */
export const importByLink = async (
  deps: Importing,
  { user, link }: { readonly user: string; readonly link: string },
): Promise<Imported> => {
  const url = checkedLink(link)
  const page = pageKey(url)
  const there = await known(deps, page)
  if (there) return there
  spend(deps, user)
  const key = importKey(user, page)
  const before = await stored(deps, user, vacancyId(key))
  if (!before) await checkRoom(deps, user)
  const read = await deps.importLink({ url, key, ...(before && { firstSeenAt: before.importedAt }) })
  const { vacancy, reader, address, board } = read
  if (board !== undefined) await wishRun(deps, board)
  const ledTo = pageKeyOf(address)
  const elsewhere = ledTo === page ? undefined : await known(deps, ledTo)
  if (elsewhere) return elsewhere
  const readAt = instant(deps.clock.now())
  const made: Import = {
    user,
    url: url.href,
    importedAt: before?.importedAt ?? readAt,
    readAt,
    ...(board !== undefined && { board }),
    reader,
    vacancy,
  }
  await deps.records.put(COLLECTION, pickKey(user, vacancy.id), made)
  return { kind: 'import', import: made, isNew: before === undefined }
}
