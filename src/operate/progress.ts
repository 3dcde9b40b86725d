/** How far a long verb is. */
export interface Progress {
  /** What it does now, in a word or two. */
  readonly step: string
  readonly done: number
  /** As known now: it may grow. */
  readonly total: number
  /** Where to go on after a stop, for verbs that can: their `after`. */
  readonly after?: number
}
