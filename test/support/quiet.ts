import type { Logger } from '../../src/ports/logger.js'
import type { Metrics } from '../../src/ports/metrics.js'

/** A logger that says nothing. */
export const silentLogger = (): Logger => {
  const say = (): void => undefined
  const logger: Logger = { debug: say, info: say, warn: say, error: say, child: () => logger }
  return logger
}

/** Metrics that keep counters and gauges by `name{label=value}` for tests to read. */
export const countingMetrics = (): Metrics & { readonly values: ReadonlyMap<string, number> } => {
  const values = new Map<string, number>()
  const id = (name: string, labels: Readonly<Record<string, string>> = {}): string =>
    `${name}{${Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',')}}`
  return {
    values,
    counter: ({ name }) => ({
      inc: (labels, by = 1) => void values.set(id(name, labels), (values.get(id(name, labels)) ?? 0) + by),
    }),
    gauge: ({ name }) => ({
      set: (value, labels) => void values.set(id(name, labels), value),
      remove: (labels) => void values.delete(id(name, labels)),
    }),
    histogram: () => ({ observe: () => undefined }),
  }
}
