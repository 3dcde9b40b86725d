/** Resident memory of a process at a moment. */
export interface Sample {
  readonly minutes: number
  readonly megabytes: number
}

/** Megabytes a minute by which memory grows: the straight line that fits the samples best. */
export const slopeOf = (samples: readonly Sample[]): number => {
  const mean = (of: (sample: Sample) => number): number =>
    samples.reduce((sum, one) => sum + of(one), 0) / samples.length
  const [minutes, megabytes] = [mean((one) => one.minutes), mean((one) => one.megabytes)]
  const spread = samples.reduce((sum, one) => sum + (one.minutes - minutes) ** 2, 0)
  const common = samples.reduce((sum, one) => sum + (one.minutes - minutes) * (one.megabytes - megabytes), 0)
  return spread === 0 ? 0 : common / spread
}
