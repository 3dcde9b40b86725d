import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Readable } from 'node:stream'
import type { Transform } from 'node:stream'
import { JobdataError } from '../../src/domain/errors.js'
import type { FetchAnswer, FetchRequest } from './fetch.js'

const MEGABYTE = 1_048_576
const MOST_BYTES = 20 * MEGABYTE
/** A list that comes piece by piece is never in memory as a whole. */
const MOST_STREAM_BYTES = 4096 * MEGABYTE
/** How much of a text may name its charset. */
const HEAD_BYTES = 1024

type Bytes = AsyncIterable<Uint8Array>

/** An answer's body as it comes, and the headers that say how it is encoded. */
export interface EncodedBody {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly stream: Readable
}

const tooLarge = (url: string, most: number): JobdataError =>
  new JobdataError(`${url} answers with more than ${most / MEGABYTE} MiB`, {
    consequence: 'source-changed',
    code: 'answer-too-large',
  })

const decoder = (encoding: string): Transform | undefined => {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip()
  if (encoding === 'br') return createBrotliDecompress()
  return encoding === 'deflate' ? createInflate() : undefined
}

const inflated = (body: Readable, encoding: string): Readable => {
  const transform = decoder(encoding)
  return transform ? (body.compose(transform) as Readable) : body
}

/** A decompression bomb ends here. */
async function* bounded(bytes: Bytes, url: string, most: number): Bytes {
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > most) throw tooLarge(url, most)
    yield chunk
  }
}

/** The first bytes as one piece, then the rest as it comes. */
async function* withHead(bytes: Bytes): Bytes {
  let head: Uint8Array | undefined = Buffer.alloc(0)
  for await (const chunk of bytes) {
    if (head === undefined) {
      yield chunk
      continue
    }
    head = Buffer.concat([head, chunk])
    if (head.length < HEAD_BYTES) continue
    yield head
    head = undefined
  }
  if (head !== undefined && head.length > 0) yield head
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** A file that is compressed itself, such as sitemap.xml.gz, unpacked. */
async function* unpacked(bytes: Bytes): Bytes {
  const iterator = withHead(bytes)[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (first.done === true) return
  const all = async function* (): Bytes {
    yield first.value
    yield* { [Symbol.asyncIterator]: () => iterator }
  }
  yield* isGzip(first.value) ? withHead(Readable.from(all()).compose(createGunzip()) as Bytes) : all()
}

const charsetOf = (contentType: string, head: Uint8Array): string => {
  const named =
    /charset=["']?([\w-]+)/i.exec(contentType) ??
    /(?:charset|encoding)=["']?([\w-]+)/i.exec(Buffer.from(head.subarray(0, HEAD_BYTES)).toString('latin1'))
  return named?.[1] ?? 'utf-8'
}

const textDecoder = (contentType: string, head: Uint8Array): TextDecoder => {
  try {
    return new TextDecoder(charsetOf(contentType, head))
  } catch {
    // A charset nobody knows: UTF-8 with replacement characters shows in the signals.
    return new TextDecoder()
  }
}

/**
 * The text of an answer in pieces: content encoding undone, charset by the header or by the text's own word, at most
 * so many bytes. Throws `source-changed` code `answer-too-large`.
 */
async function* pieces({ stream, headers, url }: EncodedBody, most: number): AsyncIterable<string> {
  const plain = unpacked(bounded(inflated(stream, headers['content-encoding'] ?? '') as Bytes, url, most))
  let decoder: TextDecoder | undefined
  for await (const chunk of bounded(plain, url, most)) {
    decoder ??= textDecoder(headers['content-type'] ?? '', chunk)
    yield decoder.decode(chunk, { stream: true })
  }
  const rest = decoder?.decode() ?? ''
  if (rest !== '') yield rest
}

/** The bytes of a stream, at most so many. */
const collected = async (bytes: Bytes, url: string, most: number): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > most) throw tooLarge(url, most)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The whole text, at most 20 MiB. Throws `source-changed` code `answer-too-large`. */
const wholeText = async ({ stream, headers, url }: EncodedBody): Promise<string> => {
  const sent = await collected(inflated(stream, headers['content-encoding'] ?? '') as Bytes, url, MOST_BYTES)
  // A file that is compressed itself, such as sitemap.xml.gz.
  const bytes = isGzip(sent) ? await collected(inflated(Readable.from([sent]), 'gzip') as Bytes, url, MOST_BYTES) : sent
  return textDecoder(headers['content-type'] ?? '', bytes).decode(bytes)
}

/** Hands the text over piece by piece, the next when the one before was taken. */
const handOver = async (body: EncodedBody, onText: (text: string) => Promise<void>): Promise<void> => {
  for await (const piece of pieces(body, MOST_STREAM_BYTES)) await onText(piece)
}

/** A client's answer: a good one's text handed over as it comes when that is asked for, read whole otherwise. */
export const answerOf = async (
  status: number,
  body: EncodedBody,
  onText: FetchRequest['onText'],
): Promise<FetchAnswer> => {
  const { url, headers } = body
  const isGood = status >= 200 && status < 300
  if (!onText || !isGood) return { status, url, headers, body: await wholeText(body) }
  await handOver(body, onText)
  return { status, url, headers, body: '' }
}
