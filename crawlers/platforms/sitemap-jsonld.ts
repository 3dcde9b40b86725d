import type { Board } from '../../src/domain/board.js'
import type { ListedPosting, Page, PageRequest, Platform, Reading } from '../board.js'
import { notTheFormat } from '../read/json.js'
import { fieldsOfJobPosting, jsonLdScripts, nodesOfType, parseJsonLd, unknownInJobPosting } from '../read/json-ld.js'
import { readPosting, readingOf, signal } from '../read/posting.js'
import { link, plain } from '../read/text.js'
import { childText, readXml } from '../read/xml.js'
import type { Element } from '../read/xml.js'

const ADVERTS = /job|vacanc|career|posting|position|rabota|vakans/i

/** The board's raw id of a page: its path and query exactly as the sitemap writes them, not re-encoded. */
const idOf = (loc: string): string => loc.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/, '') || '/'

const isSitemap = (url: string): boolean => /\.xml(?:\.gz)?$/i.test(new URL(url).pathname)

const sitemapRequest = (url: string): PageRequest => ({ url, kind: 'sitemap' })

const readRobots = (page: Page): Reading => {
  const named = [...page.body.matchAll(/^[ \t]*sitemap[ \t]*:[ \t]*(\S+)/gim)].flatMap(
    (match) => link(match[1], page.url) ?? [],
  )
  const sitemaps = named.length > 0 ? named : [new URL('/sitemap.xml', page.url).href]
  return readingOf([], { next: sitemaps.map(sitemapRequest) })
}

/** Of an index those sitemaps that speak of adverts, when any does. */
const chosen = (locs: readonly string[]): readonly string[] => {
  const adverts = locs.filter((loc) => ADVERTS.test(new URL(loc).pathname))
  return adverts.length > 0 ? adverts : locs
}

/** An address of the sitemap: as it is written, and as it is asked for. */
interface Loc {
  readonly raw: string
  readonly url: string
  readonly mark: string | undefined
}

const locOf = (element: Element, base: string): Loc[] => {
  const raw = childText(element, 'loc')
  if (raw === undefined || !URL.canParse(raw, base)) return []
  const { href: url, protocol } = new URL(raw, base)
  return /^https?:$/.test(protocol) ? [{ raw, url, mark: plain(childText(element, 'lastmod')) }] : []
}

const listed = ({ raw, url, mark }: Loc): ListedPosting => ({
  sourceId: idOf(raw),
  detail: { url, kind: 'detail', detailOf: idOf(raw) },
  ...(mark !== undefined && { mark }),
})

const readSitemap = (page: Page): Reading => {
  const { root, elements, wellFormed } = readXml(page.body, ['sitemap', 'url'])
  if (!wellFormed || (root !== 'urlset' && root !== 'sitemapindex')) throw notTheFormat('a sitemap')
  const locs = elements.flatMap((element) => locOf(element, page.url))
  const lost = elements.length - locs.length
  const signals =
    lost > 0 ? [{ ...signal('malformed-entry', 'an entry of the sitemap has no address', 'loc'), count: lost }] : []
  if (root === 'sitemapindex')
    return readingOf([], { next: chosen(locs.map(({ url }) => url)).map(sitemapRequest), signals })
  const adverts = locs.filter(({ url }) => new URL(url).pathname !== '/')
  return readingOf([], { listed: adverts.map(listed), empty: elements.length === 0, signals })
}

const readDetail = (page: Page, board: Board): Reading => {
  const parsed = jsonLdScripts(page.body).map(parseJsonLd)
  const signals = [
    ...parsed
      .filter((one) => one === undefined)
      .map(() => signal('malformed-entry', 'a JSON-LD block cannot be read', 'ld+json')),
    ...parsed
      .filter((one) => one?.wasRepaired)
      .map(() => signal('repaired-json', 'a JSON-LD block was broken and repaired')),
  ]
  const nodes = parsed.flatMap((one) => nodesOfType(one?.value, 'JobPosting'))
  const [node] = nodes
  if (node === undefined)
    return readingOf([], { signals: [...signals, signal('no-posting', 'the page holds no JobPosting')] })
  if (nodes.length > 1)
    signals.push(signal('several-postings', `the page holds ${nodes.length} JobPostings: the first was taken`))
  signals.push(...unknownInJobPosting(node))
  const fields = fieldsOfJobPosting(node, page.url)
  const sourceId = page.request.detailOf ?? idOf(page.request.url)
  return readingOf([readPosting(sourceId, node, { ...fields, employer: fields.employer ?? board.employer })], {
    signals,
  })
}

/** A site that lists its adverts in sitemaps and marks them up as schema.org JobPosting (JSON-LD). */
const sitemapJsonLd: Platform = {
  id: 'sitemap-jsonld',
  readerVersion: 1,
  list: 'whole',
  accept: 'text/html, application/xhtml+xml, application/xml;q=0.9',
  start: (board) =>
    isSitemap(board.url)
      ? [sitemapRequest(board.url)]
      : [{ url: new URL('/robots.txt', board.url).href, kind: 'robots' }],
  read(page, board) {
    if (page.request.kind === 'robots') return readRobots(page)
    return page.request.kind === 'sitemap' ? readSitemap(page) : readDetail(page, board)
  },
}

export default sitemapJsonLd
