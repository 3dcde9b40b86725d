import type { Log } from '../ports/log.js'
import type { Logger } from '../ports/logger.js'
import type { Metrics } from '../ports/metrics.js'
import type { Records } from '../ports/records.js'
import type { VacancyIndex } from '../ports/vacancy-index.js'
import { buildApi } from './app.js'

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }

const unmeasured: Metrics = {
  counter: () => ({ inc() {} }),
  gauge: () => ({ set() {}, remove() {} }),
  histogram: () => ({ observe() {} }),
}

/** OpenAPI 3.1 of the API. The app is built to be read, never to be asked: nothing stands behind its ports. */
export const openApiDocument = async (): Promise<object> => {
  const app = await buildApi({
    index: {} as VacancyIndex,
    records: {} as Records,
    log: {} as Log,
    clock: { now: () => 0, elapsed: () => 0, wait: async () => undefined },
    places: { names: () => undefined, find: () => undefined, at: () => undefined },
    logger: quiet,
    metrics: unmeasured,
    metricsText: async () => '',
    boards: () => [],
    readiness: async () => ({ ready: true, parts: {} }),
    recheck: () => undefined,
    importLink: () => Promise.reject(new Error('nobody asks')),
    importsPerHour: 1,
    epoch: async () => 1,
    toDocument: (vacancy) => ({ vacancy }),
    authenticate: async () => undefined,
    development: false,
    baseCurrency: 'EUR',
  })
  await app.ready()
  const document = app.swagger()
  await app.close()
  return document
}
