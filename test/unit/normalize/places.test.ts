import { describe, expect, test } from '@jest/globals'
import { readPlaces } from '../../../pipelines/normalize/places.js'

const short = (text: string, country?: string): string =>
  readPlaces([{ text }], { country })
    .map((place) => [place.city ?? '-', place.region ?? '-', place.country ?? '-'].join('/'))
    .join('; ')

/** text → city/region/country of each place. */
const cases: readonly (readonly [string, string])[] = [
  ['Москва', 'Moscow/Moscow/RU'],
  ['г. Москва', 'Moscow/Moscow/RU'],
  ['Москва, м. Чистые пруды', 'Moscow/Moscow/RU'],
  ['Москва, ул. Ленина, 5', 'Moscow/Moscow/RU'],
  ['Санкт-Петербург', 'Saint Petersburg/St.-Petersburg/RU'],
  ['СПб', 'Saint Petersburg/St.-Petersburg/RU'],
  ['Московская область, Химки', 'Khimki/Moscow Oblast/RU'],
  ['Россия, Свердловская область, Екатеринбург', 'Yekaterinburg/Sverdlovsk Oblast/RU'],
  ['Нижний Новгород', 'Nizhniy Novgorod/Nizhny Novgorod Oblast/RU'],
  ['Ростов-на-Дону', 'Rostov-na-Donu/Rostov/RU'],
  ['Московская обл.', '-/Moscow Oblast/RU'],
  ['Республика Татарстан, Казань', 'Kazan/Tatarstan Republic/RU'],
  ['Минск, Беларусь', 'Minsk/Minsk City/BY'],
  ['Алматы', 'Almaty/Almaty/KZ'],
  ['Казахстан', '-/-/KZ'],
  [
    'Москва, Санкт-Петербург, Казань',
    'Moscow/Moscow/RU; Saint Petersburg/St.-Petersburg/RU; Kazan/Tatarstan Republic/RU',
  ],
  ['Удалённо', ''],
  ['Москва (удалённо)', 'Moscow/Moscow/RU'],
  ['London, UK; Ontario, CAN; Remote-Friendly, United States', 'London/England/GB; -/Ontario/CA; -/-/US'],
  ['Berlin/Hybrid', 'Berlin/State of Berlin/DE'],
  ['3 Locations', ''],
  ['Remote', ''],
  ['Remote - Germany', '-/-/DE'],
  ['Remote (US only)', '-/-/US'],
  ['Anywhere', ''],
  ['World Wide', ''],
  ['Remoto', ''],
  ['Anywhere in the United States', '-/-/US'],
  ['San Francisco, CA', 'San Francisco/California/US'],
  ['San Francisco, California, United States', 'San Francisco/California/US'],
  ['New York, NY', 'New York/New York/US'],
  ['New York, London', 'New York/New York/US; London/England/GB'],
  ['London, ON', 'London/Ontario/CA'],
  ['London', 'London/England/GB'],
  ['Paris, Texas', 'Paris/Texas/US'],
  ['Paris, France', 'Paris/Île-de-France/FR'],
  ['Los Angeles, CA', 'Los Angeles/California/US'],
  ['Portland, OR', 'Portland/Oregon/US'],
  ['Cambridge, MA', 'Cambridge/Massachusetts/US'],
  ['Munich or Berlin', 'Munich/Bavaria/DE; Berlin/State of Berlin/DE'],
  ['München', 'Munich/Bavaria/DE'],
  ['US-CA-San Francisco', 'San Francisco/California/US'],
  ['USA DC Washington', 'Washington/District of Columbia/US'],
  ['DEU Wiesbaden - Army Airfield (APC180)', 'Wiesbaden/Hesse/DE'],
  ['USA VA Home Office (VAHOME)', '-/Virginia/US'],
  ['US, CA, Santa Clara', 'Santa Clara/California/US'],
  ['Kilnbridge Valley, CA', '-/California/US'],
  ['Kilnbridge Valley, DE', '-/-/DE'],
  ['Bangalore, IN', 'Bengaluru/Karnataka/IN'],
  ['Toronto, CA', 'Toronto/Ontario/CA'],
  ['US – Remote and Hybrid', '-/-/US'],
  ['Germany - Berlin', 'Berlin/State of Berlin/DE'],
  ['Georgia', '-/-/GE'],
  ['Florida', '-/Florida/US'],
  ['Montana', '-/Montana/US'],
  ['Atlanta, Georgia', 'Atlanta/Georgia/US'],
  ['Tbilisi, Georgia', 'Tbilisi/Tbilisi/GE'],
  ['Washington, DC', 'Washington/District of Columbia/US'],
  ['Warszawa', 'Warsaw/Mazovia/PL'],
  ['Stockholm, Sweden', 'Stockholm/Stockholm/SE'],
  ['Singapore', 'Singapore/-/SG'],
  ['United Kingdom', '-/-/GB'],
  ['EMEA', ''],
  ['Europe', ''],
]

describe('places in a text', () => {
  test.each(cases)('%s', (text, expected) => {
    expect(short(text)).toBe(expected)
  })
})

describe('places with context', () => {
  test.each([
    ['Birmingham', 'GB', 'GB'],
    ['Birmingham, AL', 'GB', 'US'],
    ['Valencia', 'ES', 'ES'],
    ['Кировск', 'RU', 'RU'],
    ['Georgia', 'US', 'US'],
  ])('%s on a board of %s lies in %s', (text, country, expected) => {
    expect(readPlaces([{ text }], { country })[0]?.country).toBe(expected)
  })

  test('fields of structure', () => {
    const [place] = readPlaces([{ text: 'HQ', locality: 'Springfield', region: 'IL', country: 'US' }], {})
    expect(place).toMatchObject({ city: 'Springfield', region: 'Illinois', country: 'US' })
  })

  test('all ancestors, coordinates and the Russian name', () => {
    const [place] = readPlaces([{ text: 'Москва' }], { country: 'RU' })
    expect(place).toMatchObject({ cityRu: 'Москва', placeIds: ['country:RU', 'region:RU.48', 'city:524901'] })
    expect(place?.lat).toBeCloseTo(55.75, 1)
  })

  test('coordinates settle which city of that name', () => {
    const [place] = readPlaces([{ text: 'Springfield', lat: 42.1, lon: -72.59 }], {})
    expect(place?.region).toBe('Massachusetts')
  })

  test('an unknown name stays as written, without ids', () => {
    expect(readPlaces([{ text: 'Zzyqxville' }], {})).toEqual([{ text: 'Zzyqxville', placeIds: [], confidence: 0 }])
  })

  test('each place once; a country beside its city adds nothing', () => {
    expect(readPlaces([{ text: 'Berlin' }, { text: 'Berlin, Germany' }, { text: 'Germany' }], {})).toHaveLength(1)
  })
})
