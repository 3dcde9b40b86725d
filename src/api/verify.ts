import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { CHECKS } from '../operate/verify/differences.js'
import { verify } from '../operate/verify/verify.js'
import type { VerifyWish } from '../operate/verify/verify.js'
import { operatorFor } from './authenticate.js'
import type { ApiDeps } from './deps.js'
import { NDJSON, openStreams } from './ndjson.js'
import type { LongWork } from './ndjson.js'
import { Problem, refusal } from './problem.js'

const VerifyBody = z.strictObject({
  checks: z.array(z.enum(CHECKS)).min(1).optional().describe('default: all'),
  repair: z.boolean().default(false),
  resume: z.boolean().default(false).describe('go on with the checks that a stopped verify did not come to'),
})

/** Compares table, vacancies, index and ledger: an operator's long work, one at a time in a process. */
export const registerVerify = (server: FastifyInstance, deps: ApiDeps): void => {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const stream = openStreams(server, deps.logger)
  let isRunning = false

  const working = (wish: VerifyWish): LongWork =>
    async function* (signal) {
      isRunning = true
      try {
        return yield* verify(wish, { ...deps, boards: deps.boards().map(({ id }) => id), signal })
      } finally {
        isRunning = false
      }
    }

  app.post(
    '/v1/verify',
    {
      schema: {
        summary: 'Compare table, vacancies, index and ledger, and repair on demand; ends when the caller hangs up',
        tags: ['operations'],
        security: [{ bearer: [] }],
        body: VerifyBody,
        produces: [NDJSON],
        response: { 200: z.string(), 400: Problem, 401: Problem, 403: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      await operatorFor(deps, request)
      if (isRunning) throw refusal('verify-running', 'a verify is under way here: wait for its end, or stop it')
      return stream(reply, working(request.body))
    },
  )
}
