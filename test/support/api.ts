import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { toDocument } from '../../pipelines/index/document.js'
import { gazetteerPlaces } from '../../pipelines/normalize/gazetteer-places.js'
import { buildApi } from '../../src/api/app.js'
import { OPERATIONS } from '../../src/api/deps.js'
import type { ApiDeps, Authenticate } from '../../src/api/deps.js'
import { Board } from '../../src/domain/board.js'
import { Run } from '../../src/domain/run.js'
import { allTopics, topics } from '../../src/domain/topics.js'
import type { Topic } from '../../src/domain/topics.js'
import { openDataFolder } from '../../src/edges/embedded/data-folder.js'
import { openVacancyIndex } from '../../src/edges/embedded/vacancy-index.js'
import type { LogRecord } from '../../src/ports/log.js'
import { manualClock } from './clock.js'
import type { ManualClock } from './clock.js'
import { countingMetrics, silentLogger } from './quiet.js'
import { NOW, inventedVacancies, vacancyWrite } from './vacancies.js'

export interface TestApi {
  /** One request to the app. */
  readonly ask: (request: TestRequest) => Promise<TestAnswer>
  readonly app: FastifyInstance
  readonly deps: ApiDeps
  readonly clock: ManualClock
  /** Keys that were wished to be looked at again. */
  readonly rechecked: string[]
  /** All records of a topic so far. */
  written(topic: Topic): Promise<readonly LogRecord[]>
  close(): Promise<void>
}

/** `Bearer ann` is Ann, `Bearer root` an operator; nothing is nobody. */
export const plainAuthenticate: Authenticate = async ({ headers: { authorization } }) => {
  const user = authorization?.replace(/^Bearer /, '')
  return user === undefined ? undefined : { user, scopes: new Set(user === 'root' ? [OPERATIONS] : []) }
}

const BOARDS = [
  { id: 'river-jobs', platform: 'feed', name: 'River Jobs', url: 'https://river-jobs.example/rss' },
  { id: 'harbour-careers', platform: 'greenhouse', name: 'Harbour Careers', url: 'https://harbour.example/' },
  { id: 'city-works', platform: 'trudvsem', name: 'Работа города', url: 'https://city-works.example/' },
  { id: 'old-board', platform: 'feed', name: 'Old Board', url: 'https://old.example/', enabled: false },
].map((board) => Board.parse(board))

/** The last run of a board. */
export const inventRun = (board: string, more: Partial<Run> = {}): Run =>
  Run.parse({
    id: `${board}-1`,
    board,
    platform: 'feed',
    list: 'whole',
    fence: 1,
    trigger: 'schedule',
    startedAt: '2026-11-24T07:00:00.000Z',
    endedAt: '2026-11-24T07:01:00.000Z',
    complete: true,
    bootstrap: false,
    unchanged: false,
    counts: { listed: 30, found: 2, new: 1, seen: 28, missed: 0, closed: 0, rejected: 0 },
    requests: { '2xx': 3 },
    missedKeys: [],
    closedKeys: [],
    signals: [],
    everyMinutes: 60,
    lastCompleteAt: '2026-11-24T07:01:00.000Z',
    ...more,
  })

const RUNS = [
  inventRun('river-jobs'),
  inventRun('harbour-careers', {
    signals: [{ code: 'unknown-value', field: 'employmentType', detail: '"seasonal" is not known', count: 3 }],
  }),
  inventRun('city-works', {
    complete: false,
    why: 'throttled',
    lastCompleteAt: '2026-11-23T07:01:00.000Z',
    requests: { '429': 4 },
  }),
]

const openEdges = async (clock: ManualClock) => {
  const path = await mkdtemp(join(tmpdir(), 'api-'))
  const folder = await openDataFolder({ path, clock })
  await folder.log.ensureTopics(allTopics)
  const index = await openVacancyIndex({
    file: join(path, 'index.db'),
    synonyms: await readFile('config/synonyms.txt', 'utf8'),
  })
  await index.write(inventedVacancies().map((vacancy, at) => vacancyWrite(vacancy, at)))
  await folder.log.publish(
    topics.runs,
    RUNS.map((value) => ({ key: value.board, value })),
  )
  const close = async (): Promise<void> => {
    await index.close()
    await folder.close()
    await rm(path, { recursive: true })
  }
  return { log: folder.log, records: folder.records, index, close }
}

export interface TestRequest {
  readonly method?: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly payload?: object | string
}

export interface TestAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** As the caller knows it to be. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names what it expects
  json<T>(): T
}

/** Asks over a real socket: the inject of the framework needs what jest cannot load on Node 20. */
const asker =
  (address: string) =>
  async ({ method = 'GET', url, headers = {}, payload }: TestRequest): Promise<TestAnswer> => {
    const isJson = typeof payload === 'object'
    const response = await fetch(new URL(url, address), {
      method,
      redirect: 'manual',
      headers: { connection: 'close', ...(isJson && { 'content-type': 'application/json' }), ...headers },
      ...(payload !== undefined && { body: isJson ? JSON.stringify(payload) : payload }),
    })
    const body = await response.text()
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body,
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as the type says
      json: <T>() => JSON.parse(body) as T,
    }
  }

/** The app over embedded edges with invented vacancies and boards; close it at the end. */
export const buildTestApi = async (more: Partial<ApiDeps> = {}): Promise<TestApi> => {
  const clock = manualClock(NOW)
  const { close, ...edges } = await openEdges(clock)
  const rechecked: string[] = []
  const deps: ApiDeps = {
    ...edges,
    clock,
    logger: silentLogger(),
    places: gazetteerPlaces(),
    metrics: countingMetrics(),
    metricsText: async () => '# HELP up It is up.\n# TYPE up gauge\nup 1\n',
    boards: () => BOARDS,
    readiness: async () => ({ ready: true, parts: { index: { ok: true, message: '60 open vacancies' } } }),
    recheck: (keys) => void rechecked.push(...keys),
    importLink: () => Promise.reject(new Error('no page is read in this test')),
    importsPerHour: 30,
    epoch: async () => 1,
    toDocument,
    authenticate: plainAuthenticate,
    development: false,
    baseCurrency: 'EUR',
    ...more,
  }
  const app = await buildApi(deps)
  const ask = asker(await app.listen({ host: '127.0.0.1', port: 0 }))
  const written = async (topic: Topic): Promise<LogRecord[]> => {
    const records: LogRecord[] = []
    for await (const batch of edges.log.read(topic)) records.push(...batch.records)
    return records
  }
  return { app, ask, deps, clock, rechecked, written, close: () => app.close().then(close) }
}
