import { z } from 'zod'
import { Instant } from '../domain/common.js'
import { LiveVacancy, PostingMeta } from '../domain/vacancy.js'
import { lastSeenAt } from './last-seen.js'
import type { RunsView } from './runs-view.js'

const PostingAnswer = PostingMeta.extend({
  lastSeenAt: Instant.describe('last proof that it was there'),
}).meta({ id: 'PostingAnswer' })

/** A vacancy as the API shows it: the record, and what is only known when it is read. */
export const VacancyAnswer = LiveVacancy.extend({
  postings: z.array(PostingAnswer),
  lastSeenAt: Instant,
  unverifiedSince: Instant.optional().describe('with state "unverified": since when nothing proves it'),
}).meta({ id: 'VacancyAnswer' })
export type VacancyAnswer = z.infer<typeof VacancyAnswer>

/** A vacancy in a list: no text but an excerpt. */
export const VacancySummary = VacancyAnswer.pick({
  id: true,
  state: true,
  closedReason: true,
  closedAt: true,
  unverifiedSince: true,
  title: true,
  seniority: true,
  employer: true,
  url: true,
  offers: true,
  experience: true,
  skills: true,
  language: true,
  firstSeenAt: true,
  lastSeenAt: true,
  datePosted: true,
  validThrough: true,
  boards: true,
  postingCount: true,
  reposts: true,
  variants: true,
})
  .extend({ excerpt: z.string() })
  .meta({ id: 'VacancySummary' })
export type VacancySummary = z.infer<typeof VacancySummary>

const EXCERPT_LETTERS = 280

/** The beginning of a text, cut at a blank. */
export const excerptOf = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  if (line.length <= EXCERPT_LETTERS) return line
  const cut = line.lastIndexOf(' ', EXCERPT_LETTERS)
  return `${line.slice(0, cut > EXCERPT_LETTERS / 2 ? cut : EXCERPT_LETTERS)} …`
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Whether the board that the description is from lets it be shown whole; unless all do, when nobody knows which it was. */
const mayShowWhole = ({ postings, survivorship }: LiveVacancy): boolean => {
  const from = survivorship['description'] ?? ''
  const source = postings.find(({ key }) => from.startsWith(`${key} `))
  return source ? source.terms.fullText : postings.every(({ terms }) => terms.fullText)
}

const shownDescription = (vacancy: LiveVacancy): LiveVacancy['description'] => {
  const { description } = vacancy
  if (mayShowWhole(vacancy) || description.status === 'none') return description
  const text = excerptOf(description.text)
  return { html: `<p>${escaped(text)}</p>`, text, status: 'snippet' }
}

/** The time at which the last posting with a proof lost it. */
const unverifiedSince = ({ state, postings }: LiveVacancy): string | undefined =>
  state === 'unverified'
    ? postings
        .flatMap((posting) => (posting.state === 'unverified' ? (posting.stateSince ?? []) : []))
        .sort()
        .at(-1)
    : undefined

export const toVacancyAnswer = (vacancy: LiveVacancy, runs: RunsView): VacancyAnswer => {
  const postings = vacancy.postings.map((posting) => ({ ...posting, lastSeenAt: lastSeenAt(posting, runs) }))
  const since = unverifiedSince(vacancy)
  return {
    ...vacancy,
    description: shownDescription(vacancy),
    postings,
    lastSeenAt: postings.map((posting) => posting.lastSeenAt).reduce((a, b) => (a > b ? a : b)),
    ...(since !== undefined && { unverifiedSince: since }),
  }
}

export const toSummary = (vacancy: LiveVacancy, runs: RunsView): VacancySummary => {
  const answer = toVacancyAnswer(vacancy, runs)
  return VacancySummary.parse({ ...answer, excerpt: excerptOf(answer.description.text) })
}
