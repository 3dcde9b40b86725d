export type Labels = Readonly<Record<string, string>>

export interface MetricDefinition {
  readonly name: string
  readonly help: string
  readonly labels?: readonly string[]
  /** Histograms only: upper bounds. */
  readonly buckets?: readonly number[]
}

/** What code may say of itself; the edge keeps and exposes it. Asking for a name twice gives the same metric. */
export interface Metrics {
  counter(definition: MetricDefinition): { inc(labels?: Labels, by?: number): void }
  gauge(definition: MetricDefinition): { set(value: number, labels?: Labels): void; remove(labels: Labels): void }
  histogram(definition: MetricDefinition): { observe(value: number, labels?: Labels): void }
}
