import type { LiveVacancy, PostingMeta } from '../domain/vacancy.js'
import { contentOf, placesOf, postedAt } from './content.js'
import type { When } from './content.js'
import { hoursAt } from './rounds.js'
import type { DemoPosting, TruthClass } from './truth.js'

const HOUR = 3_600_000

/** A posting as its board means it, and what its vacancy says. */
export interface Said {
  readonly posting: DemoPosting
  readonly said: PostingMeta
  readonly vacancy: LiveVacancy
  readonly when: When
}

type Check = (said: Said) => boolean

const dayOf = (instant: string | undefined): string | undefined => instant?.slice(0, 10)

const hasItsDay: Check = ({ posting, said, when }) => dayOf(said.datePosted) === dayOf(postedAt(posting, when))

/** Whether a moment is before the round that follows the posting's first. */
const isOfFirstRound = (instant: string | undefined, { posting, when }: Said): boolean =>
  instant !== undefined && Date.parse(instant) < when.startedAt + hoursAt(posting.from + 1) * HOUR

/** Pay of every offer as stated, and none where none is. */
const hasItsPay: Check = ({ posting, vacancy, when }) => {
  const { salary, currency, period } = contentOf(posting, when.round)
  const shown = vacancy.offers.flatMap((offer) => offer.salary ?? [])
  if (salary === undefined) return shown.length === 0
  const isRight = (one: (typeof shown)[number]): boolean =>
    one.min === salary.min &&
    one.max === salary.max &&
    one.currency === currency &&
    one.period === period.toLowerCase() &&
    one.gross === salary.gross
  return shown.length > 0 && shown.every(isRight)
}

const folded = (text: string): string => text.replaceAll(/\s+/g, ' ')

/** Every sentence, and no mark of the page's language. */
const hasItsText: Check = ({ posting, vacancy: { description }, when }) => {
  const text = folded(description.text)
  const sentences = contentOf(posting, when.round).text.flat()
  return sentences.every((sentence) => text.includes(folded(sentence))) && !/&\w+;|<\/?\w+>/.test(text)
}

/** All its cities, and no place that is none. */
const hasItsPlaces: Check = ({ posting, vacancy: { offers } }) => {
  const named = offers.flatMap(({ places }) => places).filter(({ placeIds }) => placeIds.length !== 1)
  const shown = new Set(
    named.map(({ city, cityRu, text }) => (posting.tongue.language === 'ru' ? cityRu : city) ?? text),
  )
  const meant = new Set(placesOf(posting).map(({ name }) => name))
  return shown.size === meant.size && [...meant].every((name) => shown.has(name))
}

const isRemote: Check = ({ vacancy: { offers } }) => offers.every(({ workMode }) => workMode === 'remote')

/** What a vacancy must say, by the class of the posting. */
const CHECKS: Partial<Record<TruthClass, Check>> = {
  'minor-units': hasItsPay,
  'salary-period': hasItsPay,
  'epoch-date': hasItsDay,
  // Days pass, the advert does not change: it is read as new once.
  'relative-date': (one) => hasItsDay(one) && isOfFirstRound(one.said.observedAt, one),
  'restated-date': (one) => isOfFirstRound(one.said.firstSeenAt, one) && isOfFirstRound(one.said.datePosted, one),
  'escaped-html': hasItsText,
  'remote-place': (one) => hasItsPlaces(one) && isRemote(one),
  'many-cities': hasItsPlaces,
  'reused-id': (one) => one.said.reason === 'reappeared' && hasItsText(one),
}

/** Classes of a posting of which its vacancy says something else than the board means. */
export const wrongValues = (one: Said): TruthClass[] =>
  one.posting.traps.filter((name) => CHECKS[name]?.(one) === false)
