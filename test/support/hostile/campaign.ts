import fc from 'fast-check'
import type { Platform } from '../../../crawlers/board.js'
import { normalizePosting } from '../../../pipelines/normalize/posting.js'
import { boardOf, fixturesOf, pageOf } from '../platform-pages.js'
import type { Fixture } from '../platform-pages.js'
import { explained, template } from './conversions.js'
import type { Blessed } from './conversions.js'
import { evidenceOf } from './evidence.js'
import { BOUND_CHARACTERS, Broken, examine } from './examine.js'
import type { Examined, Fault, Normalize } from './examine.js'
import { variantTold, variantsOf } from './variant.js'
import type { Variant } from './variant.js'

/** What became of a platform's variants. */
export interface PlatformReport {
  readonly runs: number
  /** Variants that the reader refused as not its format's. */
  readonly threw: number
  readonly postings: number
  /** Slowest page of at most 250,000 characters, and of more. */
  readonly slowestMs: number
  readonly slowestLongMs: number
  readonly slowestNormalizeMs: number
  /** Characters of the longest page. */
  readonly longest: number
}

export interface Failure {
  readonly platform: string
  readonly fault: Fault
  readonly message: string
  /** How the smallest failing variant came about. */
  readonly variant: string
  readonly page: Variant
}

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Parts of an expected text that may be said by the platform: the text itself, and an address's host and path. */
const blessable = (text: string): string[] =>
  URL.canParse(text) ? [text, new URL(text).host, ...new URL(text).pathname.split('/')] : [text]

/** What the fixtures expect though their pages do not say it: people reviewed it there. */
export const blessedOf = (platform: Platform, fixtures: readonly Fixture[]): Blessed => {
  const blessed = new Set<string>()
  for (const { expected, body } of fixtures) {
    const evidence = evidenceOf(pageOf(expected, body), boardOf(platform, expected))
    for (const text of textsIn([expected.postings, expected.listed]).flatMap(blessable))
      if (explained(text, evidence, new Set()) === undefined) blessed.add(template(text))
  }
  return blessed
}

const round = (ms: number): number => Math.round(ms * 10) / 10

const most = (values: readonly number[]): number => round(values.reduce((a, b) => Math.max(a, b), 0))

const tally = (all: readonly Examined[]): PlatformReport => ({
  runs: all.length,
  threw: all.filter(({ refused }) => refused).length,
  postings: all.reduce((sum, { postings }) => sum + postings, 0),
  slowestMs: most(all.flatMap(({ characters, readMs }) => (characters <= BOUND_CHARACTERS ? [readMs] : []))),
  slowestLongMs: most(all.flatMap(({ characters, readMs }) => (characters > BOUND_CHARACTERS ? [readMs] : []))),
  slowestNormalizeMs: most(all.map(({ normalizeMs }) => normalizeMs)),
  longest: most(all.map(({ characters }) => characters)),
})

export interface CampaignOptions {
  readonly seed: number
  readonly runs: number
  readonly fixtures?: readonly Fixture[]
  readonly normalize?: Normalize
  /** How long a smaller failing page is looked for. */
  readonly shrinkMs?: number
}

export interface Campaign {
  readonly report: PlatformReport
  readonly failure?: Failure
}

/** Feeds a platform's reader with hostile variants of its fixtures, until one breaks a property. */
export const campaign = (platform: Platform, options: CampaignOptions): Campaign => {
  const { seed, runs, fixtures = fixturesOf(platform.id), normalize = normalizePosting, shrinkMs = 10_000 } = options
  const context = { blessed: blessedOf(platform, fixtures), normalize, known: new Set<string>() }
  const examined: Examined[] = []
  let brokenAt: number | undefined
  const property = fc.property(variantsOf(fixtures), ({ fixture: { expected }, body }) => {
    // A slow page is slow to shrink: after a while every smaller one passes, and the smallest so far is told.
    if (brokenAt !== undefined && performance.now() - brokenAt > shrinkMs) return
    try {
      examined.push(examine(platform, pageOf(expected, body), boardOf(platform, expected), context))
    } catch (error) {
      brokenAt ??= performance.now()
      throw error
    }
  })
  const { failed, counterexample, errorInstance } = fc.check(property, { seed, numRuns: runs })
  const report = tally(examined)
  const [page] = counterexample ?? []
  if (!failed || page === undefined) return { report }
  const fault = errorInstance instanceof Broken ? errorInstance.fault : 'crash'
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  return { report, failure: { platform: platform.id, fault, message, variant: variantTold(page), page } }
}
