import type { SearchResult, VacancyIndex, VacancyQuery } from '../../src/ports/vacancy-index.js'

export interface OpenIndexForTest {
  readonly index: VacancyIndex
  close(): Promise<void>
}

export type Loose = Partial<Omit<VacancyQuery, 'text' | 'filters'>> & {
  text?: Partial<VacancyQuery['text']>
  filters?: Partial<VacancyQuery['filters']>
}

export const NOW = Date.parse('2026-11-24T00:00:00Z')
export const DAY = 86_400_000

export const query = ({ text, filters, ...rest }: Loose = {}): VacancyQuery => ({
  text: { words: [], phrases: [], excluded: [], ...text },
  filters: { includeUnstated: true, ...filters },
  sort: 'relevance',
  facets: [],
  facetSize: 20,
  size: 50,
  now: NOW,
  ...rest,
})

export const ids = ({ hits }: SearchResult): string[] => hits.map(({ vacancy }) => vacancy.id).sort()
export const inOrder = ({ hits }: SearchResult): string[] => hits.map(({ vacancy }) => vacancy.id)
