import { JobdataError } from '../../domain/errors.js'
import type { Records } from '../../ports/records.js'
import type { VacancyIndex } from '../../ports/vacancy-index.js'
import type { Progress } from '../progress.js'
import { lookAtIndex, repairIndex } from '../verify/index-check.js'
import type { IndexDifference } from '../verify/compare-index.js'
import { fill, waiting } from './fill.js'
import type { Filling } from './fill.js'
import { compareSample } from './sample.js'
import type { Sample } from './sample.js'
import { lastStanding, newStanding } from './standing.js'
import type { Standing } from './standing.js'

/** What an index was made with. */
interface Making {
  readonly mapping: string
  readonly synonyms: string
}

/** Indices beside each other, of which one is live. */
export interface Indices {
  /** What this program would make an index with. */
  readonly wanted: Making
  live(): Promise<string | undefined>
  all(): Promise<readonly string[]>
  metaOf(name: string): Promise<Partial<Making>>
  /** Makes an empty one that is not live. */
  createNext(): Promise<string>
  /** Makes it live in one step, for readers and writers. */
  swap(to: string): Promise<unknown>
  /** Refuses the live one. */
  drop(name: string): Promise<void>
  open(name: string): VacancyIndex
}

export interface ReindexWish {
  /** Swaps even when the new index is much smaller than the live one. */
  readonly force: boolean
  /** Begins anew where a stopped reindex could be gone on with. */
  readonly restart: boolean
  /** Keeps the index that was live before, until the next reindex that keeps none. */
  readonly keep: boolean
}

export interface ReindexOptions extends Omit<Filling, 'index'> {
  readonly records: Records
  readonly indices: Indices
}

export interface ReindexResult {
  /** The live index now. */
  readonly index: string
  /** The one that was live before; null: none, or a stopped reindex had swapped already. */
  readonly before: string | null
  readonly resumed: boolean
  /** Vacancies in the new index and in the one before. */
  readonly vacancies: number
  readonly vacanciesBefore: number
  /** What the sweep wrote or purged. */
  readonly swept: number
  /** What it could not write: parked as dead letters, or replaced by a newer record meanwhile. */
  readonly unfit: number
  /** Documents that were compared whole with their records. */
  readonly sampled: number
}

/** So close to the end of the topic, the rest is caught up at once. */
const CLOSE = 1000
/** Smaller than this part of the live index, the new one is not trusted. */
const LEAST_PART = 0.9
const MOST_NAMED = 5

const refused = (code: string, message: string, details: Readonly<Record<string, unknown>>): JobdataError =>
  new JobdataError(message, { consequence: 'config', code, details })

const sizeOf = async (index: VacancyIndex): Promise<number> => {
  await index.refresh()
  const { open, unverified, closed } = await index.count()
  return open + unverified + closed
}

/** Whether what a stopped reindex built may be gone on with: it is there, and made as this program makes one. */
const isFit = async ({ index, epoch }: Standing, { indices, ...options }: ReindexOptions): Promise<boolean> => {
  if (epoch !== options.epoch || !(await indices.all()).includes(index)) return false
  const { mapping, synonyms } = await indices.metaOf(index)
  return mapping === indices.wanted.mapping && synonyms === indices.wanted.synonyms
}

/** Drops what is there and not live. */
const dropLeftovers = async (indices: Indices, isLeftover: (name: string) => boolean): Promise<void> => {
  const live = await indices.live()
  for (const name of await indices.all()) if (name !== live && isLeftover(name)) await indices.drop(name)
}

/** Takes up what was stopped, or begins with an empty index. */
const begin = async (wish: ReindexWish, options: ReindexOptions): Promise<{ standing: Standing; resumed: boolean }> => {
  const { records, indices, epoch } = options
  const last = await lastStanding(records)
  if (last && !wish.restart && (await isFit(last, options))) {
    // From here on an older reindex that still runs loses its place, and stops.
    await last.save()
    return { standing: last, resumed: true }
  }
  await last?.forget()
  await dropLeftovers(indices, (name) => name === last?.index)
  const standing = await newStanding(records, { index: await indices.createNext(), epoch })
  return { standing, resumed: false }
}

async function* catchUp(standing: Standing, filling: Filling): AsyncGenerator<Progress, void> {
  yield* fill('reading vacancies', standing, filling)
  while ((await waiting(filling.log, standing)) > CLOSE) yield* fill('catching up', standing, filling)
}

