import { contentOf, placesOf, postedAt } from '../content.js'
import { hoursAt } from '../rounds.js'
import type { DemoPosting } from '../truth.js'
import { answer, json } from './sight.js'
import type { Answer, Sight } from './sight.js'

/** The API answers 400 to more. */
const MOST = 20
const HOUR = 3_600_000

const site = (id: string): string => `/wday/cxs/${id}/Careers`

export const listPath = (id: string): string => `${site(id)}/jobs`

const externalPath = ({ title, city, sourceId }: DemoPosting): string =>
  `/job/${city.name}/${title.replaceAll(/[^a-z]+/gi, '-')}_${sourceId}`

/** Relative to the day of the crawl: another text every day, and no day from the thirtieth on. */
const postedOn = (posting: DemoPosting, sight: Sight): string => {
  const now = sight.startedAt + hoursAt(sight.round) * HOUR
  const days = Math.floor((now - Date.parse(postedAt(posting, sight))) / (24 * HOUR))
  if (days === 0) return 'Posted Today'
  return days === 1 ? 'Posted Yesterday' : days > 30 ? 'Posted 30+ Days Ago' : `Posted ${days} Days Ago`
}

const timeType = (posting: DemoPosting, { round }: Sight): string =>
  contentOf(posting, round).isPartTime ? 'Part time' : 'Full time'

const entry = (posting: DemoPosting, sight: Sight): unknown => ({
  title: posting.title,
  externalPath: externalPath(posting),
  locationsText: posting.city.name,
  timeType: timeType(posting, sight),
  postedOn: postedOn(posting, sight),
  bulletFields: [posting.sourceId],
})

const detail = (posting: DemoPosting, sight: Sight): Answer => {
  const [first, ...others] = placesOf(posting)
  return json({
    jobPostingInfo: {
      id: posting.sourceId,
      title: posting.title,
      jobDescription: contentOf(posting, sight.round).html,
      location: first?.name,
      additionalLocations: others.map(({ name }) => name),
      postedOn: postedOn(posting, sight),
      startDate: postedAt(posting, sight).slice(0, 10),
      timeType: timeType(posting, sight),
      jobReqId: posting.sourceId,
      country: { descriptor: first?.countryName },
      canApply: true,
      externalUrl: `${sight.origin}/Careers${externalPath(posting)}`,
    },
    hiringOrganization: { name: posting.employer, url: '' },
  })
}

/** Only the first page knows the total. In a bad round the list breaks off before what it claims. */
const list = (sight: Sight, body: string): Answer => {
  const { limit, offset } = JSON.parse(body) as { limit: number; offset: number }
  if (limit > MOST) return answer('application/json', '{}', 400)
  const { listed, fault } = sight
  const given = fault === 'truncated' ? listed.slice(0, Math.ceil(listed.length * 0.8)) : listed
  const jobPostings = given.slice(offset, offset + limit).map((posting) => entry(posting, sight))
  return json({ total: offset === 0 ? listed.length : 0, jobPostings, facets: [], userAuthenticated: false })
}

/** A Workday career site: a list that is asked for by POST, and a page a posting. */
export const workday = (path: string, sight: Sight, body: string): Answer | undefined => {
  const { plan, listed } = sight
  if (path === listPath(plan.id)) return body === '' ? undefined : list(sight, body)
  const posting = listed.find((one) => path === new URL(`${site(plan.id)}${externalPath(one)}`, sight.origin).pathname)
  return posting && detail(posting, sight)
}
