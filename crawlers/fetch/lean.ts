import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Readable } from 'node:stream'
import type { Transform } from 'node:stream'
import { Agent, request as send } from 'undici'
import type { Dispatcher } from 'undici'
import { JobdataError, hasConsequence } from '../../src/domain/errors.js'
import type { Fetch, FetchAnswer, FetchRequest } from './fetch.js'
import { checkUrl, guardedLookup } from './guard.js'
import type { Reach } from './guard.js'

const MOST_BYTES = 20 * 1_048_576
const MOST_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])

export interface LeanFetchOptions {
  /** `QHJobBot/1.0 (+https://…; mailto:…)` */
  readonly userAgent: string
  readonly reach: Reach
  readonly timeoutMs?: number
}

export interface LeanFetch {
  readonly fetch: Fetch
  close(): Promise<void>
}

const changed = (message: string, code: string, cause?: unknown): JobdataError =>
  new JobdataError(message, { consequence: 'source-changed', code, cause })

const decoder = (encoding: string): Transform | undefined => {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip()
  if (encoding === 'br') return createBrotliDecompress()
  return encoding === 'deflate' ? createInflate() : undefined
}

/** The bytes of a stream, decoded, at most so many: a decompression bomb ends here. */
const collected = async (stream: AsyncIterable<Uint8Array>, url: string): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > MOST_BYTES)
      throw changed(`${url} answers with more than ${MOST_BYTES / 1_048_576} MiB`, 'answer-too-large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const inflated = async (body: Readable, encoding: string, url: string): Promise<Buffer> => {
  const transform = decoder(encoding)
  return collected((transform ? body.compose(transform) : body) as AsyncIterable<Uint8Array>, url)
}

const charsetOf = (contentType: string, bytes: Buffer): string => {
  const named =
    /charset=["']?([\w-]+)/i.exec(contentType) ??
    /(?:charset|encoding)=["']?([\w-]+)/i.exec(bytes.subarray(0, 1024).toString('latin1'))
  return named?.[1] ?? 'utf-8'
}

const textOf = (bytes: Buffer, contentType: string): string => {
  try {
    return new TextDecoder(charsetOf(contentType, bytes)).decode(bytes)
  } catch {
    // A charset nobody knows: UTF-8 with replacement characters shows in the signals.
    return new TextDecoder().decode(bytes)
  }
}

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

const plainHeaders = (headers: Dispatcher.ResponseData['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )

/** A lean, honest HTTP client: certificates verified, only our headers, every hop checked, size and time bounded. */
export const leanFetch = ({ userAgent, reach, timeoutMs = 30_000 }: LeanFetchOptions): LeanFetch => {
  const agent = new Agent({
    connect: { lookup: guardedLookup(reach), timeout: 10_000 },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connections: 4,
  })

  const hop = async (url: URL, given: FetchRequest): Promise<FetchAnswer> => {
    checkUrl(url, reach)
    const {
      statusCode,
      headers: raw,
      body,
    } = await send(url, {
      dispatcher: agent,
      method: given.method ?? 'GET',
      headers: { 'user-agent': userAgent, 'accept-encoding': 'gzip, br, deflate', ...given.headers },
      ...(given.body !== undefined && { body: given.body }),
      ...(given.signal && { signal: given.signal }),
    })
    const headers = plainHeaders(raw)
    const bytes = await inflated(body, headers['content-encoding'] ?? '', url.href)
    // A file that is compressed itself, such as sitemap.xml.gz.
    const whole = isGzip(bytes) ? await inflated(Readable.from([bytes]), 'gzip', url.href) : bytes
    return { status: statusCode, url: url.href, headers, body: textOf(whole, headers['content-type'] ?? '') }
  }

  const follow = async (given: FetchRequest): Promise<FetchAnswer> => {
    let url = new URL(given.url)
    for (let redirects = 0; ; redirects++) {
      const answer = await hop(url, given)
      const location = answer.headers['location']
      if (!REDIRECTS.has(answer.status) || location === undefined) return answer
      if (redirects === MOST_REDIRECTS)
        throw changed(`${given.url} redirects more than ${MOST_REDIRECTS} times`, 'too-many-redirects')
      url = new URL(location, url)
    }
  }

  return {
    async fetch(given) {
      try {
        return await follow(given)
      } catch (error) {
        if (error instanceof JobdataError) throw error
        const cause = error instanceof Error ? error.cause : undefined
        if (hasConsequence(cause, 'bad-request')) throw cause
        throw new JobdataError(`no answer from ${new URL(given.url).host}`, {
          consequence: 'retryable',
          code: 'unreachable',
          cause: error,
        })
      }
    },
    close: () => agent.close(),
  }
}
