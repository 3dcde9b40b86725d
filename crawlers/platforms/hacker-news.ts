import { decodeHTML } from 'entities'
import type { Page, PageRequest, Platform, Reading } from '../board.js'
import { readHeadline } from '../read/headline.js'
import type { Headline } from '../read/headline.js'
import { jsonList, jsonObject, notTheFormat } from '../read/json.js'
import { placesIn } from '../read/place-names.js'
import { malformed, readPosting, readingOf, signal, unknownKeys } from '../read/posting.js'
import type { EntryReading } from '../read/posting.js'
import { amount, link, listOf, objectOf, plain, present, verbatim } from '../read/text.js'

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

const IS_THREAD = /^ask hn: who is hiring\?/i

/** The newest of the threads that a search found. */
const readThreads = (page: Page, hits: readonly Json[]): Reading => {
  const threads = hits.filter((hit) => IS_THREAD.test(plain(hit['title']) ?? ''))
  const newest = threads.reduce<Json | undefined>(
    (best, hit) => (best && Number(best['created_at_i']) >= Number(hit['created_at_i']) ? best : hit),
    undefined,
  )
  const story = plain(newest?.['objectID'])
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
  id: plain(hit['objectID']),
  html: htmlOf(hit['comment_text']),
  at: plain(hit['created_at_i']),
  answers: plain(hit['parent_id']) === plain(hit['story_id']) ? undefined : plain(hit['parent_id']),
})

/** Of Algolia's tree of a thread (`text`, `created_at_i`) or of Firebase (`text`, `time`). */
const ofItem = (item: Json): Comment => ({
  id: plain(item['id']),
  html: htmlOf(item['text']),
  at: plain(item['created_at_i'] ?? item['time']),
  answers: undefined,
})

/** HTML as text; of a link its address, since its text is cut short. */
const textOf = (html: string): string => {
  let text = ''
  let isInLink = false
  for (const piece of html.slice(0, 20_000).split(/(<[^<>]{0,1000}>)/)) {
    if (/^<a\s/i.test(piece)) {
      text += /href="([^"]*)"/i.exec(piece)?.[1] ?? ''
      isInLink = true
    } else if (/^<\/a/i.test(piece)) isInLink = false
    else if (/^<\/?(?:p|br)\b/i.test(piece)) text += '\n'
    else if (!piece.startsWith('<') && !isInLink) text += piece
  }
  return decodeHTML(text)
}

const linesOf = (html: string): string[] =>
  textOf(html)
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '')

