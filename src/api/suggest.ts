import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { ApiDeps } from './deps.js'
import { Problem } from './problem.js'

const Suggestions = z
  .object({
    suggestions: z.array(
      z.object({
        text: z.string(),
        kind: z.enum(['title', 'employer', 'skill', 'place']),
        count: z.int().nonnegative(),
      }),
    ),
  })
  .meta({ id: 'Suggestions' })

export const registerSuggest = (server: FastifyInstance, { index }: ApiDeps): void => {
  server.withTypeProvider<ZodTypeProvider>().get(
    '/v1/suggest',
    {
      schema: {
        summary: 'Completions of what is being typed',
        tags: ['vacancies'],
        querystring: z.object({
          q: z.string().trim().min(1).max(100),
          size: z.coerce.number().int().min(1).max(20).default(8),
        }),
        response: { 200: Suggestions, 400: Problem, 503: Problem },
      },
    },
    async ({ query: { q, size } }) => ({ suggestions: [...(await index.complete(q, size))] }),
  )
}
