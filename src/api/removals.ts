import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Removal } from '../domain/messages.js'
import { operatorFor } from './authenticate.js'
import { openConcernedView } from './concerned-view.js'
import type { ApiDeps } from './deps.js'
import { Problem } from './problem.js'
import { removalsInForce, removeOnRequest, takeRemovalBack } from './removing.js'

const RemovalId = z.string().regex(/^[\w-]{22}$/)

const RemovalBody = z
  .strictObject({
    employer: z.string().min(1).max(600).optional().describe('its name, in any of its spellings'),
    url: z.string().max(2000).optional().describe('page of the advert, or the page to apply at'),
    reason: z.string().trim().min(1).max(500).describe('why, for operators'),
    reference: z
      .string()
      .trim()
      .max(200)
      .optional()
      .describe('where the request is kept: a ticket, a letter’s number. No name or address of a person is needed'),
  })
  .describe('either employer or url')

const RemovalAnswer = Removal.extend({ id: RemovalId }).meta({ id: 'RemovalAnswer' })
const ListedRemoval = RemovalAnswer.extend({
  vacancies: z.int().nonnegative().describe('vacancies that lack a posting, or all of them, because of it'),
}).meta({ id: 'ListedRemoval' })

const refusals = { 400: Problem, 401: Problem, 403: Problem, 503: Problem }

/** Removals on request: what operators ask of every stage. */
export const registerRemovals = (server: FastifyInstance, deps: ApiDeps): void => {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const concerned = openConcernedView(deps.log)
  const tags = ['operations']
  const security = [{ bearer: [] }]

  app.post(
    '/v1/removals',
    {
      schema: {
        summary: 'Remove an employer’s vacancies, or those of one page, on request',
        tags,
        security,
        body: RemovalBody,
        response: { 200: RemovalAnswer, 201: RemovalAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { user } = await operatorFor(deps, request)
      const { isNew, id, removal } = await removeOnRequest(deps, { ...request.body, by: user })
      return reply.code(isNew ? 201 : 200).send({ id, ...removal })
    },
  )

  app.get(
    '/v1/removals',
    {
      schema: {
        summary: 'Removals in force, newest first, and how many vacancies each concerns now',
        tags,
        security,
        querystring: z.object({ cursor: RemovalId.optional().describe('of the answer before') }),
        response: { 200: z.object({ removals: z.array(ListedRemoval), cursor: z.string().optional() }), ...refusals },
      },
    },
    async (request) => {
      await operatorFor(deps, request)
      const [{ removals, next }] = await Promise.all([removalsInForce(deps, request.query.cursor), concerned.refresh()])
      const listed = removals.map(({ id, removal }) => ({ id, ...removal, vacancies: concerned.of(id) }))
      return { removals: listed, ...(next !== undefined && { cursor: next }) }
    },
  )

  app.delete(
    '/v1/removals/:id',
    {
      schema: {
        summary: 'Take a removal back: what it kept away returns',
        tags,
        security,
        params: z.object({ id: RemovalId }),
        response: { 204: z.null(), ...refusals, 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      await operatorFor(deps, request)
      await takeRemovalBack(deps, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
