import type { LiveVacancy } from '../domain/vacancy.js'
import { CLASSES, UNDECIDED, expectedOf, isAlive, postingsAt } from './truth.js'
import type { DemoOpening, Truth, TruthClass } from './truth.js'
import { wrongValues } from './values.js'

/**
 * The ways to be wrong. `missed`: an open opening that is in no vacancy. `wronglyClosed`: an open opening whose vacancies are
 * all not open. `doubled`: an opening whose postings are in more than one vacancy. `wronglyKept`: an opening that must be
 * closed by now, or a posting that no board shows, in an open vacancy. `wronglyMerged`: a vacancy with postings of several openings.
 * `wrongValue`: a vacancy that says something else of a posting than its board means, where that is easily read wrong.
 */
export const COUNTS = ['missed', 'doubled', 'wronglyClosed', 'wronglyKept', 'wronglyMerged', 'wrongValue'] as const
export type Count = (typeof COUNTS)[number]

export type ClassScore = Readonly<Record<Count, number>> & { readonly cases: number }

export interface Score extends Readonly<Record<Count, number>> {
  readonly byClass: Readonly<Record<TruthClass, ClassScore>>
  /** Posting keys behind each count, one a case. */
  readonly offenders: Readonly<Record<Count, readonly string[]>>
  /** Whether nothing is wrong in any class that the plain rules decide. */
  readonly clean: boolean
}

export interface ScoreOptions {
  readonly truth: Truth
  /** The round that was harvested last. */
  readonly round: number
  /** Epoch milliseconds of round 0. */
  readonly startedAt: number
  /** The live vacancies of all states, as `vacancies.v1` holds them. */
  readonly vacancies: readonly LiveVacancy[]
}

interface Offence {
  readonly count: Count
  readonly key: string
  readonly classes: ReadonlySet<TruthClass>
}

/** Vacancies that hold a posting of each opening. */
const vacanciesOf = ({ truth, round, vacancies }: ScoreOptions): ReadonlyMap<string, ReadonlySet<LiveVacancy>> => {
  const shown = postingsAt(truth, round)
  const holding = new Map<string, Set<LiveVacancy>>()
  for (const vacancy of vacancies) {
    for (const { key } of vacancy.postings) {
      const opening = shown.get(key)?.opening
      if (opening !== undefined) holding.set(opening, (holding.get(opening) ?? new Set()).add(vacancy))
    }
  }
  return holding
}

const countsOf = (opening: DemoOpening, round: number, holding: ReadonlySet<LiveVacancy>): Count[] => {
  const expected = expectedOf(opening, round)
  const isOpen = [...holding].some(({ state }) => state === 'open')
  const counts: Count[] = []
  if (expected === 'open' && holding.size === 0) counts.push('missed')
  if (expected === 'open' && holding.size > 0 && !isOpen) counts.push('wronglyClosed')
  if (expected === 'closed' && [...holding].some(({ state }) => state !== 'closed')) counts.push('wronglyKept')
  if (holding.size > 1) counts.push('doubled')
  return counts
}

const ofOpenings = (options: ScoreOptions): Offence[] => {
  const holding = vacanciesOf(options)
  return options.truth.openings.flatMap((opening) => {
    const key = opening.postings[0]?.key ?? opening.id
    const counts = countsOf(opening, options.round, holding.get(opening.id) ?? new Set())
    return counts.map((count): Offence => ({ count, key, classes: opening.classes }))
  })
}

/** Vacancies of several openings, and postings that no board shows. */
const ofVacancies = ({ truth, round, vacancies }: ScoreOptions): Offence[] => {
  const shown = postingsAt(truth, round)
  const openings = new Map(truth.openings.map((opening) => [opening.id, opening]))
  return vacancies.flatMap(({ postings, state }): Offence[] => {
    const ids = new Set(postings.flatMap(({ key }) => shown.get(key)?.opening ?? []))
    const classes = new Set([...ids].flatMap((id) => [...(openings.get(id)?.classes ?? [])]))
    const merged = ids.size > 1 ? [{ count: 'wronglyMerged' as const, key: postings[0]?.key ?? '', classes }] : []
    const unknown = state === 'closed' ? [] : postings.filter(({ key }) => !shown.has(key))
    const malformed = new Set<TruthClass>(['malformed-entry'])
    return [...merged, ...unknown.map(({ key }) => ({ count: 'wronglyKept' as const, key, classes: malformed }))]
  })
}

/** Values of the postings that a vacancy holds; of a closed one nobody asks. */
const ofValues = ({ truth, round, startedAt, vacancies }: ScoreOptions): Offence[] => {
  const shown = postingsAt(truth, round)
  return vacancies.flatMap((vacancy) =>
    vacancy.postings.flatMap((said): Offence[] => {
      const posting = shown.get(said.key)
      if (posting === undefined || !isAlive(posting, round)) return []
      const wrong = wrongValues({ posting, said, vacancy, when: { startedAt, round } })
      return wrong.map((name) => ({ count: 'wrongValue', key: said.key, classes: new Set([name]) }))
    }),
  )
}

const classScore = (name: TruthClass, { truth }: ScoreOptions, offences: readonly Offence[]): ClassScore => {
  const own = offences.filter(({ classes }) => classes.has(name))
  const counts = COUNTS.map((count) => [count, own.filter((one) => one.count === count).length])
  const cases = truth.openings.filter(({ classes }) => classes.has(name)).length
  return { cases, ...(Object.fromEntries(counts) as Record<Count, number>) }
}

/** Compares the vacancies with the truth of a round. */
export const score = (options: ScoreOptions): Score => {
  const offences = [...ofOpenings(options), ...ofVacancies(options), ...ofValues(options)]
  const keys = COUNTS.map(
    (count) => [count, offences.filter((one) => one.count === count).map(({ key }) => key)] as const,
  )
  const byClass = CLASSES.map((name) => [name, classScore(name, options, offences)])
  const isDecided = ({ classes }: Offence): boolean => ![...classes].some((name) => UNDECIDED.includes(name))
  return {
    ...(Object.fromEntries(keys.map(([count, list]) => [count, list.length])) as Record<Count, number>),
    byClass: Object.fromEntries(byClass) as Record<TruthClass, ClassScore>,
    offenders: Object.fromEntries(keys) as unknown as Record<Count, readonly string[]>,
    clean: !offences.some(isDecided),
  }
}
