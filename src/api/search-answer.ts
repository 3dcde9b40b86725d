import { z } from 'zod'
import type { IndexCapabilities } from '../ports/vacancy-index.js'
import type { ParsedSearch } from '../search/parse-search.js'
import type { ApiDeps } from './deps.js'
import type { RunsView } from './runs-view.js'
import { VacancySummary, toSummary } from './vacancy-answer.js'

const Capabilities = z
  .object({
    morphology: z.array(z.string()),
    phrases: z.boolean(),
    exclusions: z.boolean(),
    synonyms: z.boolean(),
    prefixCompletion: z.boolean(),
    highlights: z.boolean(),
    radius: z.boolean(),
    typoRepair: z.boolean(),
  })
  .meta({ id: 'Capabilities' })

const FacetAnswer = z
  .array(
    z.object({
      value: z.string(),
      label: z.object({ en: z.string(), ru: z.string() }).optional(),
      count: z.int().nonnegative(),
    }),
  )
  .meta({ id: 'Facet' })

const HitAnswer = z
  .object({
    vacancy: VacancySummary,
    score: z.number(),
    highlights: z
      .object({ title: z.string().optional(), text: z.string().optional() })
      .describe('fragments with <mark> round matches, all else HTML-escaped'),
    distanceKm: z.number().optional(),
  })
  .meta({ id: 'Hit' })

export const SearchAnswer = z
  .object({
    total: z.object({ value: z.int().nonnegative(), relation: z.enum(['exact', 'at-least']) }),
    hits: z.array(HitAnswer),
    facets: z.record(z.string(), FacetAnswer).describe('each counted with every filter but its own'),
    cursor: z.string().optional().describe('of the next page; absent on the last'),
    interpreted: z.object({
      words: z.array(z.string()),
      phrases: z.array(z.string()),
      excluded: z.array(z.string()),
      filters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
      sort: z.enum(['relevance', 'date', 'salary', 'distance']),
      size: z.int(),
    }),
    ignored: z.array(z.object({ name: z.string(), suggestion: z.string().optional() })),
    capabilities: Capabilities,
    baseCurrency: z.string().length(3).describe('of salaryMin and of annual salaries'),
  })
  .meta({ id: 'SearchAnswer' })
export type SearchAnswer = z.infer<typeof SearchAnswer>

const capabilitiesOf = ({ morphology, ...rest }: IndexCapabilities) => ({ ...rest, morphology: [...morphology] })

/** Asks the index and shows what it says. */
export const searchVacancies = async (
  { index, baseCurrency }: ApiDeps,
  runs: RunsView,
  { query, interpreted, ignored }: ParsedSearch,
): Promise<SearchAnswer> => {
  const [{ total, hits, facets, cursor }] = await Promise.all([index.search(query), runs.refresh()])
  return {
    total,
    hits: hits.map(({ vacancy, ...hit }) => ({ ...hit, vacancy: toSummary(vacancy, runs) })),
    facets: Object.fromEntries(Object.entries(facets).map(([name, values]) => [name, [...values]])),
    ...(cursor !== undefined && { cursor }),
    interpreted: interpreted as SearchAnswer['interpreted'],
    ignored: [...ignored],
    capabilities: capabilitiesOf(index.capabilities),
    baseCurrency,
  }
}
