import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Instant } from '../domain/common.js'
import { DeadLetter } from '../domain/messages.js'
import { lettersOf, outstandingLetters } from '../operate/dead-letters.js'
import type { Outstanding } from '../operate/dead-letters.js'
import { replayLetters } from '../operate/replay.js'
import { operatorFor } from './authenticate.js'
import type { ApiDeps } from './deps.js'
import { NDJSON, openStreams } from './ndjson.js'
import { Problem, badField, refusal } from './problem.js'

/** Characters of a rejected message that are shown. */
const MOST_TEXT = 20_000

const Filter = z.object({
  stage: z.string().max(100).optional(),
  code: z.string().max(100).optional(),
  since: Instant.optional().describe('rejected then or later'),
})
const Of = z.string().min(1).max(300).describe('place of the message, `jobdata.raw.v1/3/17`, or offset of its letter')

const OutstandingLetter = z
  .object({
    offset: z.int(),
    place: z.string(),
    key: z.string().nullable(),
    stage: z.string(),
    code: z.string(),
    at: z.string(),
    attempts: z.int(),
    message: z.string(),
  })
  .meta({ id: 'OutstandingLetter' })

const ListAnswer = z.object({
  outstanding: z.int().nonnegative(),
  byCode: z.array(z.object({ stage: z.string(), code: z.string(), count: z.int() })),
  letters: z.array(OutstandingLetter).describe('newest first'),
})

const ShowAnswer = z.object({
  letters: z.array(
    DeadLetter.extend({
      offset: z.int(),
      value: z.string().nullable().describe(`the rejected value as text, at most ${MOST_TEXT} characters`),
    }).meta({ id: 'ShownLetter' }),
  ),
})

const ReplayBody = Filter.extend({
  of: Of.optional(),
  after: z.int().nonnegative().optional().describe('letters beyond this offset only: where a stopped replay goes on'),
  all: z.boolean().default(false).describe('every outstanding letter'),
}).strict()

const byCode = (letters: readonly Outstanding[]) => {
  const counts = new Map<string, { stage: string; code: string; count: number }>()
  for (const { stage, code } of letters) {
    const row = counts.get(`${stage} ${code}`) ?? { stage, code, count: 0 }
    row.count++
    counts.set(`${stage} ${code}`, row)
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)
}

const refusals = { 400: Problem, 401: Problem, 403: Problem, 503: Problem }

/** Dead letters: what operators look at and send again. */
export const registerDeadLetters = (server: FastifyInstance, deps: ApiDeps): void => {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const stream = openStreams(server, deps.logger)
  const tags = ['operations']
  const security = [{ bearer: [] }]

  app.get(
    '/v1/dead-letters',
    {
      schema: {
        summary: 'Rejected messages that nothing has settled yet, newest first, and how many by code',
        tags,
        security,
        querystring: Filter.extend({ limit: z.coerce.number().int().min(1).max(1000).default(50) }),
        response: { 200: ListAnswer, ...refusals },
      },
    },
    async (request) => {
      await operatorFor(deps, request)
      const letters = await outstandingLetters(deps.log, request.query)
      const newest = letters.slice(-request.query.limit).reverse()
      return { outstanding: letters.length, byCode: byCode(letters), letters: newest }
    },
  )

  app.get(
    '/v1/dead-letters/letter',
    {
      schema: {
        summary: 'All that is known of one rejected message',
        tags,
        security,
        querystring: z.object({ of: Of }),
        response: { 200: ShowAnswer, ...refusals, 404: Problem },
      },
    },
    async (request) => {
      await operatorFor(deps, request)
      const { of } = request.query
      const letters = await lettersOf(deps.log, of)
      if (letters.length === 0)
        throw refusal('letter-not-found', `no dead letter is of ${of}: GET /v1/dead-letters lists them`)
      return {
        letters: letters.map(({ offset, letter }) => ({
          offset,
          ...letter,
          value: letter.value?.slice(0, MOST_TEXT) ?? null,
        })),
      }
    },
  )

  app.post(
    '/v1/dead-letters/replays',
    {
      schema: {
        summary: 'Send rejected messages again, each to the one stage that rejected it; ends when the caller hangs up',
        tags,
        security,
        body: ReplayBody,
        produces: [NDJSON],
        response: { 200: z.string(), ...refusals },
      },
    },
    async (request, reply) => {
      const { user: by } = await operatorFor(deps, request)
      const { all, ...wish } = request.body
      const { of, code, stage, since } = wish
      if (!all && [of, code, stage, since].every((one) => one === undefined))
        throw badField('all', 'name letters by of, code, stage or since, or say all: true')
      return stream(reply, (signal) => replayLetters({ ...wish, by }, { ...deps, signal }))
    },
  )
}
