import type { BoardPlan } from '../boards.js'
import { citiesOf } from '../boards.js'
import { closedByAbsence } from '../rounds.js'
import { times } from './making.js'
import type { Making } from './making.js'
import { editedText } from './text.js'

/** One advert with several cities. */
const makeManyCities = ({ draft, random, scaled }: Making, plan: BoardPlan): void =>
  times(scaled(30), () => {
    const [city, ...more] = random.some(citiesOf(plan), random.int(2, 4))
    const advert = draft.advert(plan, random, city)
    draft.post(plan, draft.opening('many-cities'), { ...advert, more }, { traps: ['many-cities'] })
  })

/** Adverts that name no place but the word for none. */
const makeRemote = ({ draft, random, scaled }: Making, plan: BoardPlan, count: number): void =>
  times(scaled(count), () => {
    const advert = draft.advert(plan, random)
    draft.post(plan, draft.opening('remote-place'), { ...advert, isRemote: true }, { traps: ['remote-place'] })
  })

/** Adverts of today, whenever they are asked for. */
const makeRestated = ({ draft, random, scaled }: Making, plan: BoardPlan): void =>
  times(scaled(60), () => {
    draft.post(plan, draft.opening('restated-date'), draft.advert(plan, random), { traps: ['restated-date'] })
  })

/** Adverts whose pages lead to the board's marketing while its sitemap still names them. */
const makeLedAway = ({ draft, random, scaled }: Making, plan: BoardPlan): void =>
  times(scaled(60), () => {
    draft.post(plan, draft.opening('led-away'), draft.advert(plan, random), { ledAwayFrom: 3 })
  })

/**
 * The round after an opening was closed its id is another's. Half of the first ones live on under a copy. They leave in two
 * parts, each too small to be held as a sweep.
 */
const makeReusedIds = ({ draft, random, scaled, plan }: Making, own: BoardPlan): void =>
  times(scaled(56), (at) => {
    const leaves = at % 2 === 0 ? 1 : 4
    const closed = closedByAbsence(own.faults, leaves)
    const advert = draft.advert(own, random)
    const opening = draft.opening('reused-id')
    const life = { until: leaves, unlistedFrom: leaves, closedFrom: closed }
    const { sourceId } = draft.post(own, opening, advert, life)
    if (at % 4 < 2) {
      const text = editedText(advert.text, advert.tongue, random)
      draft.post(plan('allwork'), opening, { ...advert, text })
    }
    const next = { sourceId, from: closed + 1, traps: ['reused-id'] } as const
    draft.post(own, draft.opening('reused-id'), draft.advert(own, random), next)
  })

/** The traps that are about single postings. */
export const makeTraps = (making: Making): void => {
  for (const id of ['bluefield', 'kedr']) {
    makeManyCities(making, making.plan(id))
    makeRemote(making, making.plan(id), 30)
  }
  makeRemote(making, making.plan('farwork'), 70)
  makeRestated(making, making.plan('rodnik'))
  makeLedAway(making, making.plan('rodnik'))
  makeReusedIds(making, making.plan('polyus'))
}
