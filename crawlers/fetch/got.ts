import { once } from 'node:events'
import type { Agent, ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { gotScraping } from 'got-scraping'
import { answerOf } from './decode.js'
import { TIMEOUT_MS, TOTAL_MS, clientOf, deadlineOf } from './fetch.js'
import type { FetchAnswer, FetchClient, FetchClientOptions, FetchRequest } from './fetch.js'
import { checkUrl, guardedLookup } from './guard.js'

const plainHeaders = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(':') ? [] : [[name, Array.isArray(value) ? value.join(', ') : (value ?? '')]],
    ),
  )

/** What a request over HTTP/2 takes its stream from: the agent of http2-wrapper, which got stands on. */
interface StreamAgent {
  getSession(origin: unknown, options: unknown): Promise<ClientHttp2Session>
  request(origin: unknown, options: unknown, headers: OutgoingHttpHeaders): Promise<ClientHttp2Stream>
}

/** A stream is asked for on a session that stands; its headers go out in the same turn of the event loop. */
const checkedAgent = (agent: StreamAgent, check: () => void): StreamAgent => ({
  getSession: agent.getSession.bind(agent),
  async request(origin, options, headers) {
    const session = await agent.getSession(origin, options)
    try {
      check()
      return session.request(headers)
    } catch (error) {
      // A session without streams would hold its socket, and with it the process.
      session.close()
      throw error
    }
  },
})

/** HTTP/1.1: a request is written when it has its connection and that stands. */
const checkOnSocket = (request: ClientRequest, check: () => void): void => {
  const leave = (): void => {
    try {
      check()
    } catch (error) {
      request.destroy(error as Error)
    }
  }
  request.once('socket', (socket: Socket) => {
    if (socket.connecting) socket.once('connect', leave)
    else leave()
  })
}

const checkOnDeparture = (request: ClientRequest & { agent?: StreamAgent | Agent }, check: () => void): void => {
  if (request.agent && 'getSession' in request.agent) request.agent = checkedAgent(request.agent, check)
  else checkOnSocket(request, check)
}

/**
 * got-scraping made honest, for boards that answer over HTTP/2 only. Its own defaults take any certificate and wear a
 * browser's headers and TLS face; here certificates are verified, only our headers go out, and the TLS face is Node's.
 */
export const gotFetch = (options: FetchClientOptions): FetchClient => {
  const { userAgent, reach, timeoutMs = TIMEOUT_MS, totalMs = TOTAL_MS } = options

  const open = (url: URL, given: FetchRequest) =>
    gotScraping.stream(url, {
      method: given.method ?? 'GET',
      headers: { 'user-agent': userAgent, 'accept-encoding': 'gzip, br, deflate', ...given.headers },
      ...(given.body !== undefined && { body: given.body }),
      context: { useHeaderGenerator: false, insecureHTTPParser: false },
      // A least version, said aloud, is what switches the browser's TLS face off.
      https: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
      dnsLookup: guardedLookup(reach),
      http2: true,
      // Ours: redirects ask robots.txt first, tries belong to the domain, decoding is bounded.
      followRedirect: false,
      retry: { limit: 0 },
      throwHttpErrors: false,
      decompress: false,
      timeout: { connect: 10_000, response: timeoutMs, read: timeoutMs },
      signal: deadlineOf(given, totalMs),
    })

  const ask = async (url: URL, given: FetchRequest): Promise<FetchAnswer> => {
    checkUrl(url, reach)
    const stream = open(url, given)
    const { beforeSending } = given
    if (beforeSending) stream.once('request', (request: ClientRequest) => checkOnDeparture(request, beforeSending))
    const [response] = (await once(stream, 'response')) as [IncomingMessage]
    const status = response.statusCode ?? 0
    const headers = plainHeaders(response)
    return answerOf(status, { url: url.href, headers, stream }, given.onText)
  }

  return clientOf(ask, async () => undefined)
}
