import { htmlOf } from './generate/text.js'
import { hoursAt } from './rounds.js'
import type { DemoPosting } from './truth.js'

const HOUR = 3_600_000
const DAY_HOURS = 24

/** When rounds are: epoch milliseconds of round 0, and the round that it is now. */
export interface When {
  readonly startedAt: number
  readonly round: number
}

const at = (startedAt: number, hours: number): string => new Date(startedAt + hours * HOUR).toISOString()

/** When a posting was put up: some days before round 0, or with its round. */
export const postedAt = ({ from, number }: DemoPosting, { startedAt }: Pick<When, 'startedAt'>): string =>
  at(startedAt, from === 0 ? -DAY_HOURS * (1 + (number % 20)) : hoursAt(from) - 1)

/** When its board says that it was put up: some say today, whenever they are asked. */
export const saidPostedAt = (posting: DemoPosting, when: When): string =>
  posting.traps.includes('restated-date') ? at(when.startedAt, hoursAt(when.round)) : postedAt(posting, when)

/** When it last changed, by the rounds so far. */
export const changedAt = (posting: DemoPosting, when: When): string => {
  const { changed, goneFrom, ledAwayFrom } = posting
  const rounds = [changed?.from, goneFrom, ledAwayFrom].filter((from) => from !== undefined && from <= when.round)
  const last = Math.max(-1, ...rounds.map(Number))
  return last < 0 ? saidPostedAt(posting, when) : at(when.startedAt, hoursAt(last) - 1)
}

export const validThrough = ({ expiresAt = 90 * DAY_HOURS }: DemoPosting, { startedAt }: When): string =>
  at(startedAt, expiresAt)

const CURRENCIES: Readonly<Record<string, string>> = { GB: 'GBP', DE: 'EUR', US: 'USD', RU: 'RUB' }

/** What the posting says in this round. */
export const contentOf = (posting: DemoPosting, round: number) => {
  const isChanged = posting.changed !== undefined && posting.changed.from <= round
  const text = isChanged ? posting.changed.text : posting.text
  const salary = isChanged ? posting.changed.salary : posting.salary
  return {
    text,
    html: htmlOf(text),
    salary,
    period: salary?.period ?? posting.tongue.salary.period,
    currency: CURRENCIES[posting.city.country] ?? 'EUR',
    isPartTime: posting.title.length % 5 === 0,
  }
}

/** The places that its board names; "Remote" stands where a place would for one that may be done from anywhere. */
export const placesOf = ({ city, more = [], isRemote }: DemoPosting) => (isRemote ? [] : [city, ...more])
