import type { Terms } from '../../src/domain/board.js'
import { hashId, vacancyId } from '../../src/domain/ids.js'
import type { Removal } from '../../src/domain/messages.js'
import { removalId, removalKey } from '../../src/domain/removal.js'
import type { LiveVacancy, PostingMeta, Vacancy, VacancyStateName } from '../../src/domain/vacancy.js'
import { byTrust, firstKnown, fullestText, unionOfOffers } from './survivorship.js'
import type { Row } from './table.js'

/** Rules of dedupe; grows when the same table would give other vacancies. */
export const RULES_VERSION = 1
/** Postings that a vacancy names; more are only counted. */
const MOST_NAMED = 200

/** A vacancy as the table gives it, before it is compared with what was last said. */
export type Composed = Exclude<Vacancy, { kind: 'merged' }>

/** Terms of a board as configured now, if it is. */
export type TermsOfBoard = (board: string) => Terms | undefined

export interface Composition {
  /** All rows of the cluster, removed ones too. */
  readonly rows: readonly Row[]
  readonly removalsOf: (row: Row) => readonly Removal[]
  readonly terms: TermsOfBoard
  readonly why: ReadonlyMap<string, string>
  readonly variants: readonly string[]
  readonly owner: number
}

const older = (a: Row, b: Row): number =>
  a.posting.firstSeenAt < b.posting.firstSeenAt ||
  (a.posting.firstSeenAt === b.posting.firstSeenAt && a.posting.key < b.posting.key)
    ? -1
    : 1

/** The posting that gives the id: the smallest by (firstSeenAt, key), closed or not. */
export const founderOf = (rows: readonly Row[]): Row => {
  const [founder] = [...rows].sort(older)
  if (founder === undefined) throw new RangeError('a cluster has at least one posting')
  return founder
}

const latest = (instants: readonly (string | undefined)[]): string =>
  instants.reduce<string>((a, b) => (b !== undefined && b > a ? b : a), '')

const metaOf = ({ posting, state }: Row, why: string, terms: TermsOfBoard): PostingMeta => ({
  key: posting.key,
  board: posting.board,
  url: posting.url,
  ...(posting.applyUrl !== undefined && { applyUrl: posting.applyUrl }),
  title: posting.title.clean,
  state: state?.state ?? 'open',
  ...(state && { reason: state.reason, stateSince: state.since }),
  ...(state?.verifiedAt !== undefined && { verifiedAt: state.verifiedAt }),
  firstSeenAt: posting.firstSeenAt,
  observedAt: posting.observedAt,
  ...(posting.datePosted !== undefined && { datePosted: posting.datePosted }),
  why,
  // What a board forbids, it forbids for what was harvested before too.
  terms: terms(posting.board) ?? posting.terms,
})

const stateOf = (rows: readonly Row[]): VacancyStateName => {
  const states = rows.map(({ state }) => state?.state ?? 'open')
  if (states.some((state) => state === 'open' || state === 'missed')) return 'open'
  return states.includes('unverified') ? 'unverified' : 'closed'
}

/** Reason and time of the posting closed last. */
const closing = (rows: readonly Row[]): Pick<LiveVacancy, 'closedReason' | 'closedAt'> => {
  const [last] = rows
    .flatMap(({ state }) => (state?.state === 'closed' ? [state] : []))
    .sort((a, b) => (a.since > b.since || (a.since === b.since && a.key < b.key) ? -1 : 1))
  return last ? { closedReason: last.reason, closedAt: last.since } : {}
}

/** A repost: an advert that appeared on a board where another of this opening had been seen before. */
const repostsOf = (rows: readonly Row[]): number => rows.length - new Set(rows.map(({ posting }) => posting.board)).size

const years = ({ minYears, maxYears }: NonNullable<Row['posting']['experience']>): LiveVacancy['experience'] => ({
  ...(minYears !== undefined && { minYears }),
  ...(maxYears !== undefined && { maxYears }),
})

const survivors = (rows: readonly Row[]) => {
  const trusted = byTrust(rows)
  const lead = trusted[0]
  const text = fullestText(trusted)
  if (lead === undefined || text === undefined) throw new RangeError('a cluster has at least one posting')
  return {
    lead,
    text,
    offers: unionOfOffers(trusted),
    employer: firstKnown(trusted, ({ posting }) => posting.employer),
    applyUrl: firstKnown(trusted, ({ posting }) => posting.applyUrl),
    experience: firstKnown(trusted, ({ posting }) => posting.experience),
    datePosted: rows.flatMap(({ posting }) => posting.datePosted ?? []).sort()[0],
    validThrough: firstKnown(trusted, ({ posting }) => posting.validThrough),
  }
}

