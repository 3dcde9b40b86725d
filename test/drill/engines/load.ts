import { instant } from '../../../src/domain/common.js'
import { hasConsequence } from '../../../src/domain/errors.js'
import { topics } from '../../../src/domain/topics.js'
import type { Clock } from '../../../src/ports/clock.js'
import type { Log } from '../../../src/ports/log.js'
import { inventRaw } from '../../support/generated-postings.js'

const BEAT_MS = 200

export interface LoadOptions {
  readonly log: Log
  readonly clock: Clock
  /** Different postings; each changes again and again. */
  readonly postings: number
  readonly perSecond: number
}

/** Postings that change all the time, published as a crawler does: again until they are acknowledged. */
export interface Load {
  /** Postings acknowledged so far, each revision counted. */
  published(): number
  /** The newest acknowledged revision by number of posting. */
  readonly acknowledged: ReadonlyMap<number, number>
  /** The posting that was acknowledged last. */
  newest(): { readonly n: number; readonly revision: number }
  /** No new posting until `resume`; resolves when the one under way is acknowledged. */
  pause(): Promise<void>
  resume(): void
  /** For good; what is under way is given up. */
  stop(): Promise<void>
}

export const openLoad = ({ log, clock, postings, perSecond }: LoadOptions): Load => {
  const acknowledged = new Map<number, number>()
  const ending = new AbortController()
  let count = 0
  let paused = false
  let beating: Promise<void> = Promise.resolve()

  const insist = async (publish: () => Promise<unknown>): Promise<boolean> => {
    while (!ending.signal.aborted) {
      try {
        await publish()
        return true
      } catch (error) {
        if (!hasConsequence(error, 'retryable')) throw error
        await clock.wait(BEAT_MS, ending.signal)
      }
    }
    return false
  }

  const beat = async (): Promise<void> => {
    const size = Math.max(1, Math.round((perSecond * BEAT_MS) / 1000))
    const revised = Array.from({ length: size }, (_, at) => ({
      n: (count + at) % postings,
      revision: Math.floor((count + at) / postings),
    }))
    const now = instant(clock.now())
    const values = revised.map(({ n, revision }) => inventRaw(n, revision, now))
    const records = values.map((value) => ({ key: value.key, value }))
    if (!(await insist(() => log.publish(topics.raw, records)))) return
    count += size
    for (const { n, revision } of revised) acknowledged.set(n, revision)
  }

  const run = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const began = clock.elapsed()
      if (!paused) await (beating = beat())
      await clock.wait(Math.max(1, BEAT_MS - (clock.elapsed() - began)), ending.signal)
    }
  }
  const running = run()
  // Told by who stops it.
  running.catch(() => undefined)

  return {
    published: () => count,
    acknowledged,
    newest: () => ({ n: (count - 1) % postings, revision: Math.floor((count - 1) / postings) }),
    async pause() {
      paused = true
      await beating
    },
    resume: () => void (paused = false),
    async stop() {
      ending.abort()
      await running
    },
  }
}
