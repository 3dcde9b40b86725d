import type { Page, PageRequest, Platform, Reading } from '../board.js'
import { readHiringComment } from '../read/hiring-comment.js'
import { jsonList, jsonObject, notTheFormat } from '../read/json.js'
import { malformed, readPosting, readingOf, signal, unknownKeys } from '../read/posting.js'
import type { EntryReading } from '../read/posting.js'
import { amount, listOf, objectOf, plain, present, verbatim } from '../read/text.js'

const API = 'https://hn.algolia.com/api/v1'
/** Algolia gives no more of a search. */
const MOST = 1000

type Json = Readonly<Record<string, unknown>>

const KNOWN_HIT = new Set([
  ...['objectID', 'comment_text', 'created_at_i', 'parent_id', 'story_id', 'story_title'],
  // Ignored: who wrote it (never kept), what was searched for, the same date again, answers and counters.
  ...['author', '_highlightResult', '_tags', 'created_at', 'updated_at', 'children', 'points', 'num_comments', 'url'],
  ...['story_url', 'story_text', 'title', 'relevancy_score'],
])

const apiOf = (url: string): string => {
  const { origin, pathname } = new URL(url)
  return pathname.startsWith('/api/v1') ? `${origin}/api/v1` : API
}

const commentsAt = (api: string, story: string, page: number): PageRequest => ({
  url: `${api}/search_by_date?tags=comment,story_${story}&hitsPerPage=${MOST}&page=${page}`,
  kind: 'comments',
})

/** A number, on either service: whatever else stands there would be no address. */
const idOf = (value: unknown): string | undefined => /^\d{1,12}$/.exec(plain(value) ?? '')?.[0]

const IS_THREAD = /^ask hn: who is hiring\?/i

/** The newest of the threads that a search found. */
const readThreads = (page: Page, hits: readonly Json[]): Reading => {
  const threads = hits.filter((hit) => IS_THREAD.test(plain(hit['title']) ?? ''))
  const newest = threads.reduce<Json | undefined>(
    (best, hit) => (best && Number(best['created_at_i']) >= Number(hit['created_at_i']) ? best : hit),
    undefined,
  )
  const story = idOf(newest?.['objectID'])
  if (story === undefined) throw notTheFormat('a search that finds a thread "Who is hiring?"')
  return readingOf([], { next: [commentsAt(apiOf(page.request.url), story, 0)] })
}

/** A comment, whichever of the two services gives it, without its author. */
interface Comment {
  readonly id: string | undefined
  readonly html: string | undefined
  readonly at: string | undefined
  /** The comment that it answers; undefined when it stands on the thread itself. */
  readonly answers: string | undefined
}

const isGone = (entry: Json): boolean => entry['deleted'] === true || entry['dead'] === true

/** The site escapes slashes and apostrophes: addresses and contacts would not be seen as such. */
const htmlOf = (value: unknown): string | undefined =>
  verbatim(value)?.replaceAll('&#x2F;', '/').replaceAll('&#x27;', "'")

const ofSearch = (hit: Json): Comment => ({
  id: idOf(hit['objectID']),
  html: htmlOf(hit['comment_text']),
  at: plain(hit['created_at_i']),
  answers: plain(hit['parent_id']) === plain(hit['story_id']) ? undefined : plain(hit['parent_id']),
})

/** Of Algolia's tree of a thread (`text`, `created_at_i`) or of Firebase (`text`, `time`). */
const ofItem = (item: Json): Comment => ({
  id: idOf(item['id']),
  html: htmlOf(item['text']),
  at: plain(item['created_at_i'] ?? item['time']),
  answers: undefined,
})

const noAdvert: EntryReading = { signal: signal('not-an-advert', 'a comment that advertises nothing was passed over') }

const advert = ({ id, html, at }: Comment): EntryReading => {
  const fields = html === undefined ? undefined : readHiringComment(html)
  if (fields === undefined) return noAdvert
  return readPosting(id, present({ id, text: html, time: at }), {
    ...fields,
    url: id === undefined ? undefined : `https://news.ycombinator.com/item?id=${id}`,
    datePosted: at,
  })
}

/** Nothing for an answer, for what was taken back, and for the thread itself. */
const entryOf = (comment: Comment, entry: Json): EntryReading[] => {
  if (comment.id === undefined) return [malformed('an entry has no id', 'id')]
  return isGone(entry) || comment.answers !== undefined || comment.html === undefined ? [] : [advert(comment)]
}

/** The pages of a search: what it counts must be on them. */
const onwards = (page: Page, body: Json, hits: readonly Json[]): Partial<Reading> => {
  const [total, pages, index] = ['nbHits', 'nbPages', 'page'].map((key) => amount(body[key]) ?? 0) as [
    number,
    number,
    number,
  ]
  const story = /tags=comment(?:,|%2C)story_(\d+)/i.exec(page.request.url)?.[1]
  const isLast = index + 1 >= pages
  const isExact = body['exhaustiveNbHits'] !== false
  const missing = isLast && isExact && total > index * (amount(body['hitsPerPage']) ?? MOST) + hits.length
  return {
    next: isLast || story === undefined ? [] : [commentsAt(apiOf(page.request.url), story, index + 1)],
    signals: missing ? [signal('list-capped', 'the thread has more comments than the search gave')] : [],
  }
}

const readComments = (page: Page, body: Json, hits: readonly Json[]): Reading => {
  const ofThread = hits.filter((hit) => /who is hiring/i.test(plain(hit['story_title']) ?? 'who is hiring'))
  const onward = onwards(page, body, hits)
  return readingOf(
    ofThread.flatMap((hit) => entryOf(ofSearch(hit), hit)),
    {
      ...onward,
      empty: hits.length === 0,
      signals: [...hits.flatMap((hit) => unknownKeys(hit, KNOWN_HIT)), ...(onward.signals ?? [])],
    },
  )
}

/** A thread with its tree of comments (Firebase gives none with a thread), or one comment. */
const readItem = (item: Json): Reading => {
  if (item['type'] === 'comment') return readingOf(entryOf(ofItem(item), item))
  const children = listOf(item['children']).map((child) => objectOf(child) ?? {})
  return readingOf(
    children.flatMap((child) => entryOf(ofItem(child), child)),
    { empty: Array.isArray(item['children']) && children.length === 0 },
  )
}

/**
 * "Ask HN: Who is hiring?", by Algolia's search: first the newest thread, then its comments. Each month has its thread and
 * this is the whole of it, so that an advert that its writer took back is absent. When a new month begins, the adverts of
 * the last one are absent all at once: that is held like every sweep, and closes them three days later, as the site itself
 * stops showing them. (Their own pages would prove nothing: they answer for ever.)
 */
const hackerNews: Platform = {
  id: 'hacker-news',
  readerVersion: 1,
  list: 'whole',
  accept: 'application/json',
  start: (board) => [
    { url: `${apiOf(board.url)}/search_by_date?tags=story,author_whoishiring&hitsPerPage=20`, kind: 'threads' },
  ],
  read(page) {
    const body = jsonObject(page.body, 'an answer of Hacker News')
    if (body['type'] === 'story' || body['type'] === 'comment') return readItem(body)
    const hits = jsonList(body['hits'], 'an answer of Hacker News').map((hit) => objectOf(hit) ?? {})
    const isThreads = page.request.kind === 'threads' || hits.some((hit) => listOf(hit['_tags']).includes('story'))
    return isThreads ? readThreads(page, hits) : readComments(page, body, hits)
  },
}

export default hackerNews
