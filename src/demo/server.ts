import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Board } from '../domain/board.js'
import { JobdataError } from '../domain/errors.js'
import { boardPlans } from './boards.js'
import type { BoardPlan } from './boards.js'
import { makeWorld } from './generate/world.js'
import { EASY_RULES, countRudeness, watchManners } from './manners.js'
import type { ByRudeness, HouseRules, LoggedRequest } from './manners.js'
import { READINGS } from './readings.js'
import { ROUNDS, hoursBefore } from './rounds.js'
import { answerOf, isAllowed } from './serve/answer.js'
import { sightOf } from './serve/sight.js'
import type { Answer, Sight } from './serve/sight.js'
import type { Truth } from './truth.js'

const RETRY_AFTER_S = 1
const FIRST_PORT_TRIES = 20

export interface DemoBoardsOptions {
  readonly seed: number
  /** Postings over all boards and rounds, about. */
  readonly size: number
  readonly round: number
  /** Epoch milliseconds that round 0 begins at: the boards' dates hang on it. */
  readonly startedAt: number
  /** Port of all boards; 0 or absent = any. */
  readonly port?: number
  /** Milliseconds by which the boards judge manners. */
  readonly ticks: () => number
  /** What a board asks of who harvests it; by default it is easy-going. */
  readonly rules?: (board: string) => HouseRules
  /** Sees each request after it was logged; true when it takes the request over, and no answer is to be sent. */
  readonly intercept?: (board: string, request: IncomingMessage) => boolean
}

/** The demo's boards at work. Who starts them closes them. */
export interface DemoBoards {
  readonly boards: readonly Board[]
  readonly rounds: number
  /** Hours that the clock moves before a round. */
  hoursBefore(round: number): number
  setRound(round: number): void
  readonly truth: Truth
  /** Requests so far that were rude, by the boards' own logs. */
  rude(): number
  /** The same by kind: a request may be rude in several ways. */
  byRudeness(): ByRudeness
  /** A board's own log. */
  log(board: string): readonly LoggedRequest[]
  readonly port: number
  close(): Promise<void>
}

const boardOf = (plan: BoardPlan, origin: string, { paceMs, dailyRequests }: HouseRules): Board =>
  Board.parse({
    id: plan.id,
    platform: READINGS[plan.form].platform,
    name: plan.name,
    url: `${origin}${READINGS[plan.form].list(plan.id)}`,
    home: `${origin}/`,
    ...(plan.employer !== undefined && { employer: plan.employer }),
    language: plan.id === 'allwork' ? undefined : plan.tongue.language,
    paceMs,
    everyMinutes: 60,
    rank: plan.rank,
    terms: { redistribute: true, fullText: true, attribution: plan.name, dailyRequests },
  })

/** Watches the manners of those who ask, and throttles where the round says so. */
const doorOf = (rules: HouseRules, ticks: () => number) => {
  const throttled = new Set<string>()
  const manners = watchManners(rules, ticks)
  return {
    log: manners.log,
    /** The answer of a closed door; undefined when it is open. */
    refuse(path: string, { fault, round, plan }: Sight, allowed: boolean): Answer | undefined {
      manners.judge(path, allowed)
      if (fault !== 'throttled') return undefined
      const kind = `${round} ${path.startsWith('/jobs/') ? 'page' : path}`
      if (throttled.has(kind) || path === '/robots.txt' || path === '/sitemap.xml') return undefined
      throttled.add(kind)
      manners.closeFor(RETRY_AFTER_S * 1000)
      const headers = { 'retry-after': String(RETRY_AFTER_S) }
      return { status: 429, type: 'text/plain; charset=utf-8', body: `${plan.name}: slower, please`, headers }
    },
    /** The answer with the Crawl-delay that the rules ask for. */
    slowed(path: string, answer: Answer): Answer {
      if (path !== '/robots.txt' || rules.crawlDelaySeconds === 0) return answer
      const group = 'User-agent: *\n'
      return { ...answer, body: answer.body.replace(group, `${group}Crawl-delay: ${rules.crawlDelaySeconds}\n`) }
    },
  }
}

