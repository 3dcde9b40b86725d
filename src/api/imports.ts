import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { VacancyId } from '../domain/common.js'
import { Import } from '../domain/imports.js'
import { callerFor } from './authenticate.js'
import { VacancyParams } from './find-vacancy.js'
import { deleteImport, findImport, importByLink, importNotFound, importsOf } from './importing.js'
import type { Importing } from './importing.js'
import { Problem } from './problem.js'
import { VacancyAnswer, VacancySummary, toSummary, toVacancyAnswer } from './vacancy-answer.js'

const ImportBody = z.strictObject({
  url: z.string().trim().min(1).max(2000).describe('address of the vacancy’s page, as a browser shows it'),
})

const told = Import.omit({ user: true, vacancy: true }).extend({ kind: z.literal('import'), id: VacancyId })
const ImportAnswer = told.extend({ vacancy: VacancyAnswer }).meta({ id: 'ImportAnswer' })
const ImportSummary = told.extend({ vacancySummary: VacancySummary }).meta({ id: 'ImportSummary' })
const KnownAnswer = z
  .object({ kind: z.literal('known'), vacancy: VacancyId.describe('GET /v1/vacancies/:id shows it to everybody') })
  .meta({ id: 'KnownAnswer' })

const refusals = { 400: Problem, 401: Problem, 503: Problem }

export const registerImports = (server: FastifyInstance, deps: Importing): void => {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const tags = ['imports']
  const security = [{ bearer: [] }]

  const parts = ({ vacancy, url, importedAt, readAt, board, reader }: Import) => ({
    ...{ kind: 'import' as const, id: vacancy.id, url, importedAt, readAt, reader },
    ...(board !== undefined && { board }),
  })
  const toAnswer = (one: Import) => ({ ...parts(one), vacancy: toVacancyAnswer(one.vacancy, deps.runs) })

  app.post(
    '/v1/imports',
    {
      schema: {
        summary: 'Read a vacancy by its link, for its importer’s eyes only',
        tags,
        security,
        body: ImportBody,
        response: {
          200: z.union([KnownAnswer, ImportAnswer]).describe('`known`: everybody has it; `import`: read again'),
          201: ImportAnswer,
          ...refusals,
          409: Problem,
          410: Problem,
          422: Problem,
          429: Problem,
        },
      },
    },
    async (request, reply) => {
      const { user } = await callerFor(deps, request)
      const imported = await importByLink(deps, { user, link: request.body.url })
      if (imported.kind === 'known') return reply.send({ kind: 'known', vacancy: imported.vacancy.id })
      return reply.code(imported.isNew ? 201 : 200).send(toAnswer(imported.import))
    },
  )

  app.get(
    '/v1/imports',
    {
      schema: {
        summary: 'My imports, newest first',
        tags,
        security,
        response: { 200: z.object({ imports: z.array(ImportSummary) }), ...refusals },
      },
    },
    async (request) => {
      const { user } = await callerFor(deps, request)
      const imports = await importsOf(deps, user)
      return { imports: imports.map((one) => ({ ...parts(one), vacancySummary: toSummary(one.vacancy, deps.runs) })) }
    },
  )

  app.get(
    '/v1/imports/:id',
    {
      schema: {
        summary: 'One import of mine with its whole text',
        tags,
        security,
        params: VacancyParams,
        response: { 200: ImportAnswer, ...refusals, 404: Problem },
      },
    },
    async (request) => {
      const { user } = await callerFor(deps, request)
      const one = await findImport(deps, user, request.params.id)
      if (!one) throw importNotFound(request.params.id)
      return toAnswer(one)
    },
  )

  app.delete(
    '/v1/imports/:id',
    {
      schema: {
        summary: 'Delete an import; a pick of it keeps its snapshot',
        tags,
        security,
        params: VacancyParams,
        response: { 204: z.null(), ...refusals },
      },
    },
    async (request, reply) => {
      const { user } = await callerFor(deps, request)
      await deleteImport(deps, user, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
