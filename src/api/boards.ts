import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Board } from '../domain/board.js'
import type { BoardSwitch } from '../domain/board-switch.js'
import { BoardId, instant } from '../domain/common.js'
import { wishId } from '../domain/ids.js'
import type { CrawlRequest } from '../domain/messages.js'
import { topics } from '../domain/topics.js'
import { switchBoard, switchOf } from '../ports/board-switches.js'
import { operatorFor } from './authenticate.js'
import { BoardAnswer, BoardState, boardState, boardStates } from './board-state.js'
import type { ApiDeps } from './deps.js'
import { Problem, refusal } from './problem.js'
import type { RunsView } from './runs-view.js'

const BoardParams = z.object({ id: BoardId })
const SwitchBody = z.strictObject({
  reason: z.string().trim().min(1).max(500).describe('why; a stopped board shows it to everybody'),
})

/** What each of an operator's two words does to a board. */
const SWITCHES = [
  { verb: 'stop', stopped: true, summary: 'Stop crawling a board, at once and until it is started; its postings stay' },
  { verb: 'start', stopped: false, summary: 'Crawl a stopped board again' },
] as const

const boardOf = ({ boards }: ApiDeps, id: string): Board => {
  const board = boards().find((one) => one.id === id)
  if (!board) throw refusal('board-not-found', `no board is called ${id}: GET /v1/boards lists them`)
  return board
}

/** Wishes a run of a board now; the crawlers come to it as politeness allows. */
export const wishRun = async (deps: ApiDeps, id: string): Promise<CrawlRequest> => {
  const board = boardOf(deps, id)
  if (!board.enabled) throw refusal('board-disabled', `${id} is switched off in the boards file: switch it on first`)
  const word = await switchOf(deps.records, id)
  if (word?.stopped)
    throw refusal('board-stopped', `${id} is stopped (${word.reason}): POST /v1/boards/${id}/start first`)
  const wishedAt = instant(deps.clock.now())
  const wish: CrawlRequest = { id: wishId(id, `operator-${wishedAt}`), board: id, wishedAt, trigger: 'operator' }
  await deps.log.publish(topics.crawlRequests, [{ key: id, value: wish }])
  return wish
}

/** Keeps an operator's word. One that only repeats the word before may give another reason, not another time. */
const switchTo = async ({ records, clock }: ApiDeps, word: Omit<BoardSwitch, 'at'>): Promise<void> => {
  const before = await switchOf(records, word.board)
  const at = before?.stopped === word.stopped ? before.at : instant(clock.now())
  await switchBoard(records, { ...word, at })
}

export const registerBoards = (server: FastifyInstance, deps: ApiDeps, runs: RunsView): void => {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const tags = ['boards']

  app.get(
    '/v1/boards',
    {
      schema: {
        summary: 'All boards and how they do',
        tags,
        response: { 200: z.object({ boards: z.array(BoardState) }) },
      },
    },
    async () => ({ boards: await boardStates(deps, runs) }),
  )

  app.get(
    '/v1/boards/:id',
    {
      schema: {
        summary: 'One board, its last runs and their signals',
        tags,
        params: BoardParams,
        response: { 200: BoardAnswer, 400: Problem, 404: Problem },
      },
    },
    async ({ params: { id } }) => {
      const board = boardOf(deps, id)
      await runs.refresh()
      return { ...(await boardState(deps, runs, board)), runs: [...runs.of(id)] }
    },
  )

  for (const { verb, stopped, summary } of SWITCHES) {
    app.post(
      `/v1/boards/:id/${verb}`,
      {
        schema: {
          summary,
          tags,
          security: [{ bearer: [] }],
          params: BoardParams,
          body: SwitchBody,
          response: { 200: BoardState, 400: Problem, 401: Problem, 403: Problem, 404: Problem, 503: Problem },
        },
      },
      async (request) => {
        const { user: by } = await operatorFor(deps, request)
        const board = boardOf(deps, request.params.id)
        await switchTo(deps, { board: board.id, stopped, reason: request.body.reason, by })
        await runs.refresh()
        return boardState(deps, runs, board)
      },
    )
  }

  app.post(
    '/v1/boards/:id/runs',
    {
      schema: {
        summary: 'Wish a run of a board now',
        tags,
        security: [{ bearer: [] }],
        params: BoardParams,
        response: {
          202: z.object({ wish: z.string(), board: BoardId }),
          400: Problem,
          401: Problem,
          403: Problem,
          404: Problem,
          409: Problem,
          503: Problem,
        },
      },
    },
    async (request, reply) => {
      await operatorFor(deps, request)
      const { id, board } = await wishRun(deps, request.params.id)
      return reply.code(202).send({ wish: id, board })
    },
  )
}
