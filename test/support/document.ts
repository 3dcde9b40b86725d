import type { LiveVacancy } from '../../src/domain/vacancy.js'
import type { IndexWrite, OfferFields, PlaceName, VacancyDocument } from '../../src/ports/vacancy-index.js'

type Search = NonNullable<VacancyDocument['search']>

export const MOSCOW: PlaceName = { id: 'city:524901', en: 'Moscow', ru: 'Москва' }
export const BERLIN: PlaceName = { id: 'city:2950159', en: 'Berlin', ru: 'Берлин' }

export const offer = (more: Partial<OfferFields> = {}): OfferFields => ({
  placeIds: [MOSCOW.id],
  points: [{ lat: 55.75, lon: 37.62 }],
  workMode: 'onsite',
  remoteCountries: [],
  employmentTypes: ['full-time'],
  ...more,
})

/** An index write of an invented vacancy; only the fields that search looks at. */
export const documentWrite = (id: string, more: Partial<Search> = {}, version = 1): IndexWrite => {
  const search: Search = {
    state: 'open',
    title: `Vacancy ${id}`,
    employerName: 'ООО «Ромашка»',
    employerKey: 'romashka',
    skills: [],
    text: 'Text.',
    places: [MOSCOW],
    offers: [offer()],
    seniority: 'unknown',
    language: 'ru',
    boards: ['board'],
    firstSeenAt: Date.parse('2026-11-01T00:00:00Z'),
    descriptionStatus: 'full',
    pages: [],
    ...more,
  }
  const vacancy = {
    kind: 'vacancy',
    id,
    state: search.state,
    title: search.title,
    description: { text: search.text },
  } as unknown as LiveVacancy
  return { id, version, seq: { partition: 0, offset: version }, document: { vacancy, search } }
}
