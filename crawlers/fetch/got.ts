import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
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
    const [response] = (await once(stream, 'response')) as [IncomingMessage]
    const status = response.statusCode ?? 0
    const headers = plainHeaders(response)
    return answerOf(status, { url: url.href, headers, stream }, given.onText)
  }

  return clientOf(ask, async () => undefined)
}
