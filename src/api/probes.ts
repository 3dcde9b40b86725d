import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { ApiDeps } from './deps.js'
import { registerErrors } from './errors.js'
import { registerProbes } from './operations.js'

/** The app of a process without the API: only what operators' tools ask. Whoever builds it listens with it and closes it. */
export const buildProbes = (deps: Pick<ApiDeps, 'logger' | 'metricsText' | 'readiness'>): FastifyInstance => {
  const app = Fastify({ forceCloseConnections: 'idle' })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  registerErrors(app, deps)
  registerProbes(app, deps)
  return app
}