/** What no repair can put right: shown to somebody, it would be wrong. */
const isHarmful = ({ kind }: IndexDifference): boolean => kind === 'document-ahead'

/** Compares every id of the topic with the index, both ways, and repairs. */
async function* sweep(filling: Filling): AsyncGenerator<Progress, { readonly swept: number; readonly unfit: number }> {
  const check = { ...filling, epoch: () => Promise.resolve(filling.epoch) }
  const { differences } = yield* lookAtIndex(check)
  const harmful = differences.filter(isHarmful)
  if (harmful.length > 0) {
    throw refused(
      'index-ahead',
      `${harmful.length} documents are newer than the topic's end: begin anew with --restart`,
      { examples: harmful.slice(0, MOST_NAMED).map(({ id, detail }) => `${id}: ${detail}`) },
    )
  }
  const repaired = yield* repairIndex(differences, check)
  const swept = Object.values(repaired).reduce((sum, count) => sum + count, 0)
  return { swept, unfit: differences.length - swept }
}

const checkSample = ({ different }: Sample): void => {
  if (different.length === 0) return
  throw refused(
    'index-differs',
    `${different.length} documents are not what this program makes of their records: begin anew with --restart`,
    { examples: different.slice(0, MOST_NAMED) },
  )
}

const checkSize = (now: number, before: number, { force }: ReindexWish): void => {
  if (force || now >= before * LEAST_PART) return
  throw refused(
    'index-would-shrink',
    `the new index has ${now} vacancies, the live one ${before}: nothing was swapped. Where that is right, say --force`,
    { now, before },
  )
}

/** Compares sizes; throws when the new index lost too much. */
const compareSizes = async (wish: ReindexWish, now: VacancyIndex, before: VacancyIndex | undefined) => {
  const vacancies = await sizeOf(now)
  const vacanciesBefore = before ? await sizeOf(before) : 0
  checkSize(vacancies, vacanciesBefore, wish)
  return { vacancies, vacanciesBefore }
}

const close = async (wish: ReindexWish, standing: Standing, indices: Indices): Promise<void> => {
  if (!wish.keep) await dropLeftovers(indices, () => true)
  await standing.forget()
}

/** What was stopped after the swap was judged before it; services write to this index, so that it is not swept again. */
async function* finish(
  wish: ReindexWish,
  standing: Standing,
  filling: Filling,
  { indices }: ReindexOptions,
): AsyncGenerator<Progress, ReindexResult> {
  yield* fill('after the swap', standing, filling)
  const vacancies = await sizeOf(filling.index)
  await close(wish, standing, indices)
  const judged = { vacancies, vacanciesBefore: 0, swept: 0, unfit: 0, sampled: 0 }
  return { index: standing.index, before: null, resumed: true, ...judged }
}

/**
 * Builds a new index beside the live one from `vacancies.v1`, checks it, and makes it live. Services go on meanwhile: what
 * they write to the old index between the last catching up and the swap is read from the topic once more afterwards;
 * repeats are harmless, for the greater version wins.
 *
 * Stopped at any moment, the next call goes on where it was, unless the mapping or the synonyms changed since.
 * @throws JobdataError `config` when the new index is not to be trusted: the old one stays live, the new one is kept for
 * the next call; `conflict` when another reindex took over; else as log, records and index do
 */
export async function* reindex(wish: ReindexWish, options: ReindexOptions): AsyncGenerator<Progress, ReindexResult> {
  const { indices } = options
  const { standing, resumed } = await begin(wish, options)
  const { index } = standing
  const filling: Filling = { ...options, index: indices.open(index) }
  yield* catchUp(standing, filling)
  const live = await indices.live()
  if (live === index) return yield* finish(wish, standing, filling, options)
  const swept = yield* sweep(filling)
  const sample = await compareSample(filling)
  checkSample(sample)
  // The live index grew meanwhile as well.
  yield* fill('catching up', standing, filling)
  const before = live ?? null
  const sizes = await compareSizes(wish, filling.index, before === null ? undefined : indices.open(before))
  options.signal.throwIfAborted()
  await indices.swap(index)
  yield* fill('after the swap', standing, filling)
  await close(wish, standing, indices)
  return { index, before, resumed, ...sizes, ...swept, sampled: sample.compared }
}
