import { contentOf, placesOf, postedAt } from '../content.js'
import type { DemoPosting } from '../truth.js'
import { json, pagePath } from './sight.js'
import type { Answer, Sight } from './sight.js'

export const listPath = (id: string): string => `/v0/postings/${id}`

const entry = (posting: DemoPosting, sight: Sight): unknown => {
  const { html, text, salary, currency, period, isPartTime } = contentOf(posting, sight.round)
  const places = posting.isRemote ? ['Remote'] : placesOf(posting).map(({ name }) => name)
  const url = `${sight.origin}${pagePath(posting)}`
  return {
    id: posting.sourceId,
    text: posting.title,
    categories: {
      ...{ location: places[0], allLocations: places, commitment: isPartTime ? 'Part-time' : 'Full-time' },
      ...{ team: posting.title.split(' (')[0], department: sight.plan.name },
    },
    country: posting.city.country,
    workplaceType: posting.isRemote ? 'remote' : 'unspecified',
    createdAt: Date.parse(postedAt(posting, sight)),
    hostedUrl: url,
    applyUrl: `${url}/apply`,
    description: html,
    descriptionPlain: text.flat().join(' '),
    lists: [],
    additional: '',
    additionalPlain: '',
    ...(salary && {
      salaryRange: { min: salary.min, max: salary.max, currency, interval: `per-${period.toLowerCase()}-salary` },
    }),
  }
}

/** Lever's Postings API: pages by row, never whole ones, every second one half as long; the first empty one is the end. */
export const lever = (path: string, sight: Sight): Answer | undefined => {
  const { plan, listed, origin } = sight
  const url = new URL(path, origin)
  if (url.pathname !== listPath(plan.id)) return undefined
  const skip = Number(url.searchParams.get('skip') ?? 0)
  const most = Math.min(Number(url.searchParams.get('limit') ?? 100), Math.ceil(listed.length / 3))
  const count = skip === most ? Math.ceil(most / 2) : most
  return json(listed.slice(skip, skip + count).map((posting) => entry(posting, sight)))
}
