import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { operatorFor } from './authenticate.js'
import type { ApiDeps } from './deps.js'
import { Problem, refusal } from './problem.js'
import { traceOf } from './trace.js'

const Parts = z.record(z.string(), z.object({ ok: z.boolean(), message: z.string() }))
const ReadyAnswer = z.object({ ready: z.boolean(), parts: Parts }).meta({ id: 'Ready' })

const TraceAnswer = z
  .object({
    key: z.string(),
    steps: z.array(z.object({ at: z.string(), where: z.string(), place: z.string(), what: z.string() })),
    stoppedAt: z.string().optional(),
  })
  .meta({ id: 'Trace' })

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

const tags = ['operations']

/** What the tools of operators ask of every process. */
export const registerProbes = (server: FastifyInstance, deps: Pick<ApiDeps, 'metricsText' | 'readiness'>): void => {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/health',
    { schema: { summary: 'Whether the process lives', tags, response: { 200: z.object({ alive: z.literal(true) }) } } },
    async () => ({ alive: true as const }),
  )

  app.get(
    '/ready',
    {
      schema: {
        summary: 'Whether each part can work, and what to do when not',
        tags,
        response: { 200: ReadyAnswer, 503: ReadyAnswer },
      },
    },
    async (_, reply) => {
      const { ready, parts } = await deps.readiness()
      return reply.code(ready ? 200 : 503).send({ ready, parts: { ...parts } })
    },
  )

  app.get(
    '/metrics',
    { schema: { summary: 'Metrics for Prometheus', tags, produces: ['text/plain'], response: { 200: z.string() } } },
    async (_, reply) => {
      const text = await deps.metricsText()
      return reply.type(METRICS_TYPE).serializer(String).send(text)
    },
  )
}

/** What operators and their tools ask. */
export const registerOperations = (server: FastifyInstance, deps: ApiDeps): void => {
  registerProbes(server, deps)
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/v1/trace',
    {
      schema: {
        summary: 'One posting’s way through the house',
        tags,
        security: [{ bearer: [] }],
        querystring: z.object({ of: z.string().min(1).max(2000).describe('posting key or URL') }),
        response: { 200: TraceAnswer, 400: Problem, 401: Problem, 403: Problem, 404: Problem },
      },
    },
    async (request) => {
      await operatorFor(deps, request)
      const { of } = request.query
      const trace = await traceOf(deps, of)
      if (!trace) throw refusal('posting-not-found', `no topic holds ${of}: give a posting key <board>:<id> or its URL`)
      return { ...trace, steps: [...trace.steps] }
    },
  )
}
