import { pageKeyOf } from '../../src/domain/links.js'
import type { Place, Offer } from '../../src/domain/posting.js'
import type { LiveVacancy, Vacancy } from '../../src/domain/vacancy.js'
import type { OfferFields, PlaceName, VacancyDocument } from '../../src/ports/vacancy-index.js'
import { gazetteer } from '../normalize/gazetteer.js'

const COUNTRIES = {
  en: new Intl.DisplayNames('en', { type: 'region', fallback: 'code' }),
  ru: new Intl.DisplayNames('ru', { type: 'region', fallback: 'code' }),
}

const nameOf = (id: string, place: Place): PlaceName => {
  const [kind, code = ''] = id.split(':')
  if (kind === 'country') return { id, en: COUNTRIES.en.of(code) ?? code, ru: COUNTRIES.ru.of(code) ?? code }
  if (kind === 'city') return { id, en: place.city ?? place.text, ru: place.cityRu ?? place.city ?? place.text }
  const { name = place.region ?? code, ru = '' } = gazetteer().region(code) ?? {}
  return { id, en: name, ru: ru === '' ? name : ru }
}

const placeNames = (offers: readonly Offer[]): PlaceName[] => {
  const names = new Map<string, PlaceName>()
  for (const place of offers.flatMap(({ places }) => places)) {
    for (const id of place.placeIds) if (!names.has(id)) names.set(id, nameOf(id, place))
  }
  return [...names.values()]
}

const offerFields = ({ places, workMode, remoteCountries, employmentTypes, salary }: Offer): OfferFields => ({
  placeIds: [...new Set(places.flatMap(({ placeIds }) => placeIds))],
  points: places.flatMap(({ lat, lon }) => (lat === undefined || lon === undefined ? [] : [{ lat, lon }])),
  workMode,
  remoteCountries,
  employmentTypes,
  ...(salary?.annualMin !== undefined && { annualMin: salary.annualMin }),
  ...(salary?.annualMax !== undefined && { annualMax: salary.annualMax }),
})

const pagesOf = ({ postings }: LiveVacancy): string[] => [
  ...new Set(postings.flatMap(({ url, applyUrl }) => [url, applyUrl].flatMap((page) => pageKeyOf(page) ?? []))),
]

const searchFields = (vacancy: LiveVacancy): NonNullable<VacancyDocument['search']> => ({
  state: vacancy.state,
  title: vacancy.title,
  employerName: vacancy.employer?.name ?? '',
  employerKey: vacancy.employer?.key ?? '',
  skills: vacancy.skills,
  text: vacancy.description.text,
  places: placeNames(vacancy.offers),
  offers: vacancy.offers.map(offerFields),
  seniority: vacancy.seniority,
  language: vacancy.language ?? '',
  boards: vacancy.boards,
  ...(vacancy.experience?.minYears !== undefined && { experienceMin: vacancy.experience.minYears }),
  firstSeenAt: Date.parse(vacancy.firstSeenAt),
  ...(vacancy.datePosted !== undefined && { datePosted: Date.parse(vacancy.datePosted) }),
  descriptionStatus: vacancy.description.status,
  pages: pagesOf(vacancy),
})

/** What the index keeps of a vacancy: the record itself, and for a live one the fields that search needs. */
export const toDocument = (vacancy: Vacancy): VacancyDocument =>
  vacancy.kind === 'vacancy' ? { vacancy, search: searchFields(vacancy) } : { vacancy }
