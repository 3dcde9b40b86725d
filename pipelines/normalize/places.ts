import { fold, tidy } from '../../src/domain/fold.js'
import type { Place } from '../../src/domain/posting.js'
import type { RawPlace } from '../../src/domain/raw-posting.js'
import { distanceKm, gazetteer, type City, type NamedCity, type Region } from './gazetteer.js'
import { partsOf } from './place-text.js'
import { macroRegions } from './tables/names.js'

/** What is known of where the board is: settles names that several countries share. */
export interface PlaceContext {
  readonly country?: string | undefined
}

/** What a part of a place's text may name. */
interface Names {
  readonly text: string
  readonly cities: readonly NamedCity[]
  readonly regions: readonly Region[]
  readonly countries: readonly string[]
}

const isCode = (folded: string): boolean => /^[a-z]{2}$/.test(folded)

/** Regions a name means: two-letter codes only in capitals. */
const regionsNamed = (text: string, folded: string): readonly Region[] =>
  isCode(folded) && text !== text.toUpperCase() ? [] : gazetteer().regions(folded)

const REGION_WORD =
  /(?:^| )(?:обл|область|oblast|region|state|province|county|kreis|area|metropolitan area|greater|metro)(?= |$)/

const look = (text: string): Names => {
  const folded = fold(text)
  const code = isCode(folded)
  const shorter = folded.replace(REGION_WORD, '').trim()
  const tables = gazetteer()
  const regions = regionsNamed(text, folded)
  const oblast = folded.endsWith(' обл') ? tables.regions(`${folded}асть`) : []
  const cities = tables.cities(folded)
  const bare = cities.length + regions.length + oblast.length === 0 && shorter !== folded && shorter !== ''
  return {
    text,
    cities: bare ? tables.cities(shorter) : cities,
    regions: bare ? tables.regions(shorter) : [...regions, ...oblast],
    countries: code && text !== text.toUpperCase() ? [] : tables.countries(folded),
  }
}

const names = (part: Names): boolean => part.cities.length + part.regions.length + part.countries.length > 0

/** Readings of one place under construction: each is a city, a region or a country. */
interface Reading {
  readonly city?: NamedCity
  readonly region?: Region
  readonly country: string
  /** How many parts agree. */
  readonly parts: number
}

const readingsOf = (part: Names): Reading[] => [
  ...part.cities.map((named): Reading => ({ city: named, country: named.city.country, parts: 1 })),
  ...part.regions.map((region): Reading => ({ region, country: region.country, parts: 1 })),
  ...part.countries.map((country): Reading => ({ country, parts: 1 })),
]

const level = (reading: Reading): number => (reading.city !== undefined ? 3 : reading.region !== undefined ? 2 : 1)

/** Both readings as one place, when one lies in the other. */
const joined = (a: Reading, b: Reading): Reading | undefined => {
  if (a.country !== b.country || level(a) === level(b)) return undefined
  const [inner, outer] = level(a) > level(b) ? [a, b] : [b, a]
  const region = inner.region ?? outer.region
  if (inner.city !== undefined && region !== undefined && region.code !== inner.city.city.region) return undefined
  if (inner.region !== undefined && outer.region !== undefined && inner.region !== outer.region) return undefined
  return { ...outer, ...inner, ...(region !== undefined && { region }), parts: a.parts + b.parts }
}

/** Parts in their order → groups of readings, one a place. */
const group = (parts: readonly Names[]): { text: string; readings: Reading[] }[] => {
  const groups: { text: string; readings: Reading[] }[] = []
  for (const part of parts) {
    const own = readingsOf(part)
    const last = groups.at(-1)
    const both = last?.readings.flatMap((a) => own.flatMap((b) => joined(a, b) ?? [])) ?? []
    if (last !== undefined && both.length > 0) {
      last.text = `${last.text}, ${part.text}`
      last.readings = both
    } else if (last === undefined || !sameCity(last.readings, own)) groups.push({ text: part.text, readings: own })
  }
  return groups
}

/** "Москва, Москва": one place said twice. */
const sameCity = (a: readonly Reading[], b: readonly Reading[]): boolean =>
  a.some(({ city }) => city !== undefined && b.some((other) => other.city?.city === city.city))

const LARGE = 100_000

/** Weight of a reading among others of one name. Compared only within a group. */
const weigh = (reading: Reading, context: PlaceContext, point: { lat: number; lon: number } | undefined): number => {
  const city = reading.city?.city
  let weight = reading.parts * 4
  if (city !== undefined) {
    weight +=
      Math.log10(Math.max(city.population, 10)) +
      (reading.city?.main === true ? 1.2 : 0) +
      (reading.city?.preferred === true ? 2 : 0)
    if (point !== undefined && distanceKm(city, point) < 60) weight += 20
  } else if (reading.region !== undefined) weight += 6.25 + Math.log10(Math.max(reading.region.people, 10)) / 100
  else weight += 8.2
  if (context.country === reading.country) weight += level(reading) === 1 ? 1 : 3
  return weight
}

const confidenceOf = (best: Reading, lead: number, context: PlaceContext): number => {
  if (best.parts > 1) return 0.97
  if (best.city === undefined) return lead > 1 ? 0.95 : 0.7
  const sure = context.country === best.country || best.city.city.population > LARGE
  const base = best.city.main ? 0.9 : 0.75
  return Math.round(Math.max(0.3, base - (lead < 1 ? 0.2 : 0) - (sure ? 0 : 0.2)) * 100) / 100
}

