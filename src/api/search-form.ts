import type { Places, Point } from '../ports/places.js'
import type { VacancyQuery } from '../ports/vacancy-index.js'
import type { Parameters } from '../search/given.js'
import type { Circle } from '../web/filter-fields.js'
import { degrees } from '../web/words.js'

/** What the page's form was filled with. */
export interface FilledForm {
  readonly parameters: Parameters
  /** What was asked for when no such city is known: the circle is left out. */
  readonly unknown?: Circle
}

type Near = NonNullable<VacancyQuery['filters']['near']>

const DEGREES = /^\s*([+-]?\d{1,3}(?:\.\d+)?)\s*,\s*([+-]?\d{1,3}(?:\.\d+)?)\s*$/

/** A city's name, or degrees. */
const pointOf = (where: string, places: Places): Point | undefined => {
  const [, lat, lon] = DEGREES.exec(where) ?? []
  return lat === undefined || lon === undefined ? places.find(where) : { lat: Number(lat), lon: Number(lon) }
}

/** Whether an address was made by the form: only the form names a city. */
export const isFromForm = ({ near }: Parameters): boolean => typeof near === 'string'

const is = (value: Parameters[string]): boolean => value !== undefined && value !== ''

/** The form's fields as parameters of a search: its city as a point, and nothing that contradicts itself. */
export const readForm = ({ near, km, sort, ...given }: Parameters, places: Places): FilledForm => {
  const where = typeof near === 'string' ? near.trim() : ''
  const point = where === '' ? undefined : pointOf(where, places)
  // "Hide where it is not stated" without a floor: any pay that is stated will do.
  const floor = given['includeUnstated'] === 'false' && !is(given['salaryMin']) ? { salaryMin: '0' } : {}
  if (point) {
    const circle = { lat: String(point.lat), lon: String(point.lon), km }
    return { parameters: { ...given, ...floor, sort, ...circle } }
  }
  return {
    parameters: { ...given, ...floor, ...(sort !== 'distance' && { sort }) },
    ...(where !== '' && { unknown: { city: where, km: typeof km === 'string' ? km : '' } }),
  }
}

/** Radius that is offered when none is asked for. */
const USUAL_KM = '50'

/** A circle as it stands in the form, so that the form reads it as the same circle again. */
export const circleText = (near: Near | undefined, name: (point: Point) => string, places: Places): Circle => {
  if (!near) return { city: '', km: USUAL_KM }
  const city = name(near)
  const known = places.find(city)
  return { city: known?.lat === near.lat && known.lon === near.lon ? city : degrees(near), km: String(near.km) }
}
