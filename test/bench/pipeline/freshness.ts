import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@elastic/elasticsearch'
import { instant } from '../../../src/domain/common.js'
import { vacancyId } from '../../../src/domain/ids.js'
import { topics } from '../../../src/domain/topics.js'
import type { Clock } from '../../../src/ports/clock.js'
import type { Log } from '../../../src/ports/log.js'
import { inventRaw, loadKey } from '../../support/generated-postings.js'

const BEAT_MS = 100
const LOOK_MS = 50
/** What is not visible by then is counted as so late. */
const MOST_LATE_MS = 60_000

export interface FreshnessOptions {
  readonly log: Log
  readonly clock: Clock
  readonly client: Client
  /** What searches read. */
  readonly alias: string
  /** The first number of postings that nobody has seen. */
  readonly first: number
  readonly perSecond: number
  readonly seconds: number
}

/** Publishes at a steady rate; one posting of each beat is watched. */
const publish = async (
  { log, clock, first, perSecond, seconds }: FreshnessOptions,
  watch: (id: string) => void,
): Promise<void> => {
  const began = performance.now()
  const all = perSecond * seconds
  for (let sent = 0; sent < all;) {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond)
    const count = Math.min(all, due) - sent
    if (count > 0) {
      const now = instant(clock.now())
      const values = Array.from({ length: count }, (_, at) => inventRaw(first + sent + at, 0, now))
      watch(vacancyId(loadKey(first + sent)))
      const records = values.map((value) => ({ key: value.key, value }))
      await log.publish(topics.raw, records)
      sent += count
    }
    await delay(BEAT_MS)
  }
}

/** Milliseconds from the publishing of raw postings to searches finding their vacancies, sorted. */
export const measureFreshness = async (options: FreshnessOptions): Promise<readonly number[]> => {
  const { client, alias } = options
  const waiting = new Map<string, number>()
  const times: number[] = []
  const state = { publishing: true }
  const publishing = publish(options, (id) => waiting.set(id, performance.now())).finally(
    () => (state.publishing = false),
  )
  while (state.publishing || waiting.size > 0) {
    const values = [...waiting.keys()]
    const { hits } = await client.search({ index: alias, query: { ids: { values } }, size: 1000, _source: false })
    const seen = performance.now()
    const found = new Set(hits.hits.map(({ _id: id }) => id))
    for (const [id, since] of waiting) {
      if (!found.has(id) && seen - since < MOST_LATE_MS) continue
      times.push(seen - since)
      waiting.delete(id)
    }
    await delay(LOOK_MS)
  }
  await publishing
  return times.sort((a, b) => a - b)
}