const placeOf = (text: string, reading: Reading, confidence: number): Place => {
  const city: City | undefined = reading.city?.city
  const region = city === undefined ? reading.region : gazetteer().region(city.region)
  return {
    text,
    ...(city !== undefined && { city: city.name, ...(city.ru !== '' && { cityRu: city.ru }) }),
    ...(region !== undefined && { region: region.name }),
    country: reading.country,
    ...(city !== undefined && { lat: city.lat, lon: city.lon }),
    placeIds: [
      `country:${reading.country}`,
      ...(region !== undefined ? [`region:${region.code}`] : []),
      ...(city !== undefined ? [`city:${city.id}`] : []),
    ],
    confidence,
  }
}

const decide = (text: string, readings: readonly Reading[], context: PlaceContext, point?: RawPlace): Place => {
  const at = point?.lat !== undefined && point.lon !== undefined ? { lat: point.lat, lon: point.lon } : undefined
  const ranked = readings
    .map((reading) => ({ reading, weight: weigh(reading, context, at) }))
    .sort((a, b) => b.weight - a.weight)
  const best = ranked[0]!
  const rival = ranked.find(
    ({ reading }) =>
      reading.country !== best.reading.country || (level(reading) === level(best.reading) && reading !== best.reading),
  )
  const place = placeOf(text, best.reading, confidenceOf(best.reading, best.weight - (rival?.weight ?? -9), context))
  return at === undefined ? place : { ...place, ...at }
}

/** A place whose name no table knows: kept as the board wrote it, without ids. */
const unknownPlace = (text: string, country: string | undefined): Place => ({
  text,
  ...(country !== undefined && { country }),
  placeIds: country === undefined ? [] : [`country:${country}`],
  confidence: country === undefined ? 0 : 0.6,
})

/** Codes of states that after a name are a country first: Delaware, Indiana. */
const COUNTRY_FIRST = new Set(['DE', 'IN'])

/** "Scotts Valley, CA": after a name that no table knows, a code of both is a state's. */
const asState = (part: Names): Names => {
  const states = /^[A-Z]{2}$/.test(part.text) ? part.regions.filter(({ country }) => country === 'US') : []
  return states.length === 0 || COUNTRY_FIRST.has(part.text) ? part : { ...part, regions: states, countries: [] }
}

/** The places a text names, in its order. */
const placesInText = (text: string, context: PlaceContext, point?: RawPlace): Place[] =>
  partsOf(text).flatMap((chunk) => {
    const parts = chunk.map(look)
    const known = parts.filter(names)
    return group(parts[0] !== undefined && names(parts[0]) ? known : known.map(asState)).map(
      ({ text: own, readings }) => decide(own, readings, context, point),
    )
  })

const countryOf = (raw: string | undefined): string | undefined => {
  const folded = fold(raw ?? '')
  return folded === '' ? undefined : gazetteer().countries(folded)[0]
}

const structured = (raw: RawPlace): string =>
  [raw.locality, raw.region, raw.country].filter((part) => part !== undefined && part.trim() !== '').join(', ')

const placesOf = (raw: RawPlace, context: PlaceContext): Place[] => {
  const country = countryOf(raw.country)
  const within = { country: country ?? context.country }
  const inside = (found: Place[]): Place[] =>
    country === undefined ? found : found.filter((place) => place.country === country)
  const text = tidy(raw.text)
  const fields = structured(raw)
  const stated = fields === '' ? [] : placesInText(tidy(fields), within, raw)
  const found = inside(
    stated.some(({ city }) => city !== undefined) ? stated : richer(stated, inside(placesInText(text, within, raw))),
  )
  if (found.length > 0)
    return found.map((place) => ({ ...place, text: found.length === 1 && text !== '' ? text : place.text }))
  const bare = partsOf(text).flat().join(', ')
  return bare === '' && country === undefined ? [] : [unknownPlace(text === '' ? fields : text, country)]
}

/** The fields' own reading unless the text names cities. */
const richer = (stated: Place[], fromText: Place[]): Place[] =>
  stated.length === 0 || fromText.some(({ city }) => city !== undefined) ? fromText : stated

const keyOf = (place: Place): string => (place.placeIds.length === 0 ? fold(place.text) : place.placeIds.join())

/** A country or region said beside a city inside it adds nothing. */
const covered = (place: Place, all: readonly Place[]): boolean =>
  place.placeIds.length > 0 &&
  all.some(
    (other) => other.placeIds.length > place.placeIds.length && other.placeIds.includes(place.placeIds.at(-1) ?? ''),
  )

/** Where the work is: each place once, in the board's order. "Remote" and macro-regions are no places. */
export const readPlaces = (raw: readonly RawPlace[], context: PlaceContext): Place[] => {
  const found = raw.slice(0, 200).flatMap((place) => placesOf(place, context))
  const seen = new Set<string>()
  return found.filter((place) => {
    const key = keyOf(place)
    if (seen.has(key) || macroRegions.has(fold(place.text)) || covered(place, found)) return false
    seen.add(key)
    return true
  })
}
