import { contentOf, placesOf, postedAt } from '../content.js'
import type { City } from '../generate/tongue.js'
import type { DemoPosting } from '../truth.js'
import { escapeXml, json, pagePath } from './sight.js'
import type { Answer, Sight } from './sight.js'

export const listPath = (id: string): string => `/posting-api/job-board/${id}`

const located = ({ name, region, country }: City): unknown => ({
  location: name,
  address: {
    postalAddress: {
      addressLocality: name,
      ...(region !== undefined && { addressRegion: region }),
      addressCountry: country,
    },
  },
})

/** The names of the format for where a posting is. */
const places = (posting: DemoPosting): Readonly<Record<string, unknown>> => {
  const [first, ...others] = placesOf(posting).map(located)
  return first === undefined
    ? { location: 'Remote', secondaryLocations: [], address: null, isRemote: true, workplaceType: 'Remote' }
    : { ...(first as object), secondaryLocations: others, isRemote: false, workplaceType: 'OnSite' }
}

const compensation = (posting: DemoPosting, round: number): unknown => {
  const { salary, currency, period } = contentOf(posting, round)
  if (salary === undefined) return {}
  const amounts = { minValue: salary.min, maxValue: salary.max, currencyCode: currency }
  return { summaryComponents: [{ compensationType: 'Salary', interval: `1 ${period}`, ...amounts }] }
}

const entry = (posting: DemoPosting, sight: Sight): unknown => {
  const { html, isPartTime } = contentOf(posting, sight.round)
  const url = `${sight.origin}${pagePath(posting)}`
  return {
    id: posting.sourceId,
    title: posting.title,
    department: sight.plan.name,
    team: posting.title.split(' (')[0],
    employmentType: isPartTime ? 'PartTime' : 'FullTime',
    ...places(posting),
    publishedAt: postedAt(posting, sight),
    isListed: true,
    jobUrl: url,
    applyUrl: `${url}/apply`,
    // Written by an employer's own program, which escaped what the vendor takes as it is.
    descriptionHtml: posting.traps.includes('escaped-html') ? escapeXml(html) : html,
    compensation: compensation(posting, sight.round),
  }
}

/** Ashby's posting API: one answer with all postings. */
export const ashby = (path: string, sight: Sight): Answer | undefined => {
  const url = new URL(path, sight.origin)
  if (url.pathname !== listPath(sight.plan.id)) return undefined
  return json({ jobs: sight.listed.map((posting) => entry(posting, sight)), apiVersion: '1' })
}