/** What somebody writes who offers work of their own, or who talks. */
const NO_ADVERT =
  /^(?:not (?:currently )?hiring|here (?:are|is)|great thread|i(?:'|’)?m an? |i am an? |i help|hire me|thank|seeking|available|location: )|\bi help \w+|\blooking for work\b|\bhire me\b/i
const HIRES =
  /\b(?:is|are|am|currently|actively|also|now|we(?:'|’)re) (?:\w+ )?(?:hiring|looking for)|\bwe(?:'|’)re (?:hiring|looking for)|\bhiring (?:a|an|for|our|across|in|senior|engineers|multiple)\b|\bopen (?:roles?|positions?)|\bnew role\b|\bjoin (?:us|our team)\b|\bwe hire\b/i

/** A headline is parted by bars, or by dashes. */
const separated = (line: string): string[] => {
  if (line.includes('|')) return line.split('|')
  if (/\s[—–]\s/.test(line)) return line.split(/\s[—–]\s/)
  const parts = line.split(' - ')
  return parts.length > 2 ? parts : [line]
}

const partsOf = (line: string): string[] =>
  separated(line.slice(0, 2000))
    .map((part) => part.trim())
    .filter((part) => part !== '' && part.length <= 400)

/** `Location: Waltham, MA`, written on a line of its own. */
const labelled = (lines: readonly string[], label: RegExp): string | undefined => {
  for (const line of lines.slice(0, 40)) {
    const value = label
      .exec(line)?.[1]
      ?.split(/\s[—–|]\s/)[0]
      ?.trim()
    if (value !== undefined && value !== '') return value
  }
  return undefined
}

const LOCATION = /(?:^|\| ?|— ?)(?:locations?|where|based in): ?(.{2,200})/i
const ROLE = /^(?:role|position|title|job title): ?(.{2,150})$/i
const PAY = /(?:^|[|—–] ?)(?:comp(?:ensation)?|salary|pay)(?: range)?:? ?([^:]{0,100}\d.{0,150})$/i

const GREETING = /^(?:(?:hey|hi|hello)(?:,? (?:hn|all|everyone|there|folks))?[!,.]? )?(?:at )?/i
/** `Acme (https://acme.example) is hiring …`, `Acme, we're hiring`: a name in capitals, or one before a bracket. */
const SUBJECT =
  /^((?:\p{Lu}[\p{L}\d.&'’-]{0,30}|\p{Ll}[\p{L}\d.]{2,30}(?= \())(?: [\p{Lu}\d&][\p{L}\d.&'’-]{0,30}){0,4}) ?(?:\([^()]{0,200}\) ?)?(?:is |are |we(?:'|’)re |we are )/u
const NO_NAME = /^(?:we|i|this|it|there|our|my|here|these|they|you)$/i

const subjectOf = (line: string): string | undefined => {
  const name = SUBJECT.exec(line.replace(GREETING, ''))?.[1]
  return name === undefined || NO_NAME.test(name) ? undefined : name
}

const BULLET = /^(?:[-*•–▪‣]|\d{1,2}[.)])/
/** What follows the name of a role: a link, pay, a place, a word on it. */
const AFTER_ROLE = /https?:\/\/|[:(|–—]|\s-\s/
const ROLE_WORD =
  /\b(?:engineer|developer|scientist|researcher|designer|manager|director|lead|architect|analyst|administrator|intern|head of|specialist|executive|recruiter|writer)\b/i

/** Roles that the text lists one a line. */
const listedRoles = (lines: readonly string[]): string | undefined => {
  const roles = lines
    .slice(1, 60)
    .filter((line) => BULLET.test(line))
    .map((line) => (line.replace(BULLET, '').split(AFTER_ROLE)[0] ?? '').replace(/,? *$/, '').trim())
    .filter((role) => role.length >= 3 && role.length <= 100)
    .filter((role) => ROLE_WORD.test(role) && /^\p{Lu}/u.test(role) && !/[.!?]$/.test(role))
  return roles.length === 0 ? undefined : roles.slice(0, 5).join(' | ')
}

const HIRED =
  /\b(?:hiring|looking for|seeking|recruiting)(?: for)?(?: (?:an?|our|the|multiple|several|talented|experienced|exceptional|skilled|great|strong))* ((?:[\p{L}\d/+#&.-]{1,30} ){0,6}?(?:engineers?|developers?|scientists?|researchers?|designers?|managers?|directors?|architects?|analysts?|administrators?|specialists?|writers?))\b/iu
const NAMED = /\brole\b[^:.]{0,40}: ([^.:]{3,100})/i

/** The role that a sentence names: `We are hiring a Glass Engineer`. */
const sentenceRole = (lines: readonly string[]): string | undefined => {
  const text = lines.slice(0, 30).join('\n').slice(0, 5000)
  return (HIRED.exec(text)?.[1] ?? NAMED.exec(text)?.[1])?.trim()
}

/** What the first line says in parts; of a sentence its subject, and what stands in its brackets. */
const headlineOf = (line: string): Headline => {
  const parts = partsOf(line)
  if (parts.length >= 2) {
    const headline = readHeadline(parts)
    return { ...headline, employer: headline.employer ?? subjectOf(parts[0] ?? '') }
  }
  const brackets = [...line.slice(0, 2000).matchAll(/[([]([^()[\]]{2,100})[)\]]/g)].map(([, inner]) => inner ?? '')
  return { ...readHeadline(['', ...brackets]), title: undefined, salary: undefined, employer: subjectOf(line) }
}

const isAdvert = (lines: readonly string[]): boolean => {
  const [first = ''] = lines
  const text = lines.slice(0, 30).join('\n')
  if (NO_ADVERT.test(text.slice(0, 600))) return false
  return first.includes('|') ? partsOf(first).length >= 2 : HIRES.test(text)
}

const placesOf = (headline: Headline, lines: readonly string[]): { text: string }[] => {
  const stated = headline.places.length > 0 ? undefined : labelled(lines, LOCATION)
  const others = stated === undefined ? [] : placesIn(stated, 'some known')
  return [...headline.places, ...others].map((text) => ({ text }))
}

const homeOf = (line: string): string | undefined => {
  const site = link(/https?:\/\/[^\s|,)]+/.exec(line)?.[0])
  return site !== undefined && new URL(site).pathname === '/' ? site : undefined
}

/** The whole line, where nothing says which role it is. */
const unlinked = (line: string): string =>
  line
    .slice(0, 400)
    .replace(GREETING, '')
    .replaceAll(/\|? ?[([]?https?:\/\/[^\s|()[\]]+[)\]]?/g, '')
    .replaceAll(/ {2,}/g, ' ')
    .replace(/[\s|–—-]+$/, '')
    .slice(0, 200)

const noAdvert: EntryReading = { signal: signal('not-an-advert', 'a comment that advertises nothing was passed over') }

const advert = ({ id, html, at }: Comment, source: Json): EntryReading => {
  const lines = linesOf(html ?? '')
  if (!isAdvert(lines)) return noAdvert
  const [first = ''] = lines
  const headline = headlineOf(first)
  const stated = labelled(lines, LOCATION)
  const mode = headline.workMode ?? (stated === undefined ? undefined : readHeadline(['', stated]).workMode)
  const salary = headline.salary ?? labelled(lines, PAY)
  return readPosting(id, source, {
    title: headline.title ?? labelled(lines, ROLE) ?? listedRoles(lines) ?? sentenceRole(lines) ?? unlinked(first),
    employer: headline.employer,
    employerSite: homeOf(first),
    url: id === undefined ? undefined : `https://news.ycombinator.com/item?id=${id}`,
    places: placesOf(headline, lines),
    workMode: mode,
    remoteFrom: headline.remoteFrom.length === 0 ? undefined : [...headline.remoteFrom],
    employmentTypes: headline.employmentTypes.length === 0 ? undefined : [...headline.employmentTypes],
    salary: salary === undefined ? undefined : { text: salary },
    description: html === undefined ? undefined : { html },
    datePosted: at,
  })
}

/** Nothing for an answer, for what was taken back, and for the thread itself. */
const entryOf = (comment: Comment, entry: Json): EntryReading[] => {
  if (comment.id === undefined) return [malformed('an entry has no id', 'id')]
  if (isGone(entry) || comment.answers !== undefined) return []
  if (comment.html === undefined) return []
  const { id, html, at } = comment
  return [advert(comment, present({ id, text: html, time: at }))]
}

/** The pages of a search: what it counts must be on them. */
const onwards = (page: Page, body: Json, hits: readonly Json[]): Partial<Reading> => {
  const [total, pages, index] = [Number(body['nbHits']), Number(body['nbPages']), Number(body['page'])]
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
