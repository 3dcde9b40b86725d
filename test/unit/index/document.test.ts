import { expect, test } from '@jest/globals'
import { toDocument } from '../../../pipelines/index/document.js'
import { PLACES, inventVacancy, special } from '../../support/vacancies.js'

const placesOf = (...places: (typeof PLACES)[number][]) => {
  const vacancy = inventVacancy(0)
  const offers = vacancy.offers.map((offer) => ({ ...offer, places }))
  return toDocument({ ...vacancy, offers }).search?.places
}

test('a place is found and counted by its names in both languages, with all that it lies in', () => {
  const [moscow, , , kazan] = PLACES
  expect(placesOf(kazan)).toEqual([
    { id: 'country:RU', en: 'Russia', ru: 'Россия' },
    { id: 'region:RU.73', en: 'Tatarstan Republic', ru: 'Республика Татарстан' },
    { id: 'city:551487', en: 'Kazan', ru: 'Казань' },
  ])
  expect(placesOf(kazan, moscow)?.map(({ id }) => id)).toEqual([
    'country:RU',
    'region:RU.73',
    'city:551487',
    'region:RU.48',
    'city:524901',
  ])
})

test('a region that no table knows keeps the name that its record has', () => {
  const place = { ...PLACES[0], region: 'Lost Land', placeIds: ['region:RU.999'] }
  expect(placesOf(place)).toEqual([{ id: 'region:RU.999', en: 'Lost Land', ru: 'Lost Land' }])
})

test('it is found by the pages of its postings and by those to apply at, each spelling of one once', () => {
  const { postings, ...vacancy } = inventVacancy(0)
  const links = [
    { url: 'https://www.river.example/jobs/1/?utm_source=x', applyUrl: 'http://river.example/jobs/1/apply' },
    { url: 'https://town.example/1', applyUrl: 'https://form.example/?id=7' },
  ]
  const elsewhere = postings.map((posting, at) => ({ ...posting, ...links[at] }))
  const pages = ['river.example/jobs/1', 'town.example/1', 'form.example?id=7']
  expect(toDocument({ ...vacancy, postings: elsewhere }).search?.pages).toEqual(pages)
})

test('what is merged or removed is found by its id only', () => {
  expect(toDocument(special.merged)).toEqual({ vacancy: special.merged })
  expect(toDocument(special.removed)).toEqual({ vacancy: special.removed })
})