const send = (request: IncomingMessage, response: ServerResponse, { status, type, body, headers }: Answer): void => {
  const etag = `"${createHash('sha1').update(body).digest('base64url')}"`
  const common = { 'content-type': type, etag, ...headers }
  if (status === 200 && request.headers['if-none-match'] === etag) response.writeHead(304, common).end()
  else response.writeHead(status, common).end(body)
}

const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.removeListener('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })

const closeAll = async (servers: readonly Server[]): Promise<void> => {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.closeAllConnections()
          server.close(() => resolve())
        }),
    ),
  )
}

/** Each board has an address of its own on the loopback net; where there is only one, a port of its own. */
const listenEach = async (servers: readonly Server[], port: number): Promise<string[]> => {
  const hosts: string[] = []
  let first = port
  for (const [at, server] of servers.entries()) {
    const host = `127.0.0.${at + 2}`
    try {
      first = await listen(server, host, first)
      hosts.push(`${host}:${first}`)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') throw error
      const own = first === 0 ? 0 : first + at
      const taken = await listen(server, '127.0.0.1', own)
      if (first === 0) first = taken - at
      hosts.push(`127.0.0.1:${taken}`)
    }
  }
  return hosts
}

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EADDRINUSE'

/** Starts a server for each board; a port that was not asked for is tried anew when some address has it taken. */
const startServers = async (make: () => Server[], port: number): Promise<{ servers: Server[]; hosts: string[] }> => {
  for (let tries = 0; ; tries++) {
    const servers = make()
    try {
      return { servers, hosts: await listenEach(servers, port) }
    } catch (cause) {
      await closeAll(servers.filter((server) => server.listening))
      if (isTaken(cause) && port === 0 && tries < FIRST_PORT_TRIES) continue
      throw new JobdataError(`the demo's boards need port ${port} on the loopback addresses: end what holds it`, {
        consequence: 'config',
        code: 'demo-port-taken',
        cause,
      })
    }
  }
}

/** Serves the demo's boards on the loopback net, each on an address of its own with a robots.txt of its own. */
export const startDemoBoards = async (options: DemoBoardsOptions): Promise<DemoBoards> => {
  const { seed, size, startedAt, ticks, rules = () => EASY_RULES, intercept } = options
  const world = makeWorld(seed, size)
  const doors = new Map(boardPlans.map(({ id }) => [id, doorOf(rules(id), ticks)]))
  const logOf = (board: string): readonly LoggedRequest[] => doors.get(board)?.log() ?? []
  const wholeLog = (): LoggedRequest[] => boardPlans.flatMap(({ id }) => logOf(id))
  const sights = new Map<string, Sight>()
  let { round } = options
  let hosts: readonly string[] = []

  const sight = (plan: BoardPlan, at: number): Sight => {
    const known = sights.get(plan.id)
    if (known) return known
    const fresh = sightOf(world, plan, { round, origin: `http://${hosts[at] ?? ''}`, startedAt, size })
    sights.set(plan.id, fresh)
    return fresh
  }

  const serverOf = (plan: BoardPlan, at: number): Server =>
    createServer((request, response) => {
      const path = request.url ?? '/'
      const seen = sight(plan, at)
      const door = doors.get(plan.id)
      const refused = door?.refuse(path, seen, isAllowed(seen, path))
      if (intercept?.(plan.id, request)) return
      text(request).then(
        (body) => {
          const answer = refused ?? answerOf(path, seen, world, body)
          send(request, response, door?.slowed(path, answer) ?? answer)
        },
        () => response.destroy(),
      )
    })

  const started = await startServers(() => boardPlans.map(serverOf), options.port ?? 0)
  hosts = started.hosts
  return {
    boards: boardPlans.map((plan, at) => boardOf(plan, `http://${hosts[at] ?? ''}`, rules(plan.id))),
    rounds: ROUNDS,
    hoursBefore,
    setRound(next) {
      round = next
      sights.clear()
    },
    truth: world.truth,
    rude: () => wholeLog().filter(({ rude }) => rude.length > 0).length,
    byRudeness: () => countRudeness(wholeLog()),
    log: logOf,
    port: Number(hosts[0]?.split(':')[1]),
    close: () => closeAll(started.servers),
  }
}
