import { changedAt, contentOf, postedAt } from '../content.js'
import type { DemoPosting } from '../truth.js'
import { answer, escapeXml, json, missing } from './sight.js'
import type { Answer, Sight } from './sight.js'

const entry = (posting: DemoPosting, sight: Sight): unknown => {
  const { plan, origin, round } = sight
  const { html, salary, currency, period, isPartTime } = contentOf(posting, round)
  const inCents = posting.traps.includes('minor-units')
  const pay = salary && !inCents ? `<p>${currency} ${salary.min} – ${salary.max} / ${period}</p>` : ''
  const cents = { min_cents: (salary?.min ?? 0) * 100, max_cents: (salary?.max ?? 0) * 100, currency_type: currency }
  return {
    absolute_url: `${origin}/${plan.id}/jobs/${posting.sourceId}`,
    internal_job_id: 9_000_000 + posting.number,
    location: { name: `${posting.city.name}, ${posting.city.countryName}` },
    metadata: [
      { id: 1, name: 'Employment Type', value: isPartTime ? 'Part-time' : 'Full-time', value_type: 'single_select' },
    ],
    id: Number(posting.sourceId),
    updated_at: changedAt(posting, sight),
    requisition_id: posting.requisition,
    title: posting.title,
    company_name: posting.employer,
    first_published: postedAt(posting, sight),
    language: posting.tongue.language,
    content: escapeXml(`${html}${pay}`),
    departments: [{ id: 7, name: posting.title.split('(')[0]?.trim(), child_ids: [], parent_id: null }],
    offices: [],
    ...(inCents && { pay_input_ranges: salary ? [{ ...cents, title: 'Pay', blurb: '' }] : [] }),
  }
}

/** `meta.total` says more than the list holds. */
const truncated = (jobs: readonly unknown[]): Answer =>
  json({ jobs: jobs.slice(0, Math.floor(jobs.length * 0.6)), meta: { total: jobs.length } })

export const listPath = (id: string): string => `/v1/boards/${id}/jobs?content=true`

/** Greenhouse's board API: one answer with all postings. */
export const greenhouse = (path: string, sight: Sight): Answer => {
  const { plan, listed, fault } = sight
  if (path !== listPath(plan.id)) return missing
  if (fault === 'ill-formed') return answer('text/html; charset=utf-8', '<title>Back soon</title>')
  const jobs = listed.flatMap((posting) => [
    entry(posting, sight),
    ...(sight.beforeMalformed.has(posting) ? [{ id: null, title: 'An entry without an id' }] : []),
  ])
  return fault === 'truncated' ? truncated(jobs) : json({ jobs, meta: { total: jobs.length } })
}
