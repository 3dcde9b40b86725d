import { contentOf, postedAt } from '../content.js'
import type { DemoPosting } from '../truth.js'
import { json, pagePath } from './sight.js'
import type { Answer, Sight } from './sight.js'

export const LIST_PATH = '/api'

/** Words that stand where a place would. */
const NOWHERE = ['Remote', 'Worldwide', '']

const entry = (posting: DemoPosting, sight: Sight): unknown => {
  const { html } = contentOf(posting, sight.round)
  const url = `${sight.origin}${pagePath(posting)}`
  return {
    id: posting.sourceId,
    epoch: Math.floor(Date.parse(postedAt(posting, sight)) / 1000),
    company: posting.employer,
    position: posting.title,
    tags: posting.skills.map((skill) => skill.toLowerCase()),
    description: html,
    location: NOWHERE[posting.number % NOWHERE.length],
    ...{ url, apply_url: url, salary_min: 0, salary_max: 0 },
  }
}

/** Remote OK's API: the newest postings after a notice of its terms. */
export const remoteok = (path: string, sight: Sight): Answer | undefined => {
  const notice = { last_updated: 1, legal: 'Please link back.' }
  const entries = [...sight.listed].reverse().map((posting) => entry(posting, sight))
  return path === LIST_PATH ? json([notice, ...entries]) : undefined
}
