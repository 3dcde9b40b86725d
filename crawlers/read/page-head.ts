import { Parser } from 'htmlparser2'
import { link, plain } from './text.js'

/** What the head of a page tells of it. */
export interface PageHead {
  readonly title: string | undefined
  readonly description: string | undefined
  readonly siteName: string | undefined
  readonly language: string | undefined
  readonly canonical: string | undefined
  /** The page asks for a password. */
  readonly asksPassword: boolean
}

/** Names of meta tags; the first that is there counts. */
const TITLES = ['og:title', 'twitter:title']
const DESCRIPTIONS = ['og:description', 'description', 'twitter:description']
const SITES = ['og:site_name']

/** Nothing of the head stands further down. */
const MOST_LETTERS = 500_000

/** Takes what it wants from a parser's events. */
const collector = () => {
  const metas = new Map<string, string>()
  const seen = { title: '', language: '', canonical: '', asksPassword: false, inTitle: false }
  const open = (name: string, attributes: Readonly<Record<string, string>>): void => {
    if (name === 'title') seen.inTitle = seen.title === ''
    if (name === 'html') seen.language = attributes['lang'] ?? ''
    if (name === 'input' && attributes['type']?.toLowerCase() === 'password') seen.asksPassword = true
    if (name === 'link' && attributes['rel'] === 'canonical') seen.canonical = attributes['href'] ?? ''
    const key = (attributes['property'] ?? attributes['name'] ?? '').toLowerCase()
    if (name === 'meta' && key !== '' && !metas.has(key)) metas.set(key, attributes['content'] ?? '')
  }
  const close = (name: string): void => {
    if (name === 'title') seen.inTitle = false
  }
  const text = (words: string): void => {
    if (seen.inTitle) seen.title += words
  }
  return { metas, seen, open, close, text }
}

/** Reads the head of an HTML page. */
export const readPageHead = (html: string, url: string): PageHead => {
  const { metas, seen, open, close, text } = collector()
  const parser = new Parser({ onopentag: open, onclosetag: close, ontext: text })
  parser.end(html.slice(0, MOST_LETTERS))
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => plain(metas.get(name))).find((value) => value !== undefined)
  return {
    title: first(TITLES) ?? plain(seen.title),
    description: first(DESCRIPTIONS),
    siteName: first(SITES),
    language: /^[a-z]{2}/i.exec(seen.language)?.[0].toLowerCase(),
    canonical: link(seen.canonical, url),
    asksPassword: seen.asksPassword,
  }
}
