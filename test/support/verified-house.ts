import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLedger } from '../../crawlers/ledger.js'
import { dedupe } from '../../pipelines/dedupe/stage.js'
import { toDocument } from '../../pipelines/index/document.js'
import { Board } from '../../src/domain/board.js'
import { indexVersion } from '../../src/domain/order.js'
import { Posting } from '../../src/domain/posting.js'
import { allTopics, topics } from '../../src/domain/topics.js'
import type { Topic } from '../../src/domain/topics.js'
import type { Vacancy } from '../../src/domain/vacancy.js'
import { openLog } from '../../src/edges/embedded/log.js'
import { openRecords } from '../../src/edges/embedded/records.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import type { Progress } from '../../src/operate/progress.js'
import { verify } from '../../src/operate/verify/verify.js'
import type { VerifyOptions, VerifyResult, VerifyWish } from '../../src/operate/verify/verify.js'
import type { LogRecord } from '../../src/ports/log.js'
import type { StageContext } from '../../src/ports/stage.js'
import type { IndexEntry, IndexWrite, VacancyIndex } from '../../src/ports/vacancy-index.js'
import { inventRun } from './api.js'

export const EPOCH = 1
export const BOARDS = ['north', 'south'] as const
const OBSERVED = '2026-11-24T08:00:00.000Z'

/** The n-th invented posting; those with one `text` are of one opening. */
export const inventPosting = (n: number, more: Partial<Posting> & { readonly text?: number } = {}): Posting => {
  const { text = n, ...fields } = more
  const board = BOARDS[n % BOARDS.length] as string
  return Posting.parse({
    key: `${board}:${n}`,
    board,
    platform: 'feed',
    run: 'r',
    fence: 1,
    observedAt: OBSERVED,
    firstSeenAt: `2026-11-01T00:00:${String(n % 60).padStart(2, '0')}.000Z`,
    bootstrap: false,
    readerVersion: 1,
    rulesVersion: 1,
    title: { raw: `Gardener ${text}`, clean: `Gardener ${text}`, folded: `gardener ${text}`, seniority: 'unknown' },
    employer: { raw: `Garden ${text}`, name: `Garden ${text}`, key: `garden-${text}` },
    url: `https://${board}.example/${n}`,
    offers: [{ places: [], workMode: 'unknown', remoteCountries: [], employmentTypes: [] }],
    skills: [],
    description: { html: 'x', text: `text ${text}`, status: 'full' },
    textHash: `t${text}`,
    sketch: Array.from({ length: 20 }, (_, i) => text * 1000 + i),
    contentHash: `${n}-${text}`,
    terms: {},
    rank: 1,
    ...fields,
  })
}

/** An index in memory that can be damaged: a write wins by its version, as in every index. */
const damageableIndex = () => {
  const entries = new Map<string, IndexEntry>()
  const write = (writes: readonly IndexWrite[]) =>
    writes.map(({ id, version, seq, document }) => {
      const known = entries.get(id)
      if (known && known.version > version) return { result: 'stale' as const }
      if (document) entries.set(id, { id, version, seq, kind: document.vacancy.kind })
      else entries.delete(id)
      return { result: 'applied' as const }
    })
  const index = {
    write: async (writes: readonly IndexWrite[]) => write(writes),
    refresh: async () => undefined,
    async *scan() {
      yield [...entries.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    },
  }
  return { entries, index: index as unknown as VacancyIndex }
}

const recordsOf = async (log: VerifyOptions['log'], topic: Topic): Promise<LogRecord[]> => {
  const all: LogRecord[] = []
  for await (const { records } of log.read(topic)) all.push(...records)
  return all
}

/** Table, vacancies, index and ledger that agree, made by the rules of the house, with hands to damage them. */
export const openVerifiedHouse = async (postings: readonly Posting[]) => {
  const path = await mkdtemp(join(tmpdir(), 'verify-'))
  const clock = systemClock()
  const log = openLog({ file: join(path, 'log.db'), clock })
  const records = openRecords({ file: join(path, 'records.db') })
  await log.ensureTopics(allTopics)
  const { entries, index } = damageableIndex()
  const boards = BOARDS.map((id) => Board.parse({ id, platform: 'feed', name: id, url: `https://${id}.example` }))
  let owner = 0

  const publish = async (topic: Topic, key: string, value: unknown): Promise<void> => {
    await log.publish(topic, [{ key, value }])
  }

  /** As at a start of dedupe: says again whatever `vacancies.v1` has wrong. */
  const restartDedupe = async (): Promise<void> => {
    const context: StageContext = {
      signal: new AbortController().signal,
      heartbeat: async () => undefined,
      publish: async (topic, some) => {
        await log.publish(topic, some)
      },
    }
    await dedupe({ log, owner: ++owner, terms: () => undefined }).start?.(context)
  }

  /** As the index stage does with everything that is new to it. */
  const indexAll = async (): Promise<void> => {
    for (const { key, value, partition, offset } of await recordsOf(log, topics.vacancies)) {
      const document = value === null ? null : toDocument(value as Vacancy)
      await index.write([{ id: key ?? '', version: indexVersion(EPOCH, offset), seq: { partition, offset }, document }])
    }
  }

  /** As a visit to each board does at its beginning and end. */
  const visitBoards = async (): Promise<void> => {
    for (const board of boards) await (await openLedger({ board, records, log })).save()
  }

  // Stages that are always through with everything: nothing is under way here.
  for (const [group, inputs] of [
    ['normalize', [topics.raw, topics.removals]],
    ['dedupe', [topics.postings, topics.postingStates, topics.overrides, topics.removals, topics.runs, topics.ticks]],
    ['index', [topics.vacancies]],
  ] as const)
    await log.subscribe({ group, topics: inputs, onBatch: async () => undefined })

  for (const posting of postings) await publish(topics.postings, posting.key, posting)
  for (const board of BOARDS)
    await publish(topics.runs, board, inventRun(board, { endedAt: '2026-11-24T09:00:00.000Z' }))
  await restartDedupe()
  await indexAll()
  await visitBoards()

  const options = (signal: AbortSignal): VerifyOptions => ({
    log,
    records,
    index,
    clock,
    signal,
    epoch: async () => EPOCH,
    toDocument,
    boards: BOARDS,
  })

  return {
    log,
    records,
    index,
    entries,
    publish,
    restartDedupe,
    indexAll,
    visitBoards,
    options,
    recordsOf: (topic: Topic) => recordsOf(log, topic),
    async verify(wish: Partial<VerifyWish> = {}, onProgress: (progress: Progress) => void = () => undefined) {
      const work = verify({ repair: false, resume: false, ...wish }, options(new AbortController().signal))
      for (;;) {
        const { done, value } = await work.next()
        if (done) return value
        onProgress(value)
      }
    },
    async close() {
      await log.close()
      await records.close()
      await rm(path, { recursive: true })
    },
  }
}

export type VerifiedHouse = Awaited<ReturnType<typeof openVerifiedHouse>>

/** What a verify found, `kind id` each, as far as its examples go. */
export const foundIn = ({ checks }: VerifyResult): string[] =>
  Object.values(checks)
    .flatMap(({ examples }) =>
      Object.entries(examples).flatMap(([kind, some]) => some.map(({ id }) => `${kind} ${id}`)),
    )
    .sort()