const live = (
  id: string,
  rows: readonly Row[],
  removals: readonly string[],
  { why, variants, owner, terms }: Composition,
): LiveVacancy => {
  const founder = founderOf(rows)
  const { lead, text, offers, employer, applyUrl, experience, datePosted, validThrough } = survivors(rows)
  const named = [...rows].sort(older).slice(0, MOST_NAMED)
  const state = stateOf(rows)
  const content = {
    kind: 'vacancy' as const,
    id,
    state,
    ...(state === 'closed' && closing(rows)),
    title: lead.posting.title.clean,
    seniority: lead.posting.title.seniority,
    ...(employer && {
      employer: {
        name: employer.value.name,
        key: employer.value.key,
        ...(employer.value.site !== undefined && { site: employer.value.site }),
      },
    }),
    url: lead.posting.url,
    ...(applyUrl && { applyUrl: applyUrl.value }),
    offers,
    ...(experience && { experience: years(experience.value) }),
    skills: [...new Set(rows.flatMap(({ posting }) => posting.skills))].sort(),
    ...(text.posting.language !== undefined && { language: text.posting.language }),
    firstSeenAt: founder.posting.firstSeenAt,
    ...(datePosted !== undefined && { datePosted }),
    ...(validThrough && { validThrough: validThrough.value }),
    description: text.posting.description,
    textHash: text.posting.textHash,
    postings: named.map((row) =>
      metaOf(row, row === founder ? 'founder' : (why.get(row.posting.key) ?? 'founder'), terms),
    ),
    postingCount: rows.length,
    boards: [...new Set(rows.map(({ posting }) => posting.board))].sort(),
    reposts: repostsOf(rows),
    bootstrap: founder.posting.bootstrap,
    variants: [...variants],
    survivorship: {
      title: `${lead.posting.key} (most trusted)`,
      description: `${text.posting.key} (fullest text)`,
      ...(employer && { employer: employer.from }),
      ...(applyUrl && { applyUrl: applyUrl.from }),
    },
    ...(removals.length > 0 && { removals: [...removals] }),
    rulesVersion: RULES_VERSION,
  }
  return { ...content, updatedAt: updatedAt(rows), owner, contentHash: hashId(JSON.stringify(content)), changed: [] }
}

const updatedAt = (rows: readonly Row[]): string =>
  latest(rows.flatMap(({ posting, state }) => [posting.observedAt, state?.at]))

type RemovalsByRow = ReadonlyMap<Row, readonly Removal[]>

/** Removals by row. One that names no employer is its cluster's employer's all the same, and goes with it. */
const removalsByRow = ({ rows, removalsOf }: Composition): RemovalsByRow => {
  const own = rows.map((row) => [row, removalsOf(row)] as const)
  const ofEmployers = own.flatMap(([, removals]) => removals.filter(({ target }) => target.kind === 'employer'))
  return new Map(own.map(([row, removals]) => [row, row.posting.employer ? removals : [...removals, ...ofEmployers]]))
}

const removalIds = (removals: RemovalsByRow): string[] =>
  [...new Set([...removals.values()].flat().map(({ target }) => removalId(removalKey(target))))].sort()

const removed = (id: string, removals: RemovalsByRow, { rows, owner }: Composition): Composed => {
  const firstOfEach = [...removals.values()].map((ofRow) => ofRow.map(({ at }) => at).sort()[0])
  const removedAt = latest(firstOfEach)
  return {
    kind: 'removed',
    id,
    reason: 'removed-on-request',
    removals: removalIds(removals),
    removedAt,
    updatedAt: latest([updatedAt(rows), removedAt]),
    owner,
    rulesVersion: RULES_VERSION,
  }
}

/** The vacancy of a cluster: a pure function of its rows and of the removals that concern them. */
export const compose = (composition: Composition): Composed => {
  const { rows } = composition
  const id = vacancyId(founderOf(rows).posting.key)
  const removals = removalsByRow(composition)
  const kept = rows.filter((row) => removals.get(row)?.length === 0)
  return kept.length > 0 ? live(id, kept, removalIds(removals), composition) : removed(id, removals, composition)
}
