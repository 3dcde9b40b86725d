import type { Metrics } from '../ports/metrics.js'
import type { Outcome } from '../ports/stage.js'
import type { Rejected } from './parse-batch.js'

/** What the runtime measures of every stage, wrapped around it. */
export interface StageMetrics {
  took(count: number): void
  gave(outcomes: readonly Outcome[]): void
  rejected(letters: readonly Rejected[]): void
  retried(): void
  lag(records: number): void
  lasted(seconds: number): void
  /** Epoch milliseconds when a record that it is through with was written; an older one than before is passed over. */
  reached(timestamp: number): void
}

const BUCKETS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60]

/** The metrics of one stage. */
export const stageMetrics = (metrics: Metrics, stage: string): StageMetrics => {
  const taken = metrics.counter({
    name: 'jobdata_stage_in_total',
    help: 'Messages that a stage took.',
    labels: ['stage'],
  })
  const out = metrics.counter({
    name: 'jobdata_stage_out_total',
    help: 'Messages that a stage published.',
    labels: ['stage', 'topic'],
  })
  const dropped = metrics.counter({
    name: 'jobdata_stage_dropped_total',
    help: 'Messages that rightly went no further, by reason.',
    labels: ['stage', 'reason'],
  })
  const rejected = metrics.counter({
    name: 'jobdata_stage_rejected_total',
    help: 'Messages parked as dead letters, by error code.',
    labels: ['stage', 'code'],
  })
  const retries = metrics.counter({
    name: 'jobdata_stage_retries_total',
    help: 'Batches tried again.',
    labels: ['stage'],
  })
  const lag = metrics.gauge({
    name: 'jobdata_stage_lag_records',
    help: 'Messages waiting for a stage.',
    labels: ['stage'],
  })
  const duration = metrics.histogram({
    name: 'jobdata_stage_batch_duration_seconds',
    help: 'Time a batch took.',
    labels: ['stage'],
    buckets: BUCKETS,
  })
  const newest = metrics.gauge({
    name: 'jobdata_stage_newest_timestamp_seconds',
    help: 'When the newest record that a stage is through with was written; of "index": the newest indexed one.',
    labels: ['stage'],
  })
  let newestAt = 0
  return {
    took: (count) => taken.inc({ stage }, count),
    gave(outcomes) {
      for (const outcome of outcomes) {
        if (outcome.kind === 'forward') out.inc({ stage, topic: outcome.topic.name })
        else if (outcome.kind === 'drop') dropped.inc({ stage, reason: outcome.reason })
      }
    },
    rejected(letters) {
      for (const { code } of letters) rejected.inc({ stage, code })
    },
    retried: () => retries.inc({ stage }),
    lag: (records) => lag.set(records, { stage }),
    lasted: (seconds) => duration.observe(seconds, { stage }),
    reached(timestamp) {
      if (timestamp <= newestAt) return
      newestAt = timestamp
      newest.set(timestamp / 1000, { stage })
    },
  }
}
