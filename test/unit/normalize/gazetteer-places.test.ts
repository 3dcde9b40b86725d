import { describe, expect, test } from '@jest/globals'
import { gazetteerPlaces } from '../../../pipelines/normalize/gazetteer-places.js'
import { gazetteer } from '../../../pipelines/normalize/gazetteer.js'
import { regions } from '../../../pipelines/normalize/tables/regions.js'

const places = gazetteerPlaces()

describe('names of places for people', () => {
  test.each([
    ['city:551487', { en: 'Kazan', ru: 'Казань' }],
    ['city:2026609', { en: 'Blagoveshchensk', ru: 'Благовещенск' }],
    ['city:2051523', { en: 'Bratsk', ru: 'Братск' }],
    ['region:RU.47', { en: 'Moscow Oblast', ru: 'Московская область' }],
    ['region:RU.48', { en: 'Moscow', ru: 'Москва' }],
    ['region:DE.16', { en: 'State of Berlin', ru: 'Берлин' }],
    ['region:AF.33', { en: 'Sar-e Pol Province' }],
    ['region:RU.999', undefined],
    ['city:1', undefined],
    ['country:RU', undefined],
    ['nonsense', undefined],
  ])('%s', (id, names) => {
    expect(places.names(id)).toEqual(names)
  })

  test.each(['RU', 'BY', 'KZ', 'UA', 'UZ', 'KG', 'AM', 'GE', 'DE', 'GB', 'US', 'CA'])(
    'every region of %s has a Russian name',
    (country) => {
      const codes = regions.split('\n').flatMap((line) => (line.startsWith(`${country}.`) ? [line.split('\t')[0]] : []))
      expect(codes.length).toBeGreaterThan(3)
      expect(codes.filter((code) => places.names(`region:${code ?? ''}`)?.ru === undefined)).toEqual([])
    },
  )

  test('the names that are only shown are not read: "Вашингтон" is no state', () => {
    expect(gazetteer().regions('вашингтон')).toEqual([])
  })
})

describe('where a city lies that a person names', () => {
  const kazan = { lat: 55.789, lon: 49.122 }

  test.each([
    ['Казань', kazan],
    ['kazan', kazan],
    ['Одинцово', { lat: 55.678, lon: 37.278 }],
    ['г. Казань, Россия', kazan],
    ['Moscow, Idaho', { lat: 46.732, lon: -117 }],
    ['Россия', undefined],
    ['Московская область', undefined],
    ['Абракадабринск', undefined],
    ['', undefined],
  ])('%s', (text, point) => {
    expect(places.find(text)).toEqual(point)
  })

  test('a point is named by the city in whose middle it is, and by none elsewhere', () => {
    expect(places.at(kazan)).toBe('city:551487')
    expect(places.at({ lat: 55.793, lon: 49.125 })).toBe('city:551487')
    expect(places.at({ lat: 55.889, lon: 49.122 })).toBeUndefined()
  })
})
