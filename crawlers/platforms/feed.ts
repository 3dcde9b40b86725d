import type { RawPlace } from '../../src/domain/raw-posting.js'
import type { Platform } from '../board.js'
import { readPosting, readingOf, unknownKeys } from '../read/posting.js'
import type { EntryReading } from '../read/posting.js'
import { addressOf, asJson, namesIn, readFeed } from '../read/rss.js'
import { teamtailorMode, teamtailorPlaces } from '../read/teamtailor.js'
import { plain, present } from '../read/text.js'
import { childText, childTexts } from '../read/xml.js'
import type { Element } from '../read/xml.js'

const KNOWN = new Set([
  ...['title', 'link', 'guid', 'id', 'pubDate', 'published', 'updated', 'dc:date', 'description', 'summary', 'content'],
  ...[
    'content:encoded',
    'category',
    'author',
    'dc:creator',
    'company',
    'employer',
    'location',
    'region',
    'country',
    'city',
  ],
  ...['state', 'type', 'skills', 'expires_at', 'salary', 'tt:locations', 'tt:department', 'remoteStatus'],
  // Ignored: pictures, comments, counters, and the feed's own plumbing.
  ...[
    'media:content',
    'media:thumbnail',
    'enclosure',
    'comments',
    'source',
    'slash:comments',
    'wfw:commentRss',
    'image',
  ],
  ...['georss:point', 'atom:link', 'rights', 'contributor', 'tt:role', 'tt:recruiter'],
])

/** Teamtailor's locations; else the common names of a place. */
const placesOf = (item: Element): RawPlace[] => {
  const structured = teamtailorPlaces(item)
  if (structured.length > 0) return structured
  const parts = [
    ...childTexts(item, 'location'),
    ...childTexts(item, 'city'),
    ...childTexts(item, 'region'),
    ...childTexts(item, 'state'),
  ]
  const country = plain(childText(item, 'country'))
    ?.replaceAll(/\p{Regional_Indicator}/gu, '')
    .trim()
  const text = [...new Set([...parts, ...(country ? [country] : [])])].join(', ')
  return text === '' ? [] : [present({ text, country: country === '' ? undefined : country })]
}

const authorOf = (item: Element): string | undefined => {
  const author = item.children.find(({ name }) => name === 'author')
  // RSS's own author is an e-mail, often with a name in brackets: never an employer.
  const name = author === undefined ? undefined : (childText(author, 'name') ?? author.text)
  return name?.includes('@') ? undefined : plain(name)
}

/** `Company: role`, the form of feeds whose entries name their employer nowhere else. */
const splitTitle = (title: string | undefined, employer: string | undefined, feedHost: string) => {
  if (title === undefined || employer !== undefined || !/(?:^|\.)weworkremotely\.com$/.test(feedHost))
    return { title, employer }
  const at = title.indexOf(': ')
  return at < 1 ? { title, employer } : { title: title.slice(at + 2), employer: title.slice(0, at) }
}

const entry = (item: Element, base: string, boardEmployer: string | undefined): EntryReading => {
  const url = addressOf(item, base)
  const employer = plain(childText(item, 'company', 'employer', 'dc:creator')) ?? authorOf(item) ?? boardEmployer
  const host = url === undefined ? '' : new URL(url).hostname
  const html = childText(item, 'content:encoded', 'content', 'description', 'summary')
  const skills = plain(childText(item, 'skills'))
  const salary = plain(childText(item, 'salary'))
  const employment = plain(childText(item, 'type'))
  const reading = readPosting(plain(childText(item, 'guid', 'id')) ?? url, asJson(item), {
    ...splitTitle(plain(childText(item, 'title')), employer, host),
    url,
    places: placesOf(item),
    workMode: teamtailorMode(item),
    employmentTypes: employment === undefined ? undefined : [employment],
    salary: salary === undefined ? undefined : { text: salary },
    description: html === undefined ? undefined : { html },
    datePosted: plain(childText(item, 'pubDate', 'published', 'dc:date', 'updated')),
    dateUpdated: plain(childText(item, 'updated')),
    validThrough: plain(childText(item, 'expires_at')),
    skills: skills?.split(/\s*,\s*/).map((skill) => skill.replace(/^and /, '')),
    categories: [
      ...childTexts(item, 'category'),
      ...item.children.flatMap(({ name, attributes }) =>
        name === 'category' ? (plain(attributes['term']) ?? []) : [],
      ),
    ],
  })
  return 'posting' in reading ? { ...reading, signals: unknownKeys(namesIn(item), KNOWN) } : reading
}

/** RSS 2.0 and Atom: the newest N postings, so that absence says nothing. */
const feed: Platform = {
  id: 'feed',
  readerVersion: 2,
  list: 'window',
  accept: 'application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8',
  start: (board) => [{ url: board.url, kind: 'list' }],
  read(page, board) {
    const { items, signals } = readFeed(page.body)
    return readingOf(
      items.map((item) => entry(item, page.url, board.employer)),
      { empty: items.length === 0, signals },
    )
  },
}

export default feed
