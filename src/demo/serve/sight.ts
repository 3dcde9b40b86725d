import type { BoardPlan } from '../boards.js'
import { beforeMalformed } from '../generate/world.js'
import type { World } from '../generate/world.js'
import type { Fault } from '../rounds.js'
import type { DemoPosting } from '../truth.js'

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

/** The page that nobody asked for. */
export const WELCOME = '/welcome'

export const answer = (type: string, body: string, status = 200): Answer => ({ status, type, body })
export const json = (value: unknown): Answer => answer('application/json; charset=utf-8', JSON.stringify(value))
export const xml = (body: string): Answer =>
  answer('application/xml; charset=utf-8', `<?xml version="1.0" encoding="UTF-8"?>\n${body}`)
export const missing: Answer = answer('text/html; charset=utf-8', '<h1>404</h1>', 404)
/** A board that has moved its visitors on to its marketing. */
export const ledAway = ({ origin }: Sight): Answer => ({
  ...answer('text/html; charset=utf-8', '', 302),
  headers: { location: `${origin}${WELCOME}` },
})
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

/** A posting's own page for people. */
export const pagePath = ({ number }: DemoPosting): string => `/openings/${number}`

/** The employer as this kind of board writes it: with its legal form, or without. */
export const employerOn = ({ form, id }: BoardPlan, { employer, tongue }: DemoPosting): string => {
  if (tongue.language === 'en') return id === 'cityboard' ? `${employer} Ltd` : employer
  return form === 'trudvsem' ? `ООО "${employer}"` : id === 'rabota' ? `ООО «${employer}»` : employer
}
