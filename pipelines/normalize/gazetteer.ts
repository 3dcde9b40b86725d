import { fold } from '../../src/domain/fold.js'
import { countries } from './tables/countries.js'
import { moreCountries, moreCities, regionNames, shownNames } from './tables/names.js'
import { places } from './tables/places.js'
import { regions } from './tables/regions.js'
import { russianRegions } from './tables/russian-regions.js'

export interface City {
  readonly id: string
  readonly country: string
  /** `RU.48`; empty when GeoNames has none. */
  readonly region: string
  readonly lat: number
  readonly lon: number
  readonly population: number
  readonly name: string
  readonly ru: string
}

export interface Region {
  readonly code: string
  readonly country: string
  readonly name: string
  /** For Russian readers; empty when none is known. */
  readonly ru: string
  /** People in its known cities: tells regions of one name apart. */
  readonly people: number
}

/** A city found by a name; `main` when that name is its English, Russian or own one. */
export interface NamedCity {
  readonly city: City
  readonly main: boolean
  /** The one people mean when they say no more. */
  readonly preferred?: true
}

export interface Gazetteer {
  cities(folded: string): readonly NamedCity[]
  regions(folded: string): readonly Region[]
  /** ISO alpha-2 codes. */
  countries(folded: string): readonly string[]
  region(code: string): Region | undefined
  /** By GeoNames id. */
  city(id: string): City | undefined
  readonly allCities: readonly City[]
}

const NONE: readonly never[] = []

const rows = (table: string): string[][] => table.split('\n').map((line) => line.split('\t'))

const add = <T>(map: Map<string, T[]>, key: string, value: T): void => {
  const list = map.get(key)
  if (key === '') return
  if (list === undefined) map.set(key, [value])
  else if (!list.includes(value)) list.push(value)
}

const addCity = (map: Map<string, NamedCity[]>, key: string, city: City, main: boolean): void => {
  const list = map.get(key)
  if (list?.some((known) => known.city === city) !== true) add(map, key, { city, main })
}

const loadCities = (): { byName: Map<string, NamedCity[]>; byId: Map<string, City> } => {
  const byName = new Map<string, NamedCity[]>()
  const byId = new Map<string, City>()
  for (const [id = '', country = '', region = '', lat, lon, thousands, name = '', ru = '', more = ''] of rows(places)) {
    const city: City = {
      id,
      country,
      region: region === '' ? '' : `${country}.${region}`,
      lat: Number(lat),
      lon: Number(lon),
      population: Number(thousands) * 1000,
      name: shownNames.get(id) ?? name,
      ru,
    }
    byId.set(id, city)
    addCity(byName, fold(name), city, true)
    if (ru !== '') addCity(byName, fold(ru), city, true)
    if (more !== '') for (const alias of more.split(',')) addCity(byName, alias, city, false)
  }
  for (const [alias, id] of moreCities) {
    const city = byId.get(id)
    if (city === undefined) continue
    const others = (byName.get(alias) ?? []).filter((named) => named.city !== city)
    byName.set(alias, [{ city, main: true, preferred: true }, ...others])
  }
  return { byName, byId }
}

const CYRILLIC = /^\p{Script=Cyrillic}/u

const peopleByRegion = (): Map<string, number> => {
  const people = new Map<string, number>()
  for (const [, country = '', region = '', , , thousands] of rows(places)) {
    const code = `${country}.${region}`
    people.set(code, (people.get(code) ?? 0) + Number(thousands) * 1000)
  }
  return people
}

const loadRegions = (): { byName: Map<string, Region[]>; byCode: Map<string, Region> } => {
  const people = peopleByRegion()
  const byName = new Map<string, Region[]>()
  const byCode = new Map<string, Region>()
  const further = new Map(regionNames)
  for (const [code = '', name = ''] of rows(regions)) {
    const ru = russianRegions.get(code) ?? further.get(code)?.find((one) => CYRILLIC.test(one)) ?? ''
    const region = { code, name, ru, country: code.slice(0, 2), people: people.get(code) ?? 0 }
    byCode.set(code, region)
    add(byName, fold(name), region)
  }
  for (const [code, names] of further) {
    const region = byCode.get(code)
    if (region !== undefined) for (const name of names) add(byName, fold(name), region)
  }
  return { byName, byCode }
}

const loadCountries = (): Map<string, string[]> => {
  const byName = new Map<string, string[]>()
  for (const [code = '', alpha3 = '', , , names = ''] of rows(countries)) {
    add(byName, alpha3.toLowerCase(), code)
    for (const name of names.split(',')) add(byName, name, code)
  }
  for (const [name, code] of moreCountries) byName.set(name, [code])
  return byName
}

const load = (): Gazetteer => {
  const cities = loadCities()
  const { byName: regionsByName, byCode } = loadRegions()
  const countriesByName = loadCountries()
  const codes = new Set(rows(countries).map(([code = '']) => code.toLowerCase()))
  return {
    cities: (folded) => cities.byName.get(folded) ?? NONE,
    regions: (folded) => regionsByName.get(folded) ?? NONE,
    countries: (folded) => countriesByName.get(folded) ?? (codes.has(folded) ? [folded.toUpperCase()] : NONE),
    region: (code) => byCode.get(code),
    city: (id) => cities.byId.get(id),
    allCities: [...cities.byId.values()],
  }
}

let loaded: Gazetteer | undefined

/** The embedded tables of places, indexed at first use (a constant: half a second, some 40 MB). */
export const gazetteer = (): Gazetteer => (loaded ??= load())

/** Great-circle distance in km. */
export const distanceKm = (a: { lat: number; lon: number }, b: { lat: number; lon: number }): number => {
  const rad = Math.PI / 180
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2
  return 12_742 * Math.asin(Math.sqrt(Math.min(1, h)))
}
