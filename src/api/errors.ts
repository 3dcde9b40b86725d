import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { JobdataError, explain } from '../domain/errors.js'
import type { ApiDeps } from './deps.js'
import { PROBLEM_TYPE, refusal, toProblem } from './problem.js'
import type { Problem } from './problem.js'

/** Seconds after which it is worth trying again. */
const RETRY_SECONDS = 10

/** Status and headers that go with a problem, however it is shown. */
export const markProblem = (reply: FastifyReply, { status, retryAfterSeconds }: Problem): FastifyReply => {
  const seconds = retryAfterSeconds ?? (status === 503 ? RETRY_SECONDS : undefined)
  if (seconds !== undefined) void reply.header('retry-after', seconds)
  if (status === 401) void reply.header('www-authenticate', 'Bearer')
  return reply.code(status)
}

export const sendProblem = (reply: FastifyReply, problem: Problem): FastifyReply =>
  // A string, so that no schema of the route shapes it.
  markProblem(reply, problem).type(PROBLEM_TYPE).send(JSON.stringify(problem))

/** Our own faults are logged with their cause; a caller's are not. */
export const logFault = (logger: ApiDeps['logger'], error: unknown, { method, routeOptions }: FastifyRequest): void => {
  const code = error instanceof JobdataError ? error.code : 'unexpected'
  logger.error({ code, error: explain(error), method, route: routeOptions.url ?? '' }, 'a request failed')
}

/** Every error becomes a problem, and every unknown address too. */
export const registerErrors = (app: FastifyInstance, { logger }: Pick<ApiDeps, 'logger'>): void => {
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error)
    if (problem.status >= 500) logFault(logger, error, request)
    return sendProblem(reply, problem)
  })
}

export const nothingHere = (request: FastifyRequest): Problem =>
  toProblem(
    refusal(
      'not-found',
      `${request.method} ${request.url.split('?')[0] ?? ''} is no address of this service: see /docs`,
    ),
  )
