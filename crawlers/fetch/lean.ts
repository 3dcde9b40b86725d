import { Agent, DecoratorHandler, request as send } from 'undici'
import type { Dispatcher } from 'undici'
import { answerOf } from './decode.js'
import { TIMEOUT_MS, TOTAL_MS, clientOf, deadlineOf } from './fetch.js'
import type { FetchAnswer, FetchClient, FetchClientOptions, FetchRequest } from './fetch.js'
import { checkUrl, guardedLookup } from './guard.js'

const plainHeaders = (headers: Dispatcher.ResponseData['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )

/** undici says that a request starts right before it writes it, on a connection that stands. */
class Departure extends DecoratorHandler {
  private readonly handler: Dispatcher.DispatchHandler
  private readonly check: () => void

  constructor(handler: Dispatcher.DispatchHandler, check: () => void) {
    super(handler)
    this.handler = handler
    this.check = check
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.check()
    this.handler.onRequestStart?.(controller, context)
  }
}

const checkedAt = (check: () => void): Dispatcher.DispatcherComposeInterceptor => {
  return (dispatch) => (options, handler) => dispatch(options, new Departure(handler, check))
}

/** A lean, honest HTTP/1.1 client: certificates verified, only our headers, addresses checked, size and time bounded. */
export const leanFetch = (options: FetchClientOptions): FetchClient => {
  const { userAgent, reach, timeoutMs = TIMEOUT_MS, totalMs = TOTAL_MS } = options
  const agent = new Agent({
    connect: { lookup: guardedLookup(reach), timeout: 10_000 },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connections: 4,
  })

  const ask = async (url: URL, given: FetchRequest): Promise<FetchAnswer> => {
    checkUrl(url, reach)
    const answer = await send(url, {
      dispatcher: given.beforeSending ? agent.compose(checkedAt(given.beforeSending)) : agent,
      method: given.method ?? 'GET',
      headers: { 'user-agent': userAgent, 'accept-encoding': 'gzip, br, deflate', ...given.headers },
      signal: deadlineOf(given, totalMs),
      ...(given.body !== undefined && { body: given.body }),
    })
    const { statusCode: status, body: stream } = answer
    const headers = plainHeaders(answer.headers)
    return answerOf(status, { url: url.href, headers, stream }, given.onText)
  }

  return clientOf(ask, () => agent.close())
}
