import type { BoardPlan } from '../boards.js'
import { boardPlans, citiesOf, hasFailed } from '../boards.js'
import { closedByAbsence, closedByAgreement, closedByPage, closedByProbe, hoursAt } from '../rounds.js'
import { isAlive } from '../truth.js'
import type { DemoPosting, Truth } from '../truth.js'
import { Draft, salaryOf } from './draft.js'
import { times } from './making.js'
import type { Making } from './making.js'
import { randomOf } from './random.js'
import { changedText, editedText } from './text.js'
import { makeTraps } from './traps.js'

const FULL_SIZE = 4000
const FEED_ROUNDS = [1, 2, 3, 4, 5, 6]

/** The demo's openings, and the boards that show them. */
export interface World {
  readonly truth: Truth
  readonly plans: readonly BoardPlan[]
  /** Postings of a board, oldest first. */
  readonly on: (board: string) => readonly DemoPosting[]
}

const makeCalm = ({ draft, random, scaled, calm }: Making, plan: BoardPlan): void =>
  times(scaled(plan.share), () => {
    const advert = draft.advert(plan, random)
    const opening = draft.opening('plain')
    draft.post(plan, opening, advert)
    calm.push({ opening, advert, plan })
  })

/** Adverts of others, edited, under the same employer and title and in the same city. */
const makeCopies = ({ draft, random, scaled, plan, calm }: Making): void => {
  const copied = calm.filter(({ plan: { form, emptiedFrom, forbidden } }) => {
    return form !== 'rss' && form !== 'atom' && emptiedFrom === undefined && forbidden === undefined
  })
  for (const { opening, advert } of random.some(copied, scaled(320))) {
    const text = editedText(advert.text, advert.tongue, random)
    draft.post(plan('allwork'), opening, { ...advert, text }, { from: random.pick([0, 0, 0, 1]) })
    draft.mark(opening, 'same-opening-edited-text')
  }
  const ural = plan('sverdlovsk')
  times(scaled(60), () => {
    const advert = draft.advert(ural, random)
    const opening = draft.opening('same-opening-edited-text')
    draft.post(ural, opening, advert)
    draft.post(plan('rabota'), opening, { ...advert, text: editedText(advert.text, advert.tongue, random) })
  })
}

const makeCities = ({ draft, random, scaled }: Making, plan: BoardPlan): void =>
  times(scaled(12), () => {
    const advert = draft.advert(plan, random)
    for (const city of random.some(citiesOf(plan), 3)) {
      draft.post(plan, draft.opening('one-text-many-cities'), { ...advert, city })
    }
  })

const makeRequisitions = ({ draft, random, scaled }: Making, plan: BoardPlan): void =>
  times(scaled(15), () => {
    const advert = draft.advert(plan, random)
    times(2, () => void draft.post(plan, draft.opening('two-requisitions-one-text'), advert))
  })

const makeReposts = ({ draft, random, scaled }: Making, plan: BoardPlan): void =>
  times(scaled(10), () => {
    const advert = draft.advert(plan, random)
    const opening = draft.opening('repost')
    draft.post(plan, opening, advert, { until: 3, unlistedFrom: 3, closedFrom: closedByAbsence(plan.faults, 3) })
    draft.post(plan, opening, advert, { from: 3 })
  })

const makeAbsences = ({ draft, random, scaled }: Making, plan: BoardPlan): void =>
  times(scaled(10), () => {
    const life = { until: 2, unlistedFrom: 2, closedFrom: closedByAbsence(plan.faults, 2) }
    draft.post(plan, draft.opening('removed-by-absence'), draft.advert(plan, random), life)
  })

const makeChanges = ({ draft, random, scaled }: Making, plan: BoardPlan): void =>
  times(scaled(20), () => {
    const advert = draft.advert(plan, random)
    const text = changedText(advert.text, advert.subject, advert.tongue, random)
    const changed = { from: 2, text, salary: salaryOf(advert.tongue, random) }
    draft.post(plan, draft.opening('changed'), advert, { changed })
  })

/** Half of them answer 410 while the sitemap still names them; half say until when they hold. */
const makeToldRemovals = ({ draft, random, scaled }: Making, plan: BoardPlan): void =>
  times(scaled(30), (at) => {
    const round = at % 2 === 0 ? 3 : 4
    const told = at % 2 === 0 ? { goneFrom: round } : { expiresAt: hoursAt(round) - 6 }
    const closedFrom = at % 2 === 0 ? closedByPage(plan.faults, round) : round
    draft.post(plan, draft.opening('removed-told'), draft.advert(plan, random), { ...told, until: round, closedFrom })
  })

const makeArrivals = ({ draft, random, scaled }: Making, plan: BoardPlan): void => {
  for (const from of [1, 6]) {
    times(scaled(5), () => void draft.post(plan, draft.opening('plain'), draft.advert(plan, random), { from }))
  }
}

