import { readFile } from 'node:fs/promises'
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { VacancyId } from '../domain/common.js'
import { isImported } from '../domain/imports.js'
import { stoppedBoards } from '../ports/board-switches.js'
import type { LiveVacancy } from '../domain/vacancy.js'
import { parseSearch } from '../search/parse-search.js'
import { boardsPage } from '../web/boards-page.js'
import { docsPage } from '../web/docs-page.js'
import type { Call } from '../web/docs-page.js'
import type { Visit } from '../web/layout.js'
import { importFailedPage } from '../web/import-page.js'
import { messagePage } from '../web/message-page.js'
import { picksPage } from '../web/picks-page.js'
import { addressOf } from '../web/address.js'
import { searchPage } from '../web/search-page.js'
import { vacancyPage } from '../web/vacancy-page.js'
import { LANGUAGES, wordsOf } from '../web/words.js'
import type { Language, Words } from '../web/words.js'
import type { ApiDeps } from './deps.js'
import { logFault, markProblem, nothingHere, sendProblem } from './errors.js'
import { fateOf } from './fate.js'
import { findVacancy } from './find-vacancy.js'
import { deleteImport, findImport, importByLink, importsOf } from './importing.js'
import type { Importing } from './importing.js'
import { lookAgain } from './look-again.js'
import { findForUser, hasPicked, pickVacancy, picksOf, unpickVacancy } from './picking.js'
import { refusal, toProblem } from './problem.js'
import type { Problem } from './problem.js'
import type { RunsView } from './runs-view.js'
import { circleText, isFromForm, readForm } from './search-form.js'
import type { FilledForm } from './search-form.js'
import { toVacancyAnswer } from './vacancy-answer.js'

type Query = Readonly<Record<string, string | readonly string[] | undefined>>

/** As the API takes it. */
const MOST_LINK = 2000
const LANGUAGE_COOKIE = 'lang'
const YEAR_S = 31_536_000
/** Files of the page: name → type. */
const ASSETS: Readonly<Record<string, string>> = {
  'page.css': 'text/css; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
}

const isLanguage = (value: unknown): value is Language => LANGUAGES.some((one) => one === value)

/** The language asked for, remembered, or preferred by the browser. */
const languageOf = (request: FastifyRequest): Language => {
  const wanted = [(request.query as Query)['lang'], request.cookies[LANGUAGE_COOKIE]].find(isLanguage)
  return wanted ?? (/^(?:ru|be|uk|kk)\b/i.test(request.headers['accept-language'] ?? '') ? 'ru' : 'en')
}

/** Words of each language, made once. */
type Dictionary = Readonly<Record<Language, Words>>

const visitWith = (deps: ApiDeps, words: Words, request: FastifyRequest, user?: string): Visit => ({
  words,
  address: request.url,
  user,
  development: deps.development,
  now: deps.clock.now(),
  boardName: (board) => deps.boards().find(({ id }) => id === board)?.name ?? board,
})

const visitOf = async (deps: ApiDeps, dictionary: Dictionary, request: FastifyRequest): Promise<Visit> =>
  visitWith(deps, dictionary[languageOf(request)], request, (await deps.authenticate(request))?.user)

const html = (reply: FastifyReply, body: string, status = 200): FastifyReply =>
  reply.code(status).type('text/html; charset=utf-8').send(body)

/** A refusal as a page for people: what is wrong, and the way back. */
const sendFailure = (request: FastifyRequest, reply: FastifyReply, problem: Problem, words: Words, deps: ApiDeps) => {
  const fields = problem.errors?.map(({ field, message }) => `${field}: ${message}`).join('; ')
  const { signIn, notFound, removed, nothingHere: nothing, errorTitle } = words.texts
  const known = new Map([
    ['vacancy-not-found', notFound],
    ['vacancy-removed', removed],
    ['sign-in-needed', signIn],
    ['not-found', nothing],
  ])
  const message = known.get(problem.code) ?? fields ?? problem.detail
  return html(
    markProblem(reply, problem),
    messagePage(visitWith(deps, words, request), errorTitle, message),
    problem.status,
  )
}

const registerFailures = (app: FastifyInstance, deps: ApiDeps, dictionary: Dictionary): void => {
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error)
    if (problem.status >= 500) logFault(deps.logger, error, request)
    return sendFailure(request, reply, problem, dictionary[languageOf(request)], deps)
  })
}

const isPerson = ({ method, url, headers }: FastifyRequest): boolean =>
  method === 'GET' && !url.startsWith('/v1') && (headers.accept ?? '').includes('text/html')

