import type { BoardPlan } from '../boards.js'
import type { Advert, Draft } from './draft.js'
import type { Random } from './random.js'

/** What the steps of making a world share. */
export interface Making {
  readonly draft: Draft
  readonly random: Random
  readonly scaled: (count: number) => number
  readonly plan: (id: string) => BoardPlan
  /** Openings that nothing happens to: others may copy them. */
  readonly calm: { readonly opening: string; readonly advert: Advert; readonly plan: BoardPlan }[]
}

export const times = (count: number, act: (at: number) => void): void => {
  for (let at = 0; at < count; at++) act(at)
}
