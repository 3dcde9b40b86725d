import { contentOf, placesOf, saidPostedAt, validThrough } from '../content.js'
import type { DemoPosting } from '../truth.js'
import { answer, employerOn, escapeXml } from './sight.js'
import type { Answer, Sight } from './sight.js'

/** schema.org's JobPosting of a posting. */
const jobPosting = (posting: DemoPosting, sight: Sight): unknown => {
  const { title, skills, sourceId, tongue } = posting
  const { html, salary, currency, period, isPartTime } = contentOf(posting, sight.round)
  return {
    '@context': 'https://schema.org/',
    '@type': 'JobPosting',
    title,
    description: html,
    datePosted: saidPostedAt(posting, sight),
    validThrough: validThrough(posting, sight),
    employmentType: isPartTime ? 'PART_TIME' : 'FULL_TIME',
    hiringOrganization: { '@type': 'Organization', name: employerOn(sight.plan, posting) },
    jobLocation: placesOf(posting).map(({ name, region, country }) => ({
      '@type': 'Place',
      address: {
        '@type': 'PostalAddress',
        addressLocality: name,
        ...(region !== undefined && { addressRegion: region }),
        addressCountry: country,
      },
    })),
    ...(salary && {
      baseSalary: {
        '@type': 'MonetaryAmount',
        currency,
        value: {
          '@type': 'QuantitativeValue',
          minValue: salary.min,
          maxValue: salary.max,
          unitText: period,
        },
      },
    }),
    skills: skills.join(', '),
    inLanguage: tongue.language,
    url: `${sight.origin}${sourceId}`,
  }
}

/** Style sheet and links that surround an advert on a real site, some 8 KB of them. */
const dressing = ({ plan }: Sight): { head: string; foot: string } => ({
  head: Array.from({ length: 90 }, (_, at) => `.${plan.id}-c${at}{margin:${at}px;color:#${at}${at}${at}}`).join('\n'),
  foot: plan.tongue.focuses
    .map((focus, at) => `<li><a class="${plan.id}-c${at}" href="/topics/${at}">${escapeXml(focus)}</a></li>`)
    .join('\n'),
})

/** A posting's own page: HTML with JSON-LD. */
export const page = (posting: DemoPosting, sight: Sight): Answer => {
  const { head, foot } = dressing(sight)
  const ld = JSON.stringify(jobPosting(posting, sight)).replaceAll('<', String.raw`\u003c`)
  const { html } = contentOf(posting, sight.round)
  const body = [
    `<!doctype html><html lang="${posting.tongue.language}"><head><meta charset="utf-8">`,
    `<title>${escapeXml(posting.title)} | ${escapeXml(sight.plan.name)}</title><style>${head}</style>`,
    `<script type="application/ld+json">${ld}</script></head>`,
    `<body><main><h1>${escapeXml(posting.title)}</h1><p>${escapeXml(posting.employer)}</p>${html}</main>`,
    `<footer><ul>${foot}</ul></footer></body></html>`,
  ].join('\n')
  return answer('text/html; charset=utf-8', body)
}
