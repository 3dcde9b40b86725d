import { contentOf, placesOf, postedAt } from '../content.js'
import type { City } from '../generate/tongue.js'
import type { DemoPosting } from '../truth.js'
import { json, pagePath } from './sight.js'
import type { Answer, Sight } from './sight.js'

export const LIST_PATH = '/api/offers'

const located = ({ name, region, country, countryName }: City) => ({
  ...{ city: name, country: countryName, country_code: country },
  ...(region !== undefined && { state: region }),
})

const entry = (posting: DemoPosting, sight: Sight): unknown => {
  const { html, salary, currency, period, isPartTime } = contentOf(posting, sight.round)
  const url = `${sight.origin}${pagePath(posting)}`
  return {
    id: Number(posting.sourceId),
    title: posting.title,
    status: 'published',
    company_name: posting.employer,
    careers_url: url,
    careers_apply_url: `${url}/apply`,
    locations: placesOf(posting).map(located),
    ...{ remote: false, hybrid: false, on_site: true },
    employment_type_code: isPartTime ? 'parttime' : 'fulltime',
    salary: salary ? { min: salary.min, max: salary.max, currency, period: period.toLowerCase() } : null,
    description: html,
    requirements: '',
    published_at: postedAt(posting, sight)
      .replace('T', ' ')
      .replace(/\.\d+Z$/, ' UTC'),
  }
}

/** A Recruitee careers site: one answer with all postings. */
export const recruitee = (path: string, sight: Sight): Answer | undefined =>
  path === LIST_PATH ? json({ offers: sight.listed.map((posting) => entry(posting, sight)) }) : undefined
