import type { BoardPlan } from '../boards.js'
import { beforeMalformed } from '../generate/world.js'
import type { World } from '../generate/world.js'
import { htmlOf } from '../generate/text.js'
import { hoursAt } from '../rounds.js'
import type { Fault } from '../rounds.js'
import type { DemoPosting } from '../truth.js'

const HOUR = 3_600_000
const DAY_HOURS = 24

/** A board as it is in a round: what its pages are made from. */
export interface Sight {
  readonly plan: BoardPlan
  readonly origin: string
  readonly round: number
  readonly fault: Fault | undefined
  /** Epoch milliseconds of round 0. */
  readonly startedAt: number
  /** On the list now, oldest first. */
  readonly listed: readonly DemoPosting[]
  readonly beforeMalformed: ReadonlySet<DemoPosting>
}

/** An answer of a board. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export const answer = (type: string, body: string, status = 200): Answer => ({ status, type, body })
export const json = (value: unknown): Answer => answer('application/json; charset=utf-8', JSON.stringify(value))
export const xml = (body: string): Answer =>
  answer('application/xml; charset=utf-8', `<?xml version="1.0" encoding="UTF-8"?>\n${body}`)
export const missing: Answer = answer('text/html; charset=utf-8', '<h1>404</h1>', 404)
export const gone: Answer = answer('text/html; charset=utf-8', '<h1>410</h1>', 410)

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

export const isListed = ({ from, unlistedFrom }: DemoPosting, round: number): boolean =>
  from <= round && (unlistedFrom === undefined || round < unlistedFrom)

export const sightOf = (
  { on }: World,
  plan: BoardPlan,
  at: { round: number; origin: string; startedAt: number; size: number },
): Sight => {
  const { round, origin, startedAt, size } = at
  const postings = on(plan.id)
  const listed = postings.filter((posting) => isListed(posting, round))
  const malformed = beforeMalformed(plan, postings, size)
  return { plan, origin, round, fault: plan.faults.get(round), startedAt, listed, beforeMalformed: malformed }
}

const iso = (ms: number): string => new Date(ms).toISOString()

/** When a posting was put up: some days before round 0, or with its round. */
export const postedAt = ({ from, number }: DemoPosting, { startedAt }: Sight): string => {
  const hours = from === 0 ? -DAY_HOURS * (1 + (number % 20)) : hoursAt(from) - 1
  return iso(startedAt + hours * HOUR)
}

/** When it last changed, by the rounds so far. */
export const changedAt = (posting: DemoPosting, sight: Sight): string => {
  const rounds = [posting.changed?.from, posting.goneFrom].filter((at) => at !== undefined && at <= sight.round)
  const last = Math.max(-1, ...rounds.map(Number))
  return last < 0 ? postedAt(posting, sight) : iso(sight.startedAt + (hoursAt(last) - 1) * HOUR)
}

export const validThrough = ({ expiresAt = 90 * DAY_HOURS }: DemoPosting, { startedAt }: Sight): string =>
  iso(startedAt + expiresAt * HOUR)

const CURRENCIES: Readonly<Record<string, string>> = { GB: 'GBP', DE: 'EUR', US: 'USD', RU: 'RUB' }

/** What the posting says in this round. */
export const contentOf = (posting: DemoPosting, round: number) => {
  const isChanged = posting.changed !== undefined && posting.changed.from <= round
  const text = isChanged ? posting.changed.text : posting.text
  return {
    html: htmlOf(text),
    salary: isChanged ? posting.changed.salary : posting.salary,
    currency: CURRENCIES[posting.city.country] ?? 'EUR',
    isPartTime: posting.title.length % 5 === 0,
  }
}

/** The employer as this kind of board writes it: with its legal form, or without. */
export const employerOn = ({ form, id }: BoardPlan, { employer, tongue }: DemoPosting): string => {
  if (tongue.language === 'en') return id === 'cityboard' ? `${employer} Ltd` : employer
  return form === 'trudvsem' ? `ООО "${employer}"` : id === 'rabota' ? `ООО «${employer}»` : employer
}
