import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Instant, VacancyId } from '../domain/common.js'
import { Pick } from '../domain/messages.js'
import { StateReason } from '../domain/posting-state.js'
import { VacancyStateName } from '../domain/vacancy.js'
import { callerFor } from './authenticate.js'
import type { ApiDeps } from './deps.js'
import type { Found } from './find-vacancy.js'
import { pickOf, pickVacancy, picksOf, unpickVacancy } from './picking.js'
import type { PickNow } from './picking.js'
import { Problem } from './problem.js'
import type { RunsView } from './runs-view.js'
import { VacancySummary, toSummary } from './vacancy-answer.js'

const PickParams = z.object({ vacancyId: VacancyId.describe('`v` and 22 characters') })
const PickBody = z.strictObject({ note: z.string().max(5000).optional() }).nullish()

const Became = z
  .object({
    state: z.enum([...VacancyStateName.options, 'merged', 'removed', 'unknown']),
    closedSince: Instant.optional(),
    closedReason: StateReason.optional(),
    removedSince: Instant.optional().describe(
      'with state "removed": removed on request since; whoever shows the pick to others says so',
    ),
    mergedInto: VacancyId.optional(),
  })
  .meta({ id: 'Became' })
const PickAnswer = Pick.extend({ now: Became.describe('what has become of the vacancy') }).meta({ id: 'PickAnswer' })
const PickSummary = Pick.omit({ snapshot: true })
  .extend({ vacancySummary: VacancySummary, now: Became })
  .meta({ id: 'PickSummary' })

const became = (now: Found): z.infer<typeof Became> => {
  if (now.kind === 'merged') return { state: 'merged', mergedInto: now.mergedInto }
  if (now.kind === 'unknown') return { state: 'unknown' }
  if (now.kind === 'removed') return { state: 'removed', ...(now.since !== undefined && { removedSince: now.since }) }
  const { state, closedAt, closedReason } = now.vacancy
  return {
    state,
    ...(closedAt !== undefined && { closedSince: closedAt }),
    ...(closedReason !== undefined && { closedReason }),
  }
}

const toAnswer = ({ pick, now }: PickNow): z.infer<typeof PickAnswer> => ({ ...pick, now: became(now) })

const refusals = { 400: Problem, 401: Problem, 503: Problem }

export const registerPicks = (server: FastifyInstance, deps: ApiDeps, runs: RunsView): void => {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const tags = ['picks']
  const security = [{ bearer: [] }]

  app.put(
    '/v1/picks/:vacancyId',
    {
      schema: {
        summary: 'Pick a vacancy: it is frozen as it is now',
        tags,
        security,
        params: PickParams,
        body: PickBody,
        response: { 200: PickAnswer, 201: PickAnswer, ...refusals, 404: Problem, 409: Problem, 410: Problem },
      },
    },
    async (request, reply) => {
      const { user } = await callerFor(deps, request)
      const { vacancyId: id } = request.params
      const { isNew } = await pickVacancy(deps, { user, id, note: request.body?.note })
      return reply.code(isNew ? 201 : 200).send(toAnswer(await pickOf(deps, user, id)))
    },
  )

  app.delete(
    '/v1/picks/:vacancyId',
    {
      schema: {
        summary: 'Give a pick back',
        tags,
        security,
        params: PickParams,
        response: { 204: z.null(), ...refusals },
      },
    },
    async (request, reply) => {
      const { user } = await callerFor(deps, request)
      await unpickVacancy(deps, user, request.params.vacancyId)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/v1/picks',
    {
      schema: {
        summary: 'My picks, newest first',
        tags,
        security,
        querystring: z.object({ cursor: VacancyId.optional().describe('of the answer before') }),
        response: { 200: z.object({ picks: z.array(PickSummary), cursor: z.string().optional() }), ...refusals },
      },
    },
    async (request) => {
      const { user } = await callerFor(deps, request)
      const [{ picks, next }] = await Promise.all([picksOf(deps, user, request.query.cursor), runs.refresh()])
      const summaries = picks.map(({ pick: { snapshot, ...pick }, now }) => ({
        ...pick,
        vacancySummary: toSummary(snapshot, runs),
        now: became(now),
      }))
      return { picks: summaries, ...(next !== undefined && { cursor: next }) }
    },
  )

  app.get(
    '/v1/picks/:vacancyId',
    {
      schema: {
        summary: 'One pick with its snapshot, whatever has become of the vacancy',
        tags,
        security,
        params: PickParams,
        response: { 200: PickAnswer, ...refusals, 404: Problem },
      },
    },
    async (request) => {
      const { user } = await callerFor(deps, request)
      return toAnswer(await pickOf(deps, user, request.params.vacancyId))
    },
  )
}
