import type { Board } from '../../src/domain/board.js'
import type { RawPlace } from '../../src/domain/raw-posting.js'
import type { NamedPosting, Page, PageRequest, Platform, Reading } from '../board.js'
import { fieldsOfJobPosting, unknownInJobPosting } from '../read/json-ld.js'
import { jsonList, jsonObject, notTheFormat } from '../read/json.js'
import { malformed, readPosting, readingOf, signal, unknownKeys } from '../read/posting.js'
import type { EntryReading } from '../read/posting.js'
import { addressOf, asJson, namesIn, readFeed } from '../read/rss.js'
import { teamtailorMode, teamtailorPlaces, unknownMode } from '../read/teamtailor.js'
import { link, objectOf, plain, present, verbatim } from '../read/text.js'
import { childText, childTexts } from '../read/xml.js'
import type { Element } from '../read/xml.js'

const PAGE = 100
/** No employer has so many: a site that gives its first page again whatever the offset would be read forever. */
const MOST = 20_000

const KNOWN_RSS = new Set([
  ...['title', 'link', 'guid', 'pubDate', 'description', 'remoteStatus', 'tt:locations', 'tt:department', 'tt:role'],
  ...['tt:division', 'tt:recruiter'],
])
const KNOWN_FEED = new Set([
  ...['version', 'title', 'home_page_url', 'feed_url', 'next_url', 'items'],
  // Ignored: about the feed.
  ...['description', 'icon', 'favicon', 'language', 'authors', 'expired'],
])
const KNOWN_JSON = new Set([
  ...['id', 'title', 'url', 'date_published', 'date_modified', 'content_html', 'language', '_jobposting'],
  // Ignored: pictures, what the text itself tells, and who wrote it (never kept).
  ...['image', 'banner_image', 'summary', 'content_text', 'attachments', 'authors', 'author', 'external_url', 'tags'],
])

const pageAt = (site: string, offset: number): PageRequest => {
  const url = new URL(site)
  url.pathname = `${url.pathname.replace(/\/$/, '').replace(/\/jobs(?:\.rss|\.json)?$/, '')}/jobs.rss`
  url.search = new URLSearchParams({ offset: String(offset), per_page: String(PAGE) }).toString()
  url.hash = ''
  return { url: url.href, kind: 'list' }
}

const fromRss = (item: Element, base: string, employer: string | undefined): EntryReading => {
  const url = addressOf(item, base)
  const html = childText(item, 'description')
  const reading = readPosting(plain(childText(item, 'guid')) ?? url, asJson(item), {
    title: plain(childText(item, 'title')),
    employer,
    url,
    places: teamtailorPlaces(item),
    workMode: teamtailorMode(item),
    description: html === undefined ? undefined : { html },
    datePosted: plain(childText(item, 'pubDate')),
    categories: ['tt:department', 'tt:division', 'tt:role'].flatMap((name) => childTexts(item, name)),
  })
  const signals = [...unknownKeys(namesIn(item), KNOWN_RSS), ...unknownMode(item)]
  return 'posting' in reading ? { ...reading, signals } : reading
}

/** Without the "region": it is the employer's own grouping of its offices ("Europe"). */
const ungrouped = ({ text, locality, country, lat, lon }: RawPlace): RawPlace =>
  locality === undefined
    ? { text }
    : present({ text: [locality, country].filter(Boolean).join(', '), locality, country, lat, lon })

const withoutAuthors = (item: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(item).filter(([key]) => key !== 'author' && key !== 'authors'))

const fromJson = (value: unknown, base: string, employer: string | undefined): EntryReading => {
  const item = objectOf(value)
  const advert = objectOf(item?.['_jobposting'])
  if (item === undefined || advert === undefined) return malformed('an entry has no JobPosting', '_jobposting')
  const url = link(item['url'], base)
  const fields = fieldsOfJobPosting(advert, url ?? '')
  const html = verbatim(item['content_html'])
  const reading = readPosting(plain(item['id']) ?? url, withoutAuthors(item), {
    ...fields,
    title: plain(item['title']) ?? fields.title,
    employer: fields.employer ?? employer,
    url,
    // The vendor's own number of the advert.
    requisition: undefined,
    places: fields.places?.map(ungrouped),
    description: fields.description ?? (html === undefined ? undefined : { html }),
    datePosted: fields.datePosted ?? plain(item['date_published']),
    dateUpdated: fields.dateUpdated ?? plain(item['date_modified']),
    language: fields.language ?? plain(item['language']),
  })
  const signals = [...unknownKeys(item, KNOWN_JSON), ...unknownInJobPosting(advert)]
  return 'posting' in reading ? { ...reading, signals } : reading
}

const readJson = (page: Page, board: Board): Reading => {
  const feed = jsonObject(page.body, 'a feed of Teamtailor')
  const items = jsonList(feed['items'], 'a feed of Teamtailor')
  const next = link(feed['next_url'], page.url)
  const employer = plain(feed['title']) ?? board.employer
  return readingOf(
    items.map((item) => fromJson(item, page.url, employer)),
    {
      empty: items.length === 0,
      next: next === undefined ? [] : [{ url: next, kind: 'list' }],
      signals: unknownKeys(feed, KNOWN_FEED),
    },
  )
}

/** The next page begins where this one ended, however many it held; an empty one is the last. */
const onwards = (page: Page, board: Board, count: number): Partial<Reading> => {
  const offset = Number(new URL(page.request.url).searchParams.get('offset') ?? 0) + count
  if (!Number.isSafeInteger(offset)) throw notTheFormat('a page of the feed that was asked for')
  if (count === 0) return {}
  return offset < MOST
    ? { next: [pageAt(board.url, offset)] }
    : { signals: [signal('list-capped', `${MOST} entries and no end: the site may give one page again and again`)] }
}

const readRss = (page: Page, board: Board): Reading => {
  const { channel, items, signals } = readFeed(page.body)
  const employer = plain(channel && childText(channel, 'title')) ?? board.employer
  const onward = onwards(page, board, items.length)
  return readingOf(
    items.map((item) => fromRss(item, page.url, employer)),
    { ...onward, empty: items.length === 0, signals: [...signals, ...(onward.signals ?? [])] },
  )
}

/** The feed tells no number: of the adverts on its first page it is the one with this page. */
const named = ({ origin, hostname, pathname }: URL): NamedPosting | undefined =>
  hostname.endsWith('.teamtailor.com') && /^\/jobs\/\d+(?:-[^/]+)?\/?$/.test(pathname)
    ? { page: pageAt(origin, 0), board: origin }
    : undefined

/**
 * Career sites of Teamtailor, on its own hosts and on the employers': the RSS feed pages through all postings with their
 * texts. It is asked for, since the JSON feed beside it does not say the work mode; both are read.
 */
const teamtailor: Platform = {
  id: 'teamtailor',
  readerVersion: 1,
  list: 'whole',
  domain: 'teamtailor.com',
  accept: 'application/rss+xml, application/xml;q=0.9, text/xml;q=0.8',
  start: (board) => [pageAt(board.url, 0)],
  named,
  read: (page, board) => (/^\s*\{/.test(page.body) ? readJson(page, board) : readRss(page, board)),
}

export default teamtailor
