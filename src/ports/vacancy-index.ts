import type { EmploymentType, Seniority, WorkMode } from '../domain/common.js'
import type { LiveVacancy, Vacancy } from '../domain/vacancy.js'

/** Place of a vacancy's record in `vacancies.v1`. */
export interface Seq {
  readonly partition: number
  readonly offset: number
}

/** One place of an offer, as a facet shows it. */
export interface PlaceName {
  /** `country:RU`, `region:RU.48`, `city:524901` */
  readonly id: string
  readonly en: string
  readonly ru: string
}

/** One offer, flattened for matching: filters on several fields must hold inside one offer. */
export interface OfferFields {
  readonly placeIds: readonly string[]
  readonly points: readonly { readonly lat: number; readonly lon: number }[]
  readonly workMode: WorkMode
  readonly remoteCountries: readonly string[]
  readonly employmentTypes: readonly EmploymentType[]
  /** Per year in the base currency; absent = not stated. */
  readonly annualMin?: number
  readonly annualMax?: number
}

/** What the index holds of a vacancy. `search` is absent for merged and removed ones: found by id only. */
export interface VacancyDocument {
  readonly vacancy: Vacancy
  readonly search?: {
    readonly state: 'open' | 'unverified' | 'closed'
    readonly title: string
    readonly employerName: string
    readonly employerKey: string
    readonly skills: readonly string[]
    readonly text: string
    readonly places: readonly PlaceName[]
    readonly offers: readonly OfferFields[]
    readonly seniority: Seniority
    readonly language: string
    readonly boards: readonly string[]
    readonly experienceMin?: number
    /** Epoch milliseconds. */
    readonly firstSeenAt: number
    readonly datePosted?: number
    readonly descriptionStatus: 'full' | 'snippet' | 'none'
    /** Its postings' pages and pages to apply at, by `pageKey`. */
    readonly pages: readonly string[]
  }
}

/** A write. It wins only when `version` is not below the stored one (`external_gte`). `document: null` purges. */
export interface IndexWrite {
  readonly id: string
  /** `epoch·2⁴⁰ + offset`. */
  readonly version: number
  readonly seq: Seq
  readonly document: VacancyDocument | null
}

/** What became of one write, in the order given. */
export type IndexWriteResult =
  | { readonly result: 'applied' }
  /** A newer version is there already: rightly ignored. */
  | { readonly result: 'stale' }
  /** This document can never be indexed: dead letters. */
  | { readonly result: 'rejected'; readonly code: string; readonly message: string }

/** Every facet, in the order in which people see them. */
export const FACETS = [
  'place',
  'workMode',
  'remoteFrom',
  'employmentType',
  'seniority',
  'skill',
  'employer',
  'language',
  'board',
] as const
export type FacetName = (typeof FACETS)[number]

export interface TextQuery {
  /** The words to find; all should match, near misses rank lower (`AND` first, see capabilities). */
  readonly words: readonly string[]
  readonly phrases: readonly string[]
  readonly excluded: readonly string[]
}

/** Parsed search; made by `src/search` alone. Values inside one filter are alternatives; filters are all required. */
export interface VacancyQuery {
  readonly text: TextQuery
  readonly filters: {
    readonly place?: readonly string[]
    readonly workMode?: readonly WorkMode[]
    /** ISO countries or macro-regions; offers whose from-where is unknown match only with `includeUnstated`. */
    readonly remoteFrom?: readonly string[]
    readonly employmentType?: readonly EmploymentType[]
    readonly seniority?: readonly Seniority[]
    readonly skill?: readonly string[]
    readonly employer?: readonly string[]
    readonly language?: readonly string[]
    readonly board?: readonly string[]
    /** Per year, base currency: the offer's maximum (or minimum) reaches it. */
    readonly salaryMin?: number
    /** Offers without a salary (or from-where) match too. */
    readonly includeUnstated: boolean
    /** Years of experience at most. */
    readonly experienceMax?: number
    /** Epoch milliseconds. */
    readonly firstSeenSince?: number
    readonly near?: { readonly lat: number; readonly lon: number; readonly km: number }
  }
  readonly sort: 'relevance' | 'date' | 'salary' | 'distance'
  readonly facets: readonly FacetName[]
  /** Values a facet at most. */
  readonly facetSize: number
  readonly size: number
  /** From the page before; a foreign or old one throws `bad-request` with code `cursor-invalid`. */
  readonly cursor?: string
  /** Epoch milliseconds, for freshness. */
  readonly now: number
}

export interface FacetValue {
  readonly value: string
  /** For places: names in both languages; for employers: the shown name. */
  readonly label?: { readonly en: string; readonly ru: string }
  readonly count: number
}

export interface Hit {
  readonly vacancy: LiveVacancy
  readonly score: number
  /** Fragments with `<mark>` round matches, everything else HTML-escaped. */
  readonly highlights: { readonly title?: string; readonly text?: string }
  /** Kilometres, with `near`. */
  readonly distanceKm?: number
}

export interface SearchResult {
  readonly total: { readonly value: number; readonly relation: 'exact' | 'at-least' }
  readonly hits: readonly Hit[]
  /** Disjunctive: each facet is counted with every filter but its own. */
  readonly facets: Readonly<Partial<Record<FacetName, readonly FacetValue[]>>>
  /** Absent on the last page. */
  readonly cursor?: string
}

export interface IndexCapabilities {
  readonly morphology: readonly string[]
  readonly phrases: boolean
  readonly exclusions: boolean
  readonly synonyms: boolean
  readonly prefixCompletion: boolean
  readonly highlights: boolean
  readonly radius: boolean
  readonly typoRepair: boolean
}

/** What a document stands for, without its text. */
export interface IndexEntry {
  readonly id: string
  readonly version: number
  readonly seq: Seq
  /** Of the vacancy it was made of. */
  readonly kind: Vacancy['kind']
}

export interface VacancyIndex {
  readonly capabilities: IndexCapabilities
  /** Durable when it resolves; visible to `search` after `refresh` or about a second. Errors as the log's. */
  write(writes: readonly IndexWrite[]): Promise<readonly IndexWriteResult[]>
  /** Resolves when all writes resolved before are visible to search. */
  refresh(): Promise<void>
  get(
    id: string,
  ): Promise<{ readonly document: VacancyDocument; readonly seq: Seq; readonly version: number } | undefined>
  search(query: VacancyQuery): Promise<SearchResult>
  /** Id of a vacancy, closed ones too, that has a posting at this page (`pageKey`); undefined when none has. */
  at(page: string): Promise<string | undefined>
  /** Completions of a prefix over titles, employers, skills and places of open vacancies, most frequent first. */
  complete(
    prefix: string,
    size: number,
  ): Promise<readonly { text: string; kind: 'title' | 'employer' | 'skill' | 'place'; count: number }[]>
  /** Every document, merged and removed ones too, in order of id: for comparing the index with its topic. Batches of up to `size` (default 1,000). */
  scan(options?: { readonly after?: string; readonly size?: number }): AsyncIterable<readonly IndexEntry[]>
  count(): Promise<{ open: number; unverified: number; closed: number }>
  close(): Promise<void>
}
