import { changedAt, contentOf, placesOf } from '../content.js'
import type { DemoPosting } from '../truth.js'
import { json, pagePath } from './sight.js'
import type { Answer, Sight } from './sight.js'

export const listPath = (id: string): string => `/v1/companies/${id}/postings`

const entry = (posting: DemoPosting, sight: Sight) => {
  const [city] = placesOf(posting)
  const { name, region, country } = city ?? posting.city
  return {
    id: posting.sourceId,
    name: posting.title,
    refNumber: `REF${posting.number}`,
    company: { identifier: sight.plan.id, name: posting.employer },
    releasedDate: changedAt(posting, sight),
    location: { city: name, region, country: country.toLowerCase(), remote: false, hybrid: false },
    typeOfEmployment: { label: contentOf(posting, sight.round).isPartTime ? 'Part-time' : 'Full-time' },
    language: { code: posting.tongue.language },
  }
}

const detail = (posting: DemoPosting, sight: Sight): Answer => {
  const text = contentOf(posting, sight.round).html
  const url = `${sight.origin}${pagePath(posting)}`
  return json({
    ...entry(posting, sight),
    ...{ postingUrl: url, applyUrl: `${url}/apply`, active: true },
    jobAd: { sections: { jobDescription: { title: posting.title, text } } },
  })
}

const list = (url: URL, sight: Sight): Answer => {
  const limit = Number(url.searchParams.get('limit') ?? 10)
  const offset = Number(url.searchParams.get('offset') ?? 0)
  // A company that does not exist is answered like this, too.
  const listed = sight.fault === 'no-such-board' ? [] : sight.listed
  const content = listed.slice(offset, offset + limit).map((posting) => entry(posting, sight))
  return json({ offset, limit, totalFound: listed.length, content })
}

/** SmartRecruiters' posting API: a list by rows, and a page a posting. */
export const smartrecruiters = (path: string, sight: Sight): Answer | undefined => {
  const url = new URL(path, sight.origin)
  const root = listPath(sight.plan.id)
  if (url.pathname === root) return list(url, sight)
  const posting = sight.listed.find(({ sourceId }) => url.pathname === `${root}/${sourceId}`)
  return posting && detail(posting, sight)
}
