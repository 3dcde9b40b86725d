import type { estypes } from '@elastic/elasticsearch'
import type { LiveVacancy } from '../../domain/vacancy.js'
import type { Hit, VacancyQuery } from '../../ports/vacancy-index.js'
import type { IndexBody } from './index-body.js'

export type FoundHit = estypes.SearchHit<Pick<IndexBody, 'vacancy'>>

/** The server escapes more than HTML asks for; a text's own `&` is escaped, so that only its escapes are found here. */
const readable = (html: string): string => html.replaceAll('&#x2F;', '/').replaceAll('&#x27;', "'")

const plain = (html: string): string =>
  html
    .replaceAll(/<\/?mark>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

/** A fragment with dots where the text goes on. */
const dotted = (html: string, text: string): string => {
  const shown = plain(html).trim()
  return `${text.trimStart().startsWith(shown) ? '' : '… '}${html}${text.trimEnd().endsWith(shown) ? '' : ' …'}`
}

const highlightsOf = ({ highlight = {} }: FoundHit, { description }: LiveVacancy): Hit['highlights'] => {
  const title = highlight['search.title']?.[0]
  const text = highlight['search.text']?.[0]
  return {
    ...(title !== undefined && { title: readable(title) }),
    ...(text !== undefined && { text: dotted(readable(text), description.text) }),
  }
}

/** Kilometres, to a tenth; the distance is the first sort value or the last one. */
const distanceOf = (sort: readonly unknown[], { sort: by, filters }: VacancyQuery): number | undefined => {
  if (filters.near === undefined) return undefined
  const km = Number(by === 'distance' ? sort[0] : sort[2])
  return Number.isFinite(km) ? Math.round(km * 10) / 10 : undefined
}

/** A hit as the port tells it. */
export const toHit = (found: FoundHit, query: VacancyQuery): Hit => {
  const vacancy = found._source?.vacancy as LiveVacancy
  const sort = found.sort ?? []
  const distanceKm = distanceOf(sort, query)
  const key = Number(sort[0])
  return {
    vacancy,
    score: query.sort === 'distance' && distanceKm !== undefined ? -key : key,
    highlights: highlightsOf(found, vacancy),
    ...(distanceKm !== undefined && { distanceKm }),
  }
}
