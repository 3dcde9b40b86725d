import { buildProbes } from '../api/probes.js'
import type { Readiness } from '../ports/readiness.js'
import type { Site } from './ground.js'

/** What a process answers when it has no API, or not yet. */
export interface Probes {
  readonly address: string
  /** From now on `/ready` says this. */
  tell(readiness: () => Promise<Readiness>): void
  /** Idempotent. */
  close(): Promise<void>
}

/** What `/ready` says while the service starts. */
export const starting = (message: string): (() => Promise<Readiness>) => {
  const parts = { start: { ok: false, message } }
  return () => Promise.resolve({ ready: false, parts })
}

/** Answers `/health`, `/ready` and `/metrics` where the API will, from before the servers are there. */
export const openProbes = async ({ settings, metrics, logger }: Site): Promise<Probes> => {
  let readiness = starting('opening the edges')
  const app = buildProbes({ logger, metricsText: () => metrics.text(), readiness: () => readiness() })
  const address = await app.listen({ host: settings.host, port: settings.port })
  return {
    address,
    tell: (next) => void (readiness = next),
    close: async () => app.close(),
  }
}
