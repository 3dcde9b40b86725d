import type { FastifyInstance } from 'fastify'
import type { ApiDeps } from './deps.js'

const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30]

/** Measures every answer by its route, not its address: what users ask for is no label. */
export const registerMeasure = (app: FastifyInstance, { metrics }: Pick<ApiDeps, 'metrics'>): void => {
  const duration = metrics.histogram({
    name: 'jobdata_api_request_duration_seconds',
    help: 'Time an answer took, by route and status class.',
    labels: ['method', 'route', 'status'],
    buckets: SECONDS,
  })
  app.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
    const status = `${Math.floor(statusCode / 100)}xx`
    duration.observe(elapsedTime / 1000, { method, route: routeOptions.url ?? 'none', status })
  })
}
