import type { Places, Point } from '../../src/ports/places.js'
import { distanceKm, gazetteer } from './gazetteer.js'
import type { City } from './gazetteer.js'
import { readPlaces } from './places.js'

const AT_KM = 1
/** More than a kilometre of latitude: spares the sines of nearly all cities. */
const AT_DEGREES = 0.02

const named = (en: string, ru: string) => ({ en, ...(ru !== '' && { ru }) })

const isAt = (point: Point, city: City): boolean =>
  Math.abs(city.lat - point.lat) < AT_DEGREES && distanceKm(city, point) <= AT_KM

/** Names and points out of the gazetteer. The first call loads it. */
export const gazetteerPlaces = (): Places => {
  const tables = gazetteer()
  return {
    names(id) {
      const [kind, code = ''] = id.split(':')
      const place = kind === 'city' ? tables.city(code) : kind === 'region' ? tables.region(code) : undefined
      return place && named(place.name, place.ru)
    },
    find(text) {
      const [found] = readPlaces([{ text }], {}).filter(({ city }) => city !== undefined)
      return found?.lat === undefined || found.lon === undefined ? undefined : { lat: found.lat, lon: found.lon }
    },
    at(point) {
      const [largest] = tables.allCities.filter((city) => isAt(point, city)).sort((a, b) => b.population - a.population)
      return largest && `city:${largest.id}`
    },
  }
}
