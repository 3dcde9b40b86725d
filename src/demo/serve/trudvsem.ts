import { changedAt, contentOf, postedAt } from '../content.js'
import type { DemoPosting } from '../truth.js'
import { answer, employerOn, json, missing } from './sight.js'
import type { Answer, Sight } from './sight.js'

const REGIONS: Readonly<Record<string, string>> = { tatarstan: '1600000000000', sverdlovsk: '6600000000000' }

export const listPath = (id: string): string => `/api/v1/vacancies/region/${REGIONS[id] ?? '0'}`

const entry = (posting: DemoPosting, sight: Sight): unknown => {
  const { plan, origin, round } = sight
  const { html, salary, isPartTime } = contentOf(posting, round)
  return {
    vacancy: {
      id: posting.sourceId,
      source: 'Служба занятости',
      region: { region_code: REGIONS[plan.id], name: posting.city.region },
      company: { name: employerOn(plan, posting), url: `${origin}/company/${posting.number}` },
      'creation-date': postedAt(posting, sight).slice(0, 10),
      date_modify: changedAt(posting, sight).slice(0, 10),
      ...(salary && { salary: `от ${salary.min} до ${salary.max}`, salary_min: salary.min, salary_max: salary.max }),
      'job-name': posting.title,
      vac_url: `${origin}/vacancy/card/${posting.sourceId}`,
      employment: isPartTime ? 'Частичная занятость' : 'Полная занятость',
      schedule: 'Полный рабочий день',
      duty: html,
      category: { specialisation: posting.title.split(' (')[0] },
      requirement: { education: 'Среднее профессиональное', experience: posting.number % 6 },
      addresses: {
        address: [
          { location: `${posting.city.region ?? ''}, г. ${posting.city.name}, ул. Лесная, д. ${posting.number}` },
        ],
      },
      currency: '«руб.»',
      skills: posting.skills,
    },
  }
}

const listing = (vacancies: readonly unknown[], total: number, limit: number): unknown => ({
  status: '200',
  request: { api: 'v1' },
  meta: { total, limit },
  results: vacancies.length > 0 ? { vacancies } : {},
})

/** Работа России: pages by index; the first one without postings is the end. */
export const trudvsem = (path: string, sight: Sight): Answer => {
  const url = new URL(path, sight.origin)
  if (url.pathname !== listPath(sight.plan.id)) return missing
  const limit = Number(url.searchParams.get('limit') ?? 100)
  const offset = Number(url.searchParams.get('offset') ?? 0)
  // Some servers count pages from 1: page 0 is the first one too.
  const index = sight.plan.traps?.includes('page-index') ? Math.max(0, offset - 1) : offset
  if (sight.fault === 'empty') return json(listing([], 0, limit))
  const entries = sight.listed.flatMap((posting) => [
    () => entry(posting, sight),
    ...(sight.beforeMalformed.has(posting) ? [() => ({ note: 'an entry without a vacancy' })] : []),
  ])
  const shown = entries.slice(index * limit, (index + 1) * limit).map((make) => make())
  const whole = JSON.stringify(listing(shown, entries.length, limit))
  const isCut = sight.fault === 'truncated' && index === Math.floor((entries.length - 1) / limit)
  return answer('application/json; charset=utf-8', isCut ? whole.slice(0, Math.floor(whole.length / 2)) : whole)
}
