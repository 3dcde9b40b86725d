import type { Difference, Kind } from './differences.js'

/** What one look at two keepers of the same truth brought. */
export interface Look<D extends Difference = Difference> {
  /** Things that were compared. */
  readonly compared: number
  readonly differences: readonly D[]
}

/** How many differences of each kind were repaired. */
export type Repair = Partial<Record<Kind, number>>

const nameOf = ({ kind, id, detail }: Difference): string => `${kind} ${id} ${detail}`

/** What both looks saw in the same words: work under way looks different a moment later. */
export const confirmed = <D extends Difference>(first: readonly D[], second: readonly D[]): D[] => {
  const seen = new Set(first.map(nameOf))
  return second.filter((difference) => seen.has(nameOf(difference)))
}
