import { errors } from '@elastic/elasticsearch'
import { JobdataError } from '../../domain/errors.js'
import type { Consequence } from '../../domain/errors.js'

/** What Elasticsearch says went wrong, of a whole request or of one line of a bulk. */
export interface Failure {
  readonly status: number
  readonly type: string
  readonly reason: string
}

interface ErrorBody {
  readonly error?: { readonly type?: string; readonly reason?: string; readonly root_cause?: readonly Failure[] }
}

/** Too much was asked at once, or the server is starting, moving shards or away: the same call may succeed later. */
const BUSY: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504])

/** A full disk makes indices read-only; the block's name says so, its status is that of any throttling. */
const saysNoSpace = ({ type, reason }: Failure): boolean =>
  type === 'cluster_block_exception' && /flood-stage|read-only-allow-delete|read-only \/ allow delete/.test(reason)

/** What a failure means for the caller. A document's own fault is `poison`, a lost race `conflict`. */
export const consequenceOf = (failure: Failure): Consequence => {
  const { status, type } = failure
  if (saysNoSpace(failure)) return 'no-space'
  if (BUSY.has(status)) return 'retryable'
  if (status === 401 || status === 403 || type === 'index_not_found_exception') return 'config'
  if (status === 409) return 'conflict'
  return status === 400 || status === 413 ? 'poison' : 'fatal'
}

/** What to do about it, for those who read logs. */
const ADVICE: Partial<Record<Consequence, string>> = {
  'no-space': 'Elasticsearch has run out of disk and takes no writes; free space, nothing was half-written',
  config: 'Elasticsearch refuses; check ELASTICSEARCH_API_KEY and its privileges, and that the indices exist',
}

const codeOf = ({ type }: Failure): string => `elasticsearch-${type.replaceAll('_', '-').replace(/-exception$/, '')}`

export const failureError = (doing: string, failure: Failure, cause?: unknown): JobdataError => {
  const consequence = consequenceOf(failure)
  const advice = ADVICE[consequence] ?? failure.reason
  return new JobdataError(`${doing}: ${advice}`, {
    consequence,
    code: consequence === 'no-space' ? 'disk-full' : codeOf(failure),
    cause,
    details: { status: failure.status, reason: failure.reason },
  })
}

/** The failure that an answer of the server tells of. */
export const failureOf = (error: errors.ResponseError): Failure => {
  const { error: told } = (error.body ?? {}) as ErrorBody
  const root = told?.root_cause?.[0]
  return {
    status: error.statusCode ?? 0,
    type: root?.type ?? told?.type ?? 'unknown',
    reason: root?.reason ?? told?.reason ?? error.message,
  }
}

/** What an error of the client means for the caller. */
export const translated = (doing: string, error: unknown): JobdataError => {
  if (error instanceof JobdataError) return error
  if (error instanceof errors.ResponseError) return failureError(doing, failureOf(error), error)
  if (error instanceof errors.ProductNotSupportedError) {
    return new JobdataError(`${doing}: ELASTICSEARCH_NODE is no Elasticsearch`, {
      consequence: 'config',
      code: 'elasticsearch-unsupported',
      cause: error,
    })
  }
  const isAway = error instanceof errors.ElasticsearchClientError
  return new JobdataError(isAway ? `${doing}: Elasticsearch does not answer` : doing, {
    consequence: isAway ? 'retryable' : 'fatal',
    code: isAway ? 'elasticsearch-away' : 'elasticsearch-failed',
    cause: error,
  })
}

/** Runs `work`, translating what the client throws. */
export const guarded = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw translated(doing, error)
  }
}
