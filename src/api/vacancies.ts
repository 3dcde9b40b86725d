import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { parseSearch } from '../search/parse-search.js'
import type { ApiDeps } from './deps.js'
import { VacancyParams, findVacancy, notFound, removed } from './find-vacancy.js'
import { lookAgain } from './look-again.js'
import { Problem } from './problem.js'
import type { RunsView } from './runs-view.js'
import { SearchAnswer, searchVacancies } from './search-answer.js'
import { VacancyAnswer, toVacancyAnswer } from './vacancy-answer.js'

const one = (description: string) =>
  z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe(description)
const many = (description: string) => one(`${description}; several by comma or repetition`)

/** Names and meanings for readers; `src/search` reads the values and names what is wrong with them. */
const SearchParameters = z.looseObject({
  q: one('words, "phrases", -exclusions; Russian and English'),
  place: many('`country:DE`, `region:RU.48`, `city:524901`'),
  workMode: many('remote, hybrid, onsite'),
  remoteFrom: many('ISO country or macro-region from where remote work is allowed'),
  employmentType: many('full-time, part-time, contract …'),
  seniority: many('intern, junior, middle, senior, lead, head'),
  skill: many('canonical name of a skill'),
  employer: many('key of an employer, from the facet'),
  language: many('language of the advert, `ru`'),
  board: many('id of a board'),
  salaryMin: one('floor of a year’s pay in the base currency'),
  includeUnstated: one('whether offers that do not tell their pay (or from where) pass; default true'),
  experienceMax: one('years of experience asked for at most'),
  firstSeenWithinDays: one('first seen within so many days'),
  lat: one('with lon and km: a circle'),
  lon: one('degrees'),
  km: one('radius, default 50'),
  sort: one('relevance, date, salary, distance'),
  facets: many('facets to count; default all, `none` for none'),
  size: one('hits a page, 1 to 100, default 20'),
  cursor: one('of the answer before'),
})

export const registerVacancies = (server: FastifyInstance, deps: ApiDeps, runs: RunsView): void => {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/v1/vacancies',
    {
      schema: {
        summary: 'Search vacancies',
        tags: ['vacancies'],
        querystring: SearchParameters,
        response: { 200: SearchAnswer, 400: Problem, 503: Problem },
      },
    },
    async ({ query }) =>
      searchVacancies(deps, runs, parseSearch(query as Record<string, string | string[]>, { now: deps.clock.now() })),
  )

  app.get(
    '/v1/vacancies/:id',
    {
      schema: {
        summary: 'One vacancy, open or not',
        tags: ['vacancies'],
        params: VacancyParams,
        response: {
          200: VacancyAnswer,
          301: z.object({ id: z.string(), mergedInto: z.string() }),
          400: Problem,
          404: Problem,
          410: Problem,
          503: Problem,
        },
      },
    },
    async ({ params: { id } }, reply) => {
      const [found] = await Promise.all([findVacancy(deps.index, id), runs.refresh()])
      if (found.kind === 'unknown') throw notFound(id)
      if (found.kind === 'removed') throw removed(found)
      if (found.kind === 'merged') {
        const { mergedInto } = found
        return reply.code(301).header('location', `/v1/vacancies/${mergedInto}`).send({ id, mergedInto })
      }
      const answer = toVacancyAnswer(found.vacancy, runs)
      lookAgain(deps, answer)
      return answer
    },
  )
}
