import { changedAt, contentOf, postedAt } from '../content.js'
import type { DemoPosting } from '../truth.js'
import { escapeXml, pagePath, xml } from './sight.js'
import type { Answer, Sight } from './sight.js'

const salaryText = (posting: DemoPosting, round: number): string => {
  const { salary, currency, period } = contentOf(posting, round)
  if (salary === undefined) return ''
  const taxes = salary.gross === undefined ? '' : salary.gross ? ' before tax' : ' after tax'
  return `${salary.min} – ${salary.max} ${currency} / ${period.toLowerCase()}${taxes}`
}

const rssItem = (posting: DemoPosting, sight: Sight): string => {
  const salary = salaryText(posting, sight.round)
  const item = [
    `<item><title>${escapeXml(posting.title)}</title><link>${sight.origin}${pagePath(posting)}</link>`,
    `<guid isPermaLink="false">${posting.sourceId}</guid>`,
    `<pubDate>${new Date(postedAt(posting, sight)).toUTCString()}</pubDate>`,
    `<company>${escapeXml(posting.employer)}</company>`,
    `<location>${escapeXml(`${posting.city.name}, ${posting.city.countryName}`)}</location>`,
    salary === '' ? '' : `<salary>${escapeXml(salary)}</salary>`,
    `<skills>${escapeXml(posting.skills.join(', '))}</skills>`,
    `<description>${escapeXml(contentOf(posting, sight.round).html)}</description></item>`,
  ].join('\n')
  return sight.beforeMalformed.has(posting) ? `${item}\n<item><title>An entry without an address</title></item>` : item
}

export const rss = (sight: Sight): Answer =>
  xml(
    `<rss version="2.0"><channel><title>${sight.plan.name}</title><link>${sight.origin}/</link>${[...sight.listed]
      .reverse()
      .map((posting) => rssItem(posting, sight))
      .join('\n')}</channel></rss>`,
  )

const atomEntry = (posting: DemoPosting, sight: Sight): string =>
  [
    `<entry><id>${posting.sourceId}</id><title>${escapeXml(posting.title)}</title>`,
    `<link rel="alternate" href="${sight.origin}${pagePath(posting)}"/>`,
    `<published>${postedAt(posting, sight)}</published><updated>${changedAt(posting, sight)}</updated>`,
    `<author><name>${escapeXml(posting.employer)}</name></author><location>${escapeXml(posting.city.name)}</location>`,
    `<content type="html">${escapeXml(contentOf(posting, sight.round).html)}</content></entry>`,
  ].join('\n')

export const atom = (sight: Sight): Answer =>
  xml(
    `<feed xmlns="http://www.w3.org/2005/Atom"><title>${sight.plan.name}</title><id>${sight.origin}/</id>${[
      ...sight.listed,
    ]
      .reverse()
      .map((posting) => atomEntry(posting, sight))
      .join('\n')}</feed>`,
  )
