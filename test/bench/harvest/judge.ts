import { z } from 'zod'
import type { Report } from './contestant.js'

/** Figures of one contestant: medians over the rounds. */
export interface Figures {
  readonly pagesPerSecond: number
  readonly pagesPerCpuSecond: number
  readonly peakMegabytes: number
  readonly loadCpuSeconds: number
}

/** What `board-runs.ts` tells: by how much so many board runs grew the heap of one process. */
export const HeapGrowth = z.object({ runs: z.int(), heapGrowthMegabytes: z.number() })
export type HeapGrowth = z.infer<typeof HeapGrowth>

/** Ours is to be at least so many times a peer, in pages a second and in pages a CPU second. */
const LEAST_RATIO: Readonly<Record<string, number>> = { colly: 1, scrapy: 4, crawlee: 10 }
const MOST_PEAK_MEGABYTES = 300
const MOST_HEAP_GROWTH_MEGABYTES = 10

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const [low = 0, high = low] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return (low + high) / 2
}

const rounded = (number: number): number => Math.round(number * 100) / 100

export const figuresOf = (reports: readonly Report[]): Figures => {
  const of = (figure: (report: Report) => number): number => rounded(median(reports.map(figure)))
  return {
    pagesPerSecond: of(({ postings, seconds }) => postings / seconds),
    pagesPerCpuSecond: of(({ postings, cpuSeconds }) => postings / cpuSeconds),
    peakMegabytes: of(({ peakMegabytes }) => peakMegabytes),
    loadCpuSeconds: of(({ loadCpuSeconds }) => loadCpuSeconds),
  }
}

export type Ratios = Readonly<Record<string, Pick<Figures, 'pagesPerSecond' | 'pagesPerCpuSecond'>>>

/** Ours divided by each peer's. */
export const ratiosOf = ({ ours, ...peers }: Readonly<Record<string, Figures>>): Ratios =>
  Object.fromEntries(
    Object.entries(peers).map(([name, peer]) => [
      name,
      {
        pagesPerSecond: rounded((ours?.pagesPerSecond ?? 0) / peer.pagesPerSecond),
        pagesPerCpuSecond: rounded((ours?.pagesPerCpuSecond ?? 0) / peer.pagesPerCpuSecond),
      },
    ]),
  )

const missedRatios = (ratios: Ratios): string[] =>
  Object.entries(LEAST_RATIO).flatMap(([name, least]) =>
    (['pagesPerSecond', 'pagesPerCpuSecond'] as const).flatMap((figure) => {
      const ratio = ratios[name]?.[figure]
      return ratio === undefined || ratio >= least
        ? []
        : [`${figure}: ${ratio} × ${name}'s, at least ${least} × is asked`]
    }),
  )

/** Bounds that do not hold, in words; peers that did not take part are not judged. */
export const missedBounds = (
  { ours }: Readonly<Record<string, Figures>>,
  ratios: Ratios,
  growth: HeapGrowth,
): string[] => [
  ...missedRatios(ratios),
  ...(ours && ours.peakMegabytes > MOST_PEAK_MEGABYTES
    ? [`peakMegabytes: ${ours.peakMegabytes}, at most ${MOST_PEAK_MEGABYTES} are allowed`]
    : []),
  ...(growth.heapGrowthMegabytes >= MOST_HEAP_GROWTH_MEGABYTES
    ? [`heapGrowthMegabytes: ${growth.heapGrowthMegabytes}, less than ${MOST_HEAP_GROWTH_MEGABYTES} is asked`]
    : []),
]