/** An unknown address: a page for people, a problem for programs. */
export const registerNothing = (app: FastifyInstance, deps: ApiDeps): void => {
  app.setNotFoundHandler((request, reply) => {
    const problem = nothingHere(request)
    if (!isPerson(request)) return sendProblem(reply, problem)
    return sendFailure(request, reply, problem, wordsOf(languageOf(request), deps.places), deps)
  })
}

const registerAssets = async (app: FastifyInstance): Promise<void> => {
  for (const [name, type] of Object.entries(ASSETS)) {
    const body = await readFile(new URL(`../web/assets/${name}`, import.meta.url))
    app.get(`/assets/${name}`, { schema: { hide: true } }, (_, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=3600').send(body),
    )
  }
}

const registerSearch = (app: FastifyInstance, deps: ApiDeps, runs: RunsView, dictionary: Dictionary): void => {
  const { places, baseCurrency } = deps
  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    const given = request.query as Query
    const { parameters, unknown }: FilledForm = isFromForm(given) ? readForm(given, places) : { parameters: given }
    const parsed = parseSearch(parameters, { now: deps.clock.now(), others: ['lang'] })
    // What the form sends is long and half empty: the same search has a short address, fit to be kept and sent on.
    if (isFromForm(given) && !unknown) return reply.redirect(addressOf(parsed.query), 303)
    const [visit, result] = await Promise.all([
      visitOf(deps, dictionary, request),
      deps.index.search(parsed.query),
      runs.refresh(),
    ])
    const hits = result.hits.map((hit) => ({ ...hit, lastSeenAt: toVacancyAnswer(hit.vacancy, runs).lastSeenAt }))
    const circle = unknown ?? circleText(parsed.query.filters.near, visit.words.point, places)
    const q = typeof given['q'] === 'string' ? given['q'] : ''
    const page = { visit, q, circle, unknownCity: unknown?.city, parsed, result: { ...result, hits }, baseCurrency }
    return html(reply, searchPage(page))
  })
}

/** The vacancy that an address names: everybody's, or the visitor's import. One that was joined into another leads there. */
const vacancyAt = async (deps: ApiDeps, request: FastifyRequest) => {
  const { id } = request.params as { id: string }
  if (!VacancyId.safeParse(id).success) throw refusal('vacancy-not-found', `no vacancy has the id ${id}`)
  const user = (await deps.authenticate(request))?.user
  const found = await (user === undefined ? findVacancy(deps.index, id) : findForUser(deps, user, id))
  if (found.kind === 'unknown') throw refusal('vacancy-not-found', `no vacancy has the id ${id}`)
  if (found.kind === 'removed') throw refusal('vacancy-removed', 'removed on request')
  return found
}

/** Those of the vacancies that are there under their own id. */
const liveOf = async ({ index }: ApiDeps, ids: readonly string[]): Promise<LiveVacancy[]> => {
  const found = await Promise.all(ids.map((id) => findVacancy(index, id)))
  return found.flatMap((one) => (one.kind === 'vacancy' ? [one.vacancy] : []))
}

const registerVacancy = (app: FastifyInstance, deps: ApiDeps, runs: RunsView, dictionary: Dictionary): void => {
  app.get('/vacancies/:id', { schema: { hide: true } }, async (request, reply) => {
    const found = await vacancyAt(deps, request)
    if (found.kind === 'merged') return reply.redirect(`/vacancies/${found.mergedInto}`, 301)
    const [visit] = await Promise.all([visitOf(deps, dictionary, request), runs.refresh()])
    const vacancy = toVacancyAnswer(found.vacancy, runs)
    const { user } = visit
    const imported = user !== undefined && isImported(vacancy) ? await findImport(deps, user, vacancy.id) : undefined
    if (!imported) lookAgain(deps, vacancy)
    const [picked, variants] = await Promise.all([
      user !== undefined && hasPicked(deps, user, vacancy.id),
      liveOf(deps, vacancy.variants),
    ])
    return html(reply, vacancyPage({ visit, vacancy, variants, picked, imported }))
  })
}

const personOf = async (deps: ApiDeps, request: FastifyRequest): Promise<string> => {
  const caller = await deps.authenticate(request)
  if (caller) return caller.user
  throw refusal('sign-in-needed', 'picks belong to a person: sign in')
}

