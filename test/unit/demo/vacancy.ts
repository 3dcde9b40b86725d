import { contentOf, placesOf, postedAt } from '../../../src/demo/content.js'
import { ROUNDS, hoursAt } from '../../../src/demo/rounds.js'
import type { DemoPosting } from '../../../src/demo/truth.js'
import type { SalaryPeriod } from '../../../src/domain/common.js'
import type { Place, Salary } from '../../../src/domain/posting.js'
import type { LiveVacancy, PostingMeta } from '../../../src/domain/vacancy.js'

export const LAST_ROUND = ROUNDS - 1
export const STARTED = Date.parse('2026-11-24T08:00:00.000Z')

/** When a round begins. */
export const beginOf = (round: number): string => new Date(STARTED + hoursAt(round) * 3_600_000).toISOString()

const payOf = (posting: DemoPosting): { salary?: Salary } => {
  const { salary, currency, period } = contentOf(posting, LAST_ROUND)
  if (salary === undefined) return {}
  const { min, max, gross } = salary
  const stated = {
    min,
    max,
    currency,
    period: period.toLowerCase() as SalaryPeriod,
    ...(gross !== undefined && { gross }),
  }
  return { salary: { ...stated, provenance: 'stated', flags: [] } }
}

const placeOf = ({ name }: { readonly name: string }): Place => ({
  ...{ text: name, city: name, cityRu: name, confidence: 1 },
  placeIds: ['country:XX', `city:${name}`],
})

const valuesOf = (posting: DemoPosting): Partial<LiveVacancy> => {
  const text = contentOf(posting, LAST_ROUND).text.flat().join(' ')
  const [workMode, places] = [posting.isRemote ? 'remote' : 'unknown', placesOf(posting).map(placeOf)] as const
  return {
    offers: [{ places, workMode, remoteCountries: [], employmentTypes: [], ...payOf(posting) }],
    description: { html: '', text, status: 'full' },
  }
}

const metaOf = (key: string, posting: DemoPosting | undefined): PostingMeta => {
  const seenAt = beginOf(posting?.from ?? 0)
  const meta = { key, reason: 'reappeared', firstSeenAt: seenAt, observedAt: seenAt }
  return { ...meta, ...(posting && { datePosted: postedAt(posting, { startedAt: STARTED }) }) } as PostingMeta
}

/** What a service that makes no error says of these postings, as far as the score looks at it. */
export const vacancyOf = (
  keys: readonly string[],
  state: LiveVacancy['state'],
  shown: ReadonlyMap<string, DemoPosting>,
): LiveVacancy => {
  const posting = keys.flatMap((key) => shown.get(key) ?? [])[0]
  const postings = keys.map((key) => metaOf(key, shown.get(key)))
  return { kind: 'vacancy', id: keys[0], state, ...(posting && valuesOf(posting)), postings } as unknown as LiveVacancy
}
