import type { Filters, Group } from './group.js'

const DAY = 86_400_000
const MOST_DAYS = 3650

/** Vacancies first seen within so many days before now. */
export const firstSeen: Group<Pick<Filters, 'firstSeenSince'>> = {
  names: ['firstSeenWithinDays'],
  read(given, { now }) {
    const days = given.whole('firstSeenWithinDays', { min: 1, max: MOST_DAYS })
    return days === undefined ? {} : { firstSeenSince: now - days * DAY }
  },
  write: ({ now, filters: { firstSeenSince } }) =>
    firstSeenSince === undefined ? {} : { firstSeenWithinDays: String(Math.round((now - firstSeenSince) / DAY)) },
}
