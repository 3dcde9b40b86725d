import type { DemoPosting } from '../truth.js'
import { answer, changedAt, contentOf, escapeXml, json, missing, postedAt } from './sight.js'
import type { Answer, Sight } from './sight.js'

const entry = (posting: DemoPosting, sight: Sight): unknown => {
  const { plan, origin, round } = sight
  const { html, salary, currency, isPartTime } = contentOf(posting, round)
  const pay = salary ? `<p>${currency} ${salary.min} – ${salary.max} / ${posting.tongue.salary.period}</p>` : ''
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
  }
}

/** `meta.total` says more than the list holds. */
const truncated = (jobs: readonly unknown[]): Answer =>
  json({ jobs: jobs.slice(0, Math.floor(jobs.length * 0.6)), meta: { total: jobs.length } })

export const listUrl = (origin: string, id: string): string => `${origin}/v1/boards/${id}/jobs?content=true`

/** Greenhouse's board API: one answer with all postings. */
export const greenhouse = (path: string, sight: Sight): Answer => {
  const { plan, listed, fault } = sight
  if (path !== `/v1/boards/${plan.id}/jobs?content=true`) return missing
  if (fault === 'ill-formed') return answer('text/html; charset=utf-8', '<title>Back soon</title>')
  const jobs = listed.flatMap((posting) => [
    entry(posting, sight),
    ...(sight.beforeMalformed.has(posting) ? [{ id: null, title: 'An entry without an id' }] : []),
  ])
  return fault === 'truncated' ? truncated(jobs) : json({ jobs, meta: { total: jobs.length } })
}