/** A window of the newest postings: as many leave it in a round as arrive; every other one's page goes with it. */
const makeFeed = ({ draft, random, scaled }: Making, plan: BoardPlan): void => {
  const rounds = FEED_ROUNDS.filter((round) => !hasFailed(plan, round))
  const step = scaled(11)
  const leaving = rounds.flatMap((round) => Array.from({ length: step }, () => round))
  times(scaled(plan.share), (at) => {
    const round = leaving[at]
    const isGone = at % 2 === 1
    const truthClass = round === undefined ? 'plain' : isGone ? 'gone-page' : 'window-scrolled'
    const gone =
      round === undefined ? {} : { goneFrom: round, until: round, closedFrom: closedByProbe(plan.faults, round) }
    const life = round === undefined ? {} : { unlistedFrom: round, ...(isGone && gone) }
    draft.post(plan, draft.opening(truthClass), draft.advert(plan, random), life)
  })
  for (const from of rounds) {
    times(step, () => void draft.post(plan, draft.opening('plain'), draft.advert(plan, random), { from }))
  }
}

const makeEmptied = ({ draft, random, scaled }: Making, plan: BoardPlan, from: number): void =>
  times(scaled(plan.share), () => {
    const life = { until: from, unlistedFrom: from, closedFrom: closedByAgreement(plan.faults, from) }
    draft.post(plan, draft.opening('emptied-board'), draft.advert(plan, random), life)
  })

const makeForbidden = ({ draft, random, scaled }: Making, plan: BoardPlan): void =>
  times(scaled(plan.share), () => {
    draft.post(plan, draft.opening('robots-forbidden'), draft.advert(plan, random), { until: 0, closedFrom: 0 })
  })

const makeBoard = (making: Making, plan: BoardPlan): void => {
  if (plan.form === 'rss' || plan.form === 'atom') makeFeed(making, plan)
  else if (plan.emptiedFrom !== undefined) makeEmptied(making, plan, plan.emptiedFrom)
  else if (plan.forbidden) makeForbidden(making, plan)
  else makeCalm(making, plan)
}

const makeEvents = (making: Making): void => {
  const of = (...ids: readonly string[]): BoardPlan[] => ids.map((id) => making.plan(id))
  for (const plan of of('cityboard', 'rabota')) {
    makeCities(making, plan)
    makeToldRemovals(making, plan)
  }
  for (const plan of of('northgate', 'larkspur')) makeRequisitions(making, plan)
  for (const plan of of(
    'northgate',
    'larkspur',
    'cityboard',
    'rabota',
    'tatarstan',
    'sverdlovsk',
    'bluefield',
    'kedr',
  )) {
    makeReposts(making, plan)
    makeAbsences(making, plan)
  }
  for (const plan of of('northgate', 'cityboard', 'tatarstan', 'bluefield')) makeChanges(making, plan)
  for (const plan of of('northgate', 'cityboard', 'rabota', 'tatarstan')) makeArrivals(making, plan)
}

/** Postings that stay, and stand right before an entry that no reader can take. */
export const beforeMalformed = (
  { malformed }: BoardPlan,
  postings: readonly DemoPosting[],
  size: number,
): ReadonlySet<DemoPosting> => {
  const staying = postings.filter(({ unlistedFrom, from }) => unlistedFrom === undefined && from === 0)
  return new Set(staying.slice(0, Math.ceil((malformed * size) / FULL_SIZE)))
}

const markFaults = (draft: Draft, postings: readonly DemoPosting[], plan: BoardPlan): void => {
  const { faults, faultClass } = plan
  if (faultClass === undefined) return
  for (const posting of postings) {
    if ([...faults.keys()].some((round) => isAlive(posting, round))) draft.mark(posting.opening, faultClass)
  }
}

/** All openings and postings of a seed. The same seed and size give the same world. */
export const makeWorld = (seed: number, size: number): World => {
  const scaled = (count: number): number => (count === 0 ? 0 : Math.max(1, Math.round((count * size) / FULL_SIZE)))
  const plans = new Map(boardPlans.map((plan) => [plan.id, plan]))
  const plan = (id: string): BoardPlan => {
    const found = plans.get(id)
    if (found === undefined) throw new RangeError(`no board ${id}`)
    return found
  }
  const making: Making = { draft: new Draft(seed), random: randomOf(seed, 'world'), scaled, plan, calm: [] }
  for (const one of boardPlans) makeBoard(making, one)
  makeCopies(making)
  makeEvents(making)
  makeTraps(making)
  const truth = making.draft.truth()
  const byBoard = new Map<string, DemoPosting[]>(boardPlans.map(({ id }) => [id, []]))
  for (const posting of truth.openings.flatMap(({ postings }) => postings)) byBoard.get(posting.board)?.push(posting)
  // Numbers follow the making: on each board the oldest comes first.
  for (const list of byBoard.values()) list.sort((a, b) => a.number - b.number)
  const on = (board: string): readonly DemoPosting[] => byBoard.get(board) ?? []
  for (const one of boardPlans) {
    markFaults(making.draft, on(one.id), one)
    for (const { opening } of beforeMalformed(one, on(one.id), size)) making.draft.mark(opening, 'malformed-entry')
  }
  return { truth, plans: boardPlans, on }
}
