import type { Filters, Group } from './group.js'

const DEFAULT_KM = 50
const MOST_KM = 2000

/** A circle: `lat` and `lon` in degrees, `km` its radius. */
export const near: Group<Pick<Filters, 'near'>> = {
  names: ['lat', 'lon', 'km'],
  read(given) {
    const before = given.errors.length
    const lat = given.number('lat', { min: -90, max: 90 })
    const lon = given.number('lon', { min: -180, max: 180 })
    const km = given.number('km', { min: 0.1, max: MOST_KM })
    if (given.errors.length > before) return {}
    if (lat !== undefined && lon !== undefined) return { near: { lat, lon, km: km ?? DEFAULT_KM } }
    if (lat === undefined && (lon !== undefined || km !== undefined)) given.refuse('lat', 'is needed beside lon and km')
    if (lon === undefined && (lat !== undefined || km !== undefined)) given.refuse('lon', 'is needed beside lat and km')
    return {}
  },
  write: ({ filters }) => {
    if (!filters.near) return {}
    const { lat, lon, km } = filters.near
    return { lat: decimal(lat), lon: decimal(lon), ...(km !== DEFAULT_KM && { km: decimal(km) }) }
  },
}

/** Never with an exponent: `1e-7` is no number in a link. */
const decimal = (value: number): string =>
  String(value).includes('e') ? value.toFixed(20).replace(/0+$/, '').replace(/\.$/, '') : String(value)
