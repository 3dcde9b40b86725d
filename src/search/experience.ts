import type { Filters, Group } from './group.js'

const MOST_YEARS = 60

/** Years of experience that a vacancy may ask for at most. */
export const experience: Group<Pick<Filters, 'experienceMax'>> = {
  names: ['experienceMax'],
  read(given) {
    const experienceMax = given.number('experienceMax', { min: 0, max: MOST_YEARS })
    return experienceMax === undefined ? {} : { experienceMax }
  },
  write: ({ filters: { experienceMax } }) =>
    experienceMax === undefined ? {} : { experienceMax: String(experienceMax) },
}
