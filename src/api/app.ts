import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { registerBoards } from './boards.js'
import { openAllowance } from './allowance.js'
import type { ApiDeps } from './deps.js'
import { registerDeadLetters } from './dead-letters.js'
import { registerDocumentation } from './documentation.js'
import { registerErrors } from './errors.js'
import { registerImports } from './imports.js'
import { registerMeasure } from './measure.js'
import { registerOperations } from './operations.js'
import { registerNothing, registerPages } from './pages.js'
import { registerPicks } from './picks.js'
import { registerRemovals } from './removals.js'
import { openRunsView } from './runs-view.js'
import { registerSecurity } from './security.js'
import { registerSuggest } from './suggest.js'
import { registerVerify } from './verify.js'
import { registerVacancies } from './vacancies.js'

const MOST_BODY = 64 * 1024
const MOST_PARAMETER = 600
const REQUEST_MS = 30_000

export type { ApiDeps, Authenticate, Caller, Credentials } from './deps.js'

/** The app apart from the process: whoever builds it listens with it and closes it. */
export const buildApi = async (deps: ApiDeps): Promise<FastifyInstance> => {
  const app = Fastify({
    bodyLimit: MOST_BODY,
    requestTimeout: REQUEST_MS,
    routerOptions: { maxParamLength: MOST_PARAMETER, ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  registerErrors(app, deps)
  registerMeasure(app, deps)
  await registerSecurity(app)
  await registerDocumentation(app)
  const runs = openRunsView(deps.log)
  registerVacancies(app, deps, runs)
  registerPicks(app, deps, runs)
  const importing = { ...deps, runs, allowance: openAllowance({ perHour: deps.importsPerHour, clock: deps.clock }) }
  registerImports(app, importing)
  registerBoards(app, deps, runs)
  registerSuggest(app, deps)
  registerOperations(app, deps)
  registerRemovals(app, deps)
  registerVerify(app, deps)
  registerDeadLetters(app, deps)
  await registerPages(app, importing)
  registerNothing(app, deps)
  app.get('/docs/openapi.json', { schema: { hide: true } }, () => app.swagger())
  return app
}