const registerPicking = (app: FastifyInstance, deps: ApiDeps, runs: RunsView, dictionary: Dictionary): void => {
  app.post('/vacancies/:id/pick', { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string }
    await pickVacancy(deps, { user: await personOf(deps, request), id })
    return reply.redirect(`/vacancies/${id}`, 303)
  })
  app.post('/vacancies/:id/unpick', { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string }
    await unpickVacancy(deps, await personOf(deps, request), id)
    return reply.redirect('/picks', 303)
  })
  app.get('/picks', { schema: { hide: true } }, async (request, reply) => {
    const user = await personOf(deps, request)
    const [visit, { picks }, imports] = await Promise.all([
      visitOf(deps, dictionary, request),
      picksOf(deps, user),
      importsOf(deps, user),
      runs.refresh(),
    ])
    const lines = picks.map(async ({ pick, now }) => ({ pick, fate: await fateOf(deps, runs, now) }))
    return html(reply, picksPage({ visit, picks: await Promise.all(lines), imports }))
  })
}

/** What people are told of a link that could not be read; anything else is a page of its own. */
const importFailure = (problem: Problem, { texts }: Words): string | undefined =>
  problem.code === 'bad-request' ? texts.badLink : texts.importFailures[problem.code]

const registerImporting = (app: FastifyInstance, deps: Importing, dictionary: Dictionary): void => {
  app.post('/imports', { schema: { hide: true } }, async (request, reply) => {
    const user = await personOf(deps, request)
    const { url } = (request.body ?? {}) as Readonly<Record<string, unknown>>
    const link = typeof url === 'string' ? url.trim().slice(0, MOST_LINK) : ''
    try {
      const imported = await importByLink(deps, { user, link })
      const { id } = imported.kind === 'known' ? imported.vacancy : imported.import.vacancy
      return await reply.redirect(`/vacancies/${id}`, 303)
    } catch (error) {
      const problem = toProblem(error)
      const visit = await visitOf(deps, dictionary, request)
      const message = importFailure(problem, visit.words)
      if (message === undefined) throw error
      return html(markProblem(reply, problem), importFailedPage(visit, message, link), problem.status)
    }
  })
  app.post('/imports/:id/delete', { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string }
    await deleteImport(deps, await personOf(deps, request), id)
    return reply.redirect('/picks', 303)
  })
}

const registerBoardsPage = (app: FastifyInstance, deps: ApiDeps, runs: RunsView, dictionary: Dictionary): void => {
  app.get('/boards', { schema: { hide: true } }, async (request, reply) => {
    const [visit, stops] = await Promise.all([
      visitOf(deps, dictionary, request),
      stoppedBoards(deps.records),
      runs.refresh(),
    ])
    const lines = deps.boards().map((board) => {
      const { id } = board
      return { board, run: runs.of(id)[0], stopped: stops.get(id)?.reason }
    })
    return html(reply, boardsPage({ visit, lines }))
  })
}

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly description?: string }[]
  readonly responses?: Readonly<Record<string, unknown>>
}

const callsOf = (document: unknown): Call[] => {
  const { paths = {} } = document as { paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary = '', parameters = [], responses = {} }]) => ({
      method,
      path,
      summary,
      parameters: parameters.map((one) => ({ ...one, description: one.description ?? '' })),
      answers: Object.keys(responses),
    })),
  )
}

const registerDocs = (app: FastifyInstance, deps: ApiDeps, dictionary: Dictionary): void => {
  app.get('/docs', { schema: { hide: true } }, async (request, reply) =>
    html(reply, docsPage({ visit: await visitOf(deps, dictionary, request), calls: callsOf(app.swagger()) })),
  )
}

/** The pages for people: search, vacancy, picks, boards. They work whole without JavaScript. */
export const registerPages = async (server: FastifyInstance, deps: Importing): Promise<void> => {
  const { runs } = deps
  await server.register(async (app) => {
    const dictionary: Dictionary = { en: wordsOf('en', deps.places), ru: wordsOf('ru', deps.places) }
    await app.register(formbody)
    registerFailures(app, deps, dictionary)
    app.addHook('onRequest', async (request, reply) => {
      const { lang } = request.query as Query
      if (isLanguage(lang))
        reply.setCookie(LANGUAGE_COOKIE, lang, { path: '/', maxAge: YEAR_S, sameSite: 'lax', httpOnly: true })
    })
    await registerAssets(app)
    registerSearch(app, deps, runs, dictionary)
    registerVacancy(app, deps, runs, dictionary)
    registerPicking(app, deps, runs, dictionary)
    registerImporting(app, deps, dictionary)
    registerBoardsPage(app, deps, runs, dictionary)
    registerDocs(app, deps, dictionary)
  })
}
