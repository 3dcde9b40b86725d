import { changedAt } from '../content.js'
import type { DemoPosting } from '../truth.js'
import { ledAway, xml } from './sight.js'
import type { Answer, Sight } from './sight.js'

const NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

const entry = (posting: DemoPosting, sight: Sight): string => {
  const url = `<url><loc>${sight.origin}${posting.sourceId}</loc><lastmod>${changedAt(posting, sight)}</lastmod></url>`
  return sight.beforeMalformed.has(posting) ? `${url}\n<url><priority>0.5</priority></url>` : url
}

const urlset = (entries: readonly string[]): string => `<urlset ${NAMESPACE}>\n${entries.join('\n')}\n</urlset>`

const index = ({ origin }: Sight): string =>
  `<sitemapindex ${NAMESPACE}>${['jobs-1', 'jobs-2', 'pages']
    .map((name) => `<sitemap><loc>${origin}/sitemap-${name}.xml</loc></sitemap>`)
    .join('')}</sitemapindex>`

const part = (sight: Sight, number: 1 | 2): Answer => {
  const { listed, fault } = sight
  const half = Math.ceil(listed.length / 2)
  const whole = urlset((number === 1 ? listed.slice(0, half) : listed.slice(half)).map((one) => entry(one, sight)))
  const isCut = fault === 'truncated' && number === 2
  return xml(isCut ? whole.slice(0, Math.floor(whole.length * 0.7)) : whole)
}

/** Sitemaps of a site: an index, two parts with adverts, and one with other pages. */
export const site = (path: string, sight: Sight): Answer | undefined => {
  if (sight.fault === 'led-away' && path.endsWith('.xml')) return ledAway(sight)
  if (path === '/sitemap.xml') return xml(index(sight))
  if (path === '/sitemap-jobs-1.xml') return part(sight, 1)
  if (path === '/sitemap-jobs-2.xml') return part(sight, 2)
  return path === '/sitemap-pages.xml' ? xml(urlset([`<url><loc>${sight.origin}/about</loc></url>`])) : undefined
}
