import { hashId } from '../../domain/ids.js'
import type { IndexWrite, OfferFields, PlaceName, VacancyDocument } from '../../ports/vacancy-index.js'
import { completionsOf } from './completion-terms.js'

type Search = NonNullable<VacancyDocument['search']>

const DAY = 86_400_000
/** As many days older an unverified vacancy counts as, where no words rank it. */
const UNVERIFIED_DAYS = 14
/** Parts what a keyword holds together; no name has it. */
const PART = '\u0001'

/** `city:524901`, `Moscow` and `Москва` as one keyword, so that a facet brings its labels along. */
export const placeKeyword = ({ id, en, ru }: PlaceName): string => [id, en, ru].join(PART)

export const placeOf = (keyword: string): PlaceName => {
  const [id = '', en = '', ru = ''] = keyword.split(PART)
  return { id, en, ru }
}

/** A vacancy without any offer has one that tells nothing. */
const UNTOLD: OfferFields = { placeIds: [], points: [], workMode: 'unknown', remoteCountries: [], employmentTypes: [] }

/** Year's pay that sorts and filters go by: the best that the offer tells. */
const annualOf = ({ annualMax, annualMin }: OfferFields): number | undefined => annualMax ?? annualMin

const offerBody = (offer: OfferFields, places: ReadonlyMap<string, PlaceName>) => {
  const { placeIds, points, workMode, remoteCountries, employmentTypes } = offer
  return {
    places: placeIds,
    placeNames: placeIds.map((id) => placeKeyword(places.get(id) ?? { id, en: id, ru: id })),
    workMode,
    remoteFrom: remoteCountries,
    employmentTypes,
    annual: annualOf(offer),
    points,
  }
}

/** What filters, facets and sorts look at. */
const searchBody = (search: Search) => {
  const { state, firstSeenAt, datePosted = firstSeenAt } = search
  const places = new Map(search.places.map((place) => [place.id, place]))
  const offers = search.offers.length === 0 ? [UNTOLD] : search.offers
  const isFound = state !== 'closed'
  return {
    state,
    closed: !isFound,
    pages: search.pages.map((page) => hashId(page)),
    posted: datePosted,
    fresh: datePosted - (state === 'unverified' ? UNVERIFIED_DAYS * DAY : 0),
    firstSeen: firstSeenAt,
    // Unstated pay comes last.
    annual: Math.max(-1, ...offers.flatMap((offer) => annualOf(offer) ?? [])),
    experience: search.experienceMin ?? 0,
    seniority: search.seniority,
    employer: search.employerKey,
    employerName: search.employerName,
    language: search.language,
    skills: search.skills,
    boards: search.boards,
    offers: offers.map((offer) => offerBody(offer, places)),
    completions: isFound ? completionsOf(search) : [],
  }
}

/** The body of a document: the vacancy as it was given, and beside it what search needs. */
export const indexBody = ({ id, seq, document }: IndexWrite & { readonly document: VacancyDocument }) => ({
  id,
  kind: document.vacancy.kind,
  partition: seq.partition,
  offset: seq.offset,
  ...(document.search && searchBody(document.search)),
  ...document,
})

/** What `_source` holds. */
export type IndexBody = ReturnType<typeof indexBody>
