import { english } from '../../../src/demo/generate/english.js'
import { randomOf } from '../../../src/demo/generate/random.js'
import type { Random } from '../../../src/demo/generate/random.js'
import { russian } from '../../../src/demo/generate/russian.js'
import { composeText, htmlOf } from '../../../src/demo/generate/text.js'
import type { Tongue } from '../../../src/demo/generate/tongue.js'

/** Bytes of a page and of the description in it. */
const PAGE = { min: 31_000, max: 59_000 }
const DESCRIPTION = { min: 2048, max: 4096 }

const size = (text: string): number => Buffer.byteLength(text)

/** Pieces until they weigh so many bytes. */
const weighing = (bytes: number, piece: (n: number) => string): string => {
  const pieces: string[] = []
  for (let n = 0, weight = 0; weight < bytes; n++) {
    const one = piece(n)
    pieces.push(one)
    weight += size(one) + 1
  }
  return pieces.join('\n')
}

interface Advert {
  readonly tongue: Tongue
  readonly role: string
  readonly employer: string
  readonly city: Tongue['cities'][number]
  readonly html: string
  readonly salary: number
}

const descriptionOf = (subject: Parameters<typeof composeText>[0], tongue: Tongue, random: Random): string => {
  let html = ''
  while (size(html) < DESCRIPTION.min) {
    const more = `${html}\n${htmlOf(composeText(subject, tongue, random))}`
    if (size(more) > DESCRIPTION.max) continue
    html = more
  }
  return html.trim()
}

const advertOf = (random: Random): Advert => {
  const tongue = random.pick([russian, english])
  const { employers, roles, focuses, skills, cities, salary } = tongue
  const employer = `${random.pick(employers.first)} ${random.pick(employers.last)}`
  const role = random.pick(roles)
  const subject = { employer, role, focus: random.pick(focuses), skills: random.some(skills, 5) }
  return {
    tongue,
    role,
    employer,
    city: random.pick(cities),
    html: descriptionOf(subject, tongue, random),
    salary: salary.from + salary.step * random.int(0, 9),
  }
}

const jobPosting = ({ tongue, role, employer, city, html, salary }: Advert, url: string): unknown => ({
  '@context': 'https://schema.org/',
  '@type': 'JobPosting',
  title: role,
  url,
  description: html,
  datePosted: '2026-11-20',
  validThrough: '2026-12-31',
  employmentType: 'FULL_TIME',
  hiringOrganization: { '@type': 'Organization', name: employer },
  jobLocation: {
    '@type': 'Place',
    address: {
      '@type': 'PostalAddress',
      addressLocality: city.name,
      ...(city.region !== undefined && { addressRegion: city.region }),
      addressCountry: city.country,
    },
  },
  baseSalary: {
    '@type': 'MonetaryAmount',
    currency: tongue.salary.currency,
    value: { '@type': 'QuantitativeValue', minValue: salary, unitText: tongue.salary.period },
  },
  inLanguage: tongue.language,
})

const style = (random: Random): string =>
  `.c${random.int(100, 999)}-card>.row{display:flex;margin:${random.int(0, 40)}px auto;color:#${random.int(100_000, 999_999)}}`

const script = (random: Random): string =>
  `window.state.push({"id":${random.int(1, 1e9)},"path":"/list/${random.int(1, 999)}","seen":${random.int(0, 1)},"tags":["a${random.int(0, 99)}"]});`

const related = (random: Random, { tongue }: Advert): string =>
  `<article class="card c${random.int(100, 999)}"><a href="/vacancy/${random.int(1, 99_999)}"><h3>${random.pick(tongue.roles)}</h3></a>` +
  `<p class="employer">${random.pick(tongue.employers.first)}</p><span>${random.pick(tongue.cities).name}</span></article>`

const navigation = ({ tongue }: Advert): string =>
  tongue.focuses.map((focus, n) => `<li class="menu"><a href="/topics/${n}" data-n="${n}">${focus}</a></li>`).join('\n')

const layout = (advert: Advert, url: string, parts: { style: string; script: string; related: string }): string => {
  const ld = JSON.stringify(jobPosting(advert, url)).replaceAll('<', String.raw`\u003c`)
  const title = `${advert.role} – ${advert.employer}`
  return `<!doctype html>
<html lang="${advert.tongue.language}"><head><meta charset="utf-8"><title>${title}</title>
<meta name="description" content="${title}"><link rel="canonical" href="${url}">
<style>
${parts.style}
</style>
<script>window.state=[];
${parts.script}
</script>
<script type="application/ld+json">${ld}</script>
</head><body><header><nav><ul>
${navigation(advert)}
</ul></nav></header>
<main><h1>${advert.role}</h1><p class="employer">${advert.employer}</p><section class="text">${advert.html}</section></main>
<aside>
${parts.related}
</aside><footer><p>© 2026</p></footer></body></html>
`
}

/** The n-th advert's page: 30 to 60 KB, Russian or English, the same for the same seed. */
export const advertPage = (seed: number, n: number, url: string): string => {
  const random = randomOf(seed, `page ${n}`)
  const advert = advertOf(random)
  const bare = size(layout(advert, url, { style: '', script: '', related: '' }))
  const left = random.int(PAGE.min, PAGE.max) - bare
  return layout(advert, url, {
    style: weighing(left * 0.25, () => style(random)),
    script: weighing(left * 0.4, () => script(random)),
    related: weighing(left * 0.35, () => related(random, advert)),
  })
}

export const robotsTxt = (origin: string): string =>
  `User-agent: *\nDisallow: /search\nDisallow: /account\nDisallow: /*?sort=\n\nSitemap: ${origin}/sitemap.xml\n`

/** A sitemap of addresses, each with the day (or whatever else) that marks its change. */
export const sitemapXml = (urls: readonly string[], mark: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls
    .map((url) => `<url><loc>${url}</loc><lastmod>${mark}</lastmod></url>`)
    .join('\n')}\n</urlset>\n`
