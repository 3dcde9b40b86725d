import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { MetricDefinition, Metrics } from '../../ports/metrics.js'

export interface ObservedMetrics extends Metrics {
  /** The exposition text for Prometheus. */
  text(): Promise<string>
}

const shape = (definition: MetricDefinition, registry: Registry) => ({
  name: definition.name,
  help: definition.help,
  labelNames: [...(definition.labels ?? [])],
  registers: [registry],
})

/** Metrics kept by prom-client in a registry of their own. */
export const promMetrics = (): ObservedMetrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  // Gauges named like counters, which promtool refuses; the same by type stand beside them.
  for (const what of ['handles', 'requests', 'resources']) registry.removeSingleMetric(`nodejs_active_${what}_total`)
  const known = new Map<string, unknown>()
  const once = <T>(name: string, make: () => T): T => {
    if (!known.has(name)) known.set(name, make())
    return known.get(name) as T
  }
  return {
    counter(definition) {
      const counter = once(definition.name, () => new Counter(shape(definition, registry)))
      return { inc: (labels = {}, by = 1) => counter.inc({ ...labels }, by) }
    },
    gauge(definition) {
      const gauge = once(definition.name, () => new Gauge(shape(definition, registry)))
      return {
        set: (value, labels = {}) => gauge.set({ ...labels }, value),
        remove: (labels) => gauge.remove({ ...labels }),
      }
    },
    histogram(definition) {
      const histogram = once(
        definition.name,
        () =>
          new Histogram({
            ...shape(definition, registry),
            ...(definition.buckets && { buckets: [...definition.buckets] }),
          }),
      )
      return { observe: (value, labels = {}) => histogram.observe({ ...labels }, value) }
    },
    text: () => registry.metrics(),
  }
}
