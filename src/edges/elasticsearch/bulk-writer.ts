import type { Client } from '@elastic/elasticsearch'
import { JobdataError } from '../../domain/errors.js'
import type { Clock } from '../../ports/clock.js'
import type { IndexWrite, IndexWriteResult } from '../../ports/vacancy-index.js'
import { bulksOf, lineOf, rejected, wavesOf } from './bulk-lines.js'
import type { Line } from './bulk-lines.js'
import { openBulkSize } from './bulk-size.js'
import { consequenceOf, failureError, translated } from './errors.js'
import type { Failure } from './errors.js'
import { openSlots } from './slots.js'

export interface BulkWriterOptions {
  readonly client: Client
  /** An alias or an index. */
  readonly target: string
  /** The target has to be an alias: no index is made by a mistaken name. */
  readonly isAlias: boolean
  readonly clock: Clock
}

/** Bulks under way at once, of all writes together: the server is busy with one while the next one travels. */
const IN_FLIGHT = 2
/** Milliseconds. */
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 10_000
/** Some 20 seconds of a busy server; then the caller hears of it. */
const MOST_ATTEMPTS = 9
/** How long the server waits for a shard that moves, and we for the server. */
const SHARD_TIMEOUT = '20s'
const REQUEST_TIMEOUT = 60_000

interface Answer {
  readonly status: number
  readonly error?: Pick<Failure, 'type' | 'reason'>
}

/** What became of a line: its result, or `busy` when it has to be sent again. */
type Fate = IndexWriteResult | 'busy'

const DOING = 'writing the index'

/** @throws JobdataError when the whole index cannot be written */
const fateOf = ({ status, error }: Answer): Fate => {
  if (error === undefined) return { result: 'applied' }
  const failure = { status, ...error }
  const consequence = consequenceOf(failure)
  if (consequence === 'conflict') return { result: 'stale' }
  if (consequence === 'poison') return rejected(`${failure.type}: ${failure.reason}`)
  if (consequence === 'retryable') return 'busy'
  throw failureError(DOING, failure)
}

const tooBusy = (lines: number): JobdataError =>
  new JobdataError(`${DOING}: Elasticsearch is too busy to take ${lines} documents`, {
    consequence: 'retryable',
    code: 'elasticsearch-busy',
  })

/** Waits for all, so that nothing is under way when it throws. */
const allDone = async <T>(works: readonly Promise<T>[]): Promise<T[]> => {
  await Promise.allSettled(works)
  return Promise.all(works)
}

/** Writes documents by bulks. Every write ends as a result in its place, or the whole call with an error. */
export const openBulkWriter = ({ client, target, isAlias, clock }: BulkWriterOptions) => {
  const size = openBulkSize()
  const inSlot = openSlots(IN_FLIGHT)

  const answersTo = async (lines: readonly Line[]): Promise<Answer[]> => {
    const { items } = await client.bulk(
      {
        index: target,
        require_alias: isAlias,
        timeout: SHARD_TIMEOUT,
        operations: lines.map(({ text }) => text),
        filter_path: ['items.*.status', 'items.*.error.type', 'items.*.error.reason'],
      },
      { requestTimeout: REQUEST_TIMEOUT, maxRetries: 0 },
    )
    return items.map((item) => (item.index ?? item.delete) as Answer)
  }

  /** A bulk that is refused as a whole is sent by halves, until the line is alone that is at fault. */
  const refused = async (lines: readonly Line[], error: JobdataError): Promise<Fate[]> => {
    if (lines.length === 1) return [rejected(error.message)]
    const middle = lines.length >> 1
    return [...(await send(lines.slice(0, middle))), ...(await send(lines.slice(middle)))]
  }

  const send = async (lines: readonly Line[]): Promise<Fate[]> => {
    try {
      const fates = (await answersTo(lines)).map(fateOf)
      if (!fates.includes('busy')) size.grow()
      return fates
    } catch (thrown) {
      const error = translated(DOING, thrown)
      const { consequence, details } = error
      if (consequence === 'retryable' && details['status'] === 429) return lines.map(() => 'busy')
      if (consequence === 'poison') return refused(lines, error)
      throw error
    }
  }

  /** Sends all lines once; puts down the results and returns the lines to be sent again. */
  const round = async (lines: readonly Line[], results: IndexWriteResult[]): Promise<Line[]> => {
    const bulks = bulksOf(lines, size.bytes)
    const fates = await allDone(bulks.map((bulk) => inSlot(() => send(bulk))))
    const flat = fates.flat()
    return lines.filter(({ at }, n) => {
      const fate = flat[n] ?? 'busy'
      if (fate !== 'busy') results[at] = fate
      return fate === 'busy'
    })
  }

  const sendAll = async (lines: readonly Line[], results: IndexWriteResult[]): Promise<void> => {
    let left = lines
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      left = await round(left, results)
      if (left.length === 0) return
      size.shrink()
      await clock.wait(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt))
    }
    throw tooBusy(left.length)
  }

  return {
    /** Durable when it resolves; a late write is `stale`, a broken one `rejected`. */
    async write(writes: readonly IndexWrite[]): Promise<IndexWriteResult[]> {
      const results: IndexWriteResult[] = []
      const lines: Line[] = []
      writes.forEach((write, at) => {
        const line = lineOf(write, at)
        if ('result' in line) results[at] = line
        else lines.push(line)
      })
      for (const wave of wavesOf(lines)) await sendAll(wave, results)
      return results
    },
  }
}
