import type { Metrics } from '../../ports/metrics.js'
import { CHECKS, KINDS, kindsOf } from './differences.js'
import type { Check, Kind } from './differences.js'

/** What a check found when it was last through. */
export interface CheckOutcome {
  /** ISO instant of its end. */
  readonly at: string
  /** Differences by kind; a kind without any is absent. */
  readonly counts: Readonly<Partial<Record<Kind, number>>>
}

/** What each check found last; one that was never through is absent. */
export type Outcomes = Readonly<Partial<Record<Check, CheckOutcome>>>

/** Drift, for Prometheus: what the last verify found, by kind, and when. */
export const verifyMetrics = (metrics: Metrics): ((outcomes: Outcomes) => void) => {
  const differences = metrics.gauge({
    name: 'jobdata_verify_differences',
    help: `Differences that the last verify found, by check and kind (${Object.keys(KINDS).join(', ')}).`,
    labels: ['check', 'kind'],
  })
  const last = metrics.gauge({
    name: 'jobdata_verify_last_timestamp_seconds',
    help: 'When a check of verify was last through.',
    labels: ['check'],
  })
  return (outcomes) => {
    for (const check of CHECKS) {
      const outcome = outcomes[check]
      if (!outcome) continue
      last.set(Date.parse(outcome.at) / 1000, { check })
      for (const kind of kindsOf(check)) differences.set(outcome.counts[kind] ?? 0, { check, kind })
    }
  }
}
