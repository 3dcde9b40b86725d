import { boardOfKey, sourceIdOfKey } from '../domain/ids.js'
import type { LedgerEntry } from '../domain/lease.js'
import type { DeadLetter } from '../domain/messages.js'
import type { PostingState } from '../domain/posting-state.js'
import type { Posting } from '../domain/posting.js'
import type { RawPosting } from '../domain/raw-posting.js'
import { topics } from '../domain/topics.js'
import type { Topic } from '../domain/topics.js'
import type { Vacancy } from '../domain/vacancy.js'
import type { Log, LogRecord } from '../ports/log.js'
import type { Records } from '../ports/records.js'
import type { VacancyIndex } from '../ports/vacancy-index.js'

/** One station on a posting's way. */
export interface TraceStep {
  /** ISO instant; empty when the station keeps no time. */
  readonly at: string
  readonly where: 'ledger' | 'raw' | 'dead-letters' | 'postings' | 'posting-states' | 'vacancies' | 'index'
  /** Place in the topic, `partition/offset`. */
  readonly place: string
  readonly what: string
}

export interface Trace {
  readonly key: string
  readonly steps: readonly TraceStep[]
  /** Where it stopped, when it did not reach the index. */
  readonly stoppedAt?: string
}

interface TraceDeps {
  readonly log: Log
  readonly records: Records
  readonly index: VacancyIndex
}

const ORDER = ['ledger', 'raw', 'postings', 'posting-states', 'vacancies', 'index'] as const

/** All records of a topic that `wanted` accepts. Reads the whole topic: an operator's tool, not for every request. */
const recordsOf = async (log: Log, topic: Topic, wanted: (record: LogRecord) => boolean): Promise<LogRecord[]> => {
  const found: LogRecord[] = []
  for await (const batch of log.read(topic))
    found.push(...batch.records.filter((record) => record.value != null && wanted(record)))
  return found
}

/** The posting key that a URL belongs to. */
const keyOfUrl = async (log: Log, url: string): Promise<string | undefined> => {
  const at = ({ value }: LogRecord): boolean => {
    const { fields } = value as RawPosting
    return fields.url === url || fields.applyUrl === url
  }
  const inRaw = await recordsOf(log, topics.raw, at)
  if (inRaw.length > 0) return inRaw.at(-1)?.key ?? undefined
  const inTable = await recordsOf(log, topics.postings, ({ value }) => (value as Posting).url === url)
  return inTable.at(-1)?.key ?? undefined
}

const step = (where: TraceStep['where'], record: LogRecord, at: string, what: string): TraceStep => ({
  at,
  where,
  place: `${record.partition}/${record.offset}`,
  what,
})

/** What the crawler knows of it between runs. */
const ledgerSteps = async (records: Records, key: string): Promise<TraceStep[]> => {
  const shards = await records.list<Record<string, LedgerEntry>>('ledger', { prefix: `${boardOfKey(key)}/` })
  return shards.flatMap(({ id, value }) => {
    const entry = value[sourceIdOfKey(key)]
    if (!entry) return []
    const { readAt, state, firstSeenAt, missedAt, withheld } = entry
    const missed = missedAt === undefined ? '' : `, missed since ${missedAt}`
    const why = withheld === undefined ? '' : ', not taken: removed on request'
    const what = `${state}, first seen ${firstSeenAt}${missed}${why}`
    return [{ at: readAt, where: 'ledger' as const, place: id, what }]
  })
}

const rawSteps = async (log: Log, key: string): Promise<TraceStep[]> =>
  (await recordsOf(log, topics.raw, (record) => record.key === key)).map((record) => {
    const { observedAt, run, fence, reader, readerVersion } = record.value as RawPosting
    return step('raw', record, observedAt, `found by ${reader} v${readerVersion} in run ${run}, fence ${fence}`)
  })

const deadSteps = async (log: Log, key: string): Promise<TraceStep[]> =>
  (await recordsOf(log, topics.deadLetters, ({ value }) => (value as DeadLetter).origin.key === key)).map((record) => {
    const { at, stage, code, message } = record.value as DeadLetter
    return step('dead-letters', record, at, `rejected by ${stage}: ${code}: ${message}`)
  })

const tableSteps = async (log: Log, key: string): Promise<TraceStep[]> => {
  const own = (record: LogRecord): boolean => record.key === key
  const postings = (await recordsOf(log, topics.postings, own)).map((record) => {
    const posting = record.value as Posting
    return step(
      'postings',
      record,
      posting.observedAt,
      `"${posting.title.clean}", rules v${posting.rulesVersion}, fence ${posting.fence}`,
    )
  })
  const states = (await recordsOf(log, topics.postingStates, own)).map((record) => {
    const { state, reason, at, by } = record.value as PostingState
    return step('posting-states', record, at, `${state} (${reason}), written by ${by}`)
  })
  return [...postings, ...states]
}

const vacancySteps = async ({ log, index }: TraceDeps, key: string): Promise<TraceStep[]> => {
  const holds = ({ value }: LogRecord): boolean => {
    const vacancy = value as Vacancy
    return vacancy.kind === 'vacancy' && vacancy.postings.some((posting) => posting.key === key)
  }
  const records = await recordsOf(log, topics.vacancies, holds)
  const steps = records.map((record) => {
    const vacancy = record.value as Vacancy & { kind: 'vacancy' }
    const why = vacancy.postings.find((posting) => posting.key === key)?.why ?? ''
    return step(
      'vacancies',
      record,
      vacancy.updatedAt,
      `${vacancy.id}, ${vacancy.state}, ${vacancy.postingCount} postings, here because: ${why}`,
    )
  })
  for (const id of new Set(records.map((record) => (record.value as Vacancy).id))) {
    const entry = await index.get(id)
    if (!entry) continue
    const { seq, document } = entry
    steps.push({
      at: document.vacancy.updatedAt,
      where: 'index',
      place: `${seq.partition}/${seq.offset}`,
      what: `document ${id}, ${document.vacancy.kind}`,
    })
  }
  return steps
}

const stoppedAt = (steps: readonly TraceStep[]): string | undefined => {
  if (steps.some(({ where }) => where === 'index')) return undefined
  const last = ORDER.filter((where) => steps.some((s) => s.where === where)).at(-1)
  return last === undefined ? 'no topic holds it: the board did not show it, or its days are over' : `after ${last}`
}

/** One posting's way through the house, by key or by URL. Undefined when no topic knows it. */
export const traceOf = async (deps: TraceDeps, keyOrUrl: string): Promise<Trace | undefined> => {
  const key = /^https?:\/\//.test(keyOrUrl) ? await keyOfUrl(deps.log, keyOrUrl) : keyOrUrl
  if (key === undefined || boardOfKey(key) === '') return undefined
  const steps = [
    ...(await ledgerSteps(deps.records, key)),
    ...(await rawSteps(deps.log, key)),
    ...(await deadSteps(deps.log, key)),
    ...(await tableSteps(deps.log, key)),
    ...(await vacancySteps(deps, key)),
  ]
  if (steps.length === 0) return undefined
  const stopped = stoppedAt(steps)
  return { key, steps, ...(stopped !== undefined && { stoppedAt: stopped }) }
}
