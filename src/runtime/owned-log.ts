import { JobdataError } from '../domain/errors.js'
import type { Topic } from '../domain/topics.js'
import type { Batch, Log, LogRecord, NewRecord } from '../ports/log.js'
import { OWNER_HEADER } from '../ports/stage.js'

export interface OwnedLogOptions {
  readonly log: Log
  /** Number of this owner. */
  readonly owner: number
  /** Whether this is the owner still. */
  readonly confirm: () => Promise<boolean>
  /** Topics that only the owner writes. */
  readonly watched: readonly Topic[]
}

/** The log as an owner of a stage uses it. */
export interface OwnedLog {
  /** Publishes as long as the ownership holds, and marks what it publishes; throws `conflict` when it does not. */
  readonly log: Log
  /**
   * Gives batches of what others wrote into the watched topics since the opening, each once it was taken. Errors as the
   * log's and those of `take`; the next call goes on where this one failed.
   */
  strangers(take: (batch: Batch) => Promise<void>): Promise<void>
}

/** Offsets of a partition that this owner did not write, as far as it knows. */
interface Gap {
  readonly topic: Topic
  readonly partition: number
  readonly from: number
  readonly end: number
}

const lost = (owner: number): JobdataError =>
  new JobdataError(`owner ${owner} was overruled by a later one: it says nothing more`, {
    consequence: 'conflict',
    code: 'ownership-lost',
  })

const place = (topic: Topic, partition: number): string => `${topic.name}/${partition}`

/** Which offsets are this owner's own: told by its publishing, so that it need not read back what it wrote. */
const openOffsets = () => {
  const known = new Map<string, number>()
  const gaps: Gap[] = []
  /** Everything before `end` is told now. */
  const reach = (topic: Topic, partition: number, from: number, end: number): void => {
    const at = known.get(place(topic, partition)) ?? from
    if (at < from) gaps.push({ topic, partition, from: at, end: from })
    known.set(place(topic, partition), Math.max(at, end))
  }
  return { gaps, reach }
}

/** Opens the log for an owner. What was in the watched topics before is the heritage: nobody's to overrule. */
export const openOwnedLog = async ({ log, owner, confirm, watched }: OwnedLogOptions): Promise<OwnedLog> => {
  const { gaps, reach } = openOffsets()
  const look = async (): Promise<void> => {
    for (const topic of watched) {
      for (const { partition, end } of await log.ends(topic)) reach(topic, partition, end, end)
    }
  }
  await look()
  const isWatched = new Set(watched.map(({ name }) => name))
  const headers = { [OWNER_HEADER]: String(owner) }
  const isStranger = (record: LogRecord): boolean => record.headers[OWNER_HEADER] !== String(owner)

  const publish = async (topic: Topic, records: readonly NewRecord[]) => {
    if (!(await confirm())) throw lost(owner)
    const places = await log.publish(
      topic,
      records.map((record) => ({ ...record, headers: { ...record.headers, ...headers } })),
    )
    if (isWatched.has(topic.name))
      for (const { partition, offset } of places) reach(topic, partition, offset, offset + 1)
    return places
  }

  const readGap = async ({ topic, partition, from, end }: Gap, take: (batch: Batch) => Promise<void>) => {
    for await (const batch of log.read(topic, { partition, from })) {
      const records = batch.records.filter((record) => record.offset < end && isStranger(record))
      if (records.length > 0) await take({ ...batch, records })
      if ((batch.records.at(-1)?.offset ?? end) >= end - 1) return
    }
  }

  return {
    log: { ...log, publish },
    async strangers(take) {
      await look()
      for (let gap = gaps[0]; gap !== undefined; gap = gaps[0]) {
        await readGap(gap, take)
        gaps.shift()
      }
    },
  }
}
