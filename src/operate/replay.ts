import { instant } from '../domain/common.js'
import { JobdataError } from '../domain/errors.js'
import { placeKey } from '../domain/ids.js'
import type { DeadLetter, Replay } from '../domain/messages.js'
import { topics } from '../domain/topics.js'
import type { Clock } from '../ports/clock.js'
import type { Log } from '../ports/log.js'
import { outstandingLetters, readLetters } from './dead-letters.js'
import type { Letter, LetterFilter, Outstanding } from './dead-letters.js'
import type { Progress } from './progress.js'

export interface ReplayWish extends LetterFilter {
  /** Letters beyond this offset only: where a stopped replay goes on. */
  readonly after?: number | undefined
  /** User id of the operator. */
  readonly by: string
}

/** What became of the replayed letters. */
export interface ReplayResult {
  readonly replayed: number
  readonly passed: number
  /** Rejected again: their letters say why. */
  readonly failed: number
  /** Not taken: their key has a newer record. */
  readonly superseded: number
  /** Not taken: their topic does not hold them any more. */
  readonly gone: number
}

export interface ReplayOptions {
  readonly log: Log
  readonly clock: Clock
  readonly signal: AbortSignal
}

const CHUNK = 100
const POLL_MS = 50
const PATIENCE_MS = 60_000

/** Letters as they lie in their topic, in one reading from the first to the last. */
const whole = async (log: Log, some: readonly Outstanding[]): Promise<Letter[]> => {
  const wanted = new Set(some.map(({ offset }) => offset))
  const found: Letter[] = []
  for await (const letter of readLetters(log, some[0]?.offset)) {
    if (wanted.has(letter.offset)) found.push(letter)
    if (found.length === wanted.size) break
  }
  return found
}

const replayOf = (letter: DeadLetter, by: string, now: number) => {
  const replay: Replay = { replayFor: letter.stage, letter, by, at: instant(now) }
  // The schema leaves the text behind.
  return { key: placeKey(letter.origin), value: topics.replays.schema.parse(replay) }
}

/** Resolves when the stages took all that was published for them up to `offset`; they do not have to be in this process. */
const taken = async (stages: ReadonlySet<string>, offset: number, { log, clock, signal }: ReplayOptions) => {
  const since = clock.elapsed()
  for (const stage of stages) {
    while (((await log.committed(stage, topics.replays)).get(0) ?? 0) <= offset) {
      signal.throwIfAborted()
      if (clock.elapsed() - since > PATIENCE_MS) {
        throw new JobdataError(`${stage} does not take what is replayed: see that its role runs; it takes it then`, {
          consequence: 'retryable',
          code: 'stage-not-taking',
        })
      }
      await clock.wait(POLL_MS, signal)
    }
  }
}

type Tally = { -readonly [K in keyof ReplayResult]: ReplayResult[K] }

/** Counts how the letters of a chunk ended, by what was written to their topic since. */
const count = async (log: Log, from: number, chunk: readonly Outstanding[], tally: Tally): Promise<void> => {
  const last = new Map<string, Exclude<keyof Tally, 'replayed'> | undefined>()
  for (const { stage, place } of chunk) last.set(`${stage} ${place}`, undefined)
  for await (const { letter } of readLetters(log, from)) {
    const id = `${letter.stage} ${placeKey(letter.origin)}`
    if (last.has(id)) last.set(id, letter.settled?.how ?? 'failed')
  }
  for (const how of last.values()) {
    tally.replayed++
    if (how) tally[how]++
  }
}

/**
 * Sends outstanding letters again, oldest first, each to the one stage that rejected it, and tells what became of them.
 * A repeat is harmless: what passed is not outstanding any more. Ends between two chunks when `signal` aborts (it throws
 * the signal's reason). Throws `retryable` when a stage takes nothing for a minute.
 */
export async function* replayLetters(wish: ReplayWish, options: ReplayOptions): AsyncGenerator<Progress, ReplayResult> {
  const { log, clock, signal } = options
  const { after = -1, by } = wish
  const letters = (await outstandingLetters(log, wish)).filter(({ offset }) => offset > after)
  const tally: Tally = { replayed: 0, passed: 0, failed: 0, superseded: 0, gone: 0 }
  for (let at = 0; at < letters.length; at += CHUNK) {
    signal.throwIfAborted()
    const chunk = letters.slice(at, at + CHUNK)
    const [end] = await log.ends(topics.deadLetters)
    const places = await log.publish(
      topics.replays,
      (await whole(log, chunk)).map(({ letter }) => replayOf(letter, by, clock.now())),
    )
    await taken(new Set(chunk.map(({ stage }) => stage)), places.at(-1)?.offset ?? -1, options)
    await count(log, end?.end ?? 0, chunk, tally)
    yield { step: 'replay', done: tally.replayed, total: letters.length, after: chunk.at(-1)?.offset ?? after }
  }
  return tally
}
