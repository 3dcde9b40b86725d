import { placeKey } from '../domain/ids.js'
import { Replay } from '../domain/messages.js'
import type { DeadLetter, Origin } from '../domain/messages.js'
import type { Topic } from '../domain/topics.js'
import type { Log, LogRecord } from '../ports/log.js'

/** A letter whose message is not taken again, and why. */
export interface Over {
  readonly letter: Replay['letter']
  readonly how: NonNullable<DeadLetter['settled']>['how']
}

export interface Replayed {
  /** Messages to be taken again, as they lie in their topics, by topic. */
  readonly records: ReadonlyMap<Topic, readonly LogRecord[]>
  /** Their letters, by place. */
  readonly letters: ReadonlyMap<string, Replay['letter']>
  readonly over: readonly Over[]
}

export interface ReplayOptions {
  /** The stage: only what is for it is taken. */
  readonly group: string
  readonly inputs: readonly Topic[]
  readonly log: Log
  readonly heartbeat: () => Promise<void>
}

/** Letters for a group, each once. What is no replay, or for another group, is nobody's business here. */
const lettersFor = (group: string, records: readonly LogRecord[]): Map<string, Replay['letter']> => {
  const letters = new Map<string, Replay['letter']>()
  for (const { value } of records) {
    const replay = Replay.safeParse(value)
    if (!replay.success || replay.data.replayFor !== group) continue
    const { letter } = replay.data
    letters.set(placeKey(letter.origin), letter)
  }
  return letters
}

/** What a partition holds of some places, and the newest offset of each of their keys. */
interface Looked {
  readonly found: Map<number, LogRecord>
  readonly newest: Map<string, number>
}

const look = async (topic: Topic, origins: readonly Origin[], { log, heartbeat }: ReplayOptions): Promise<Looked> => {
  const offsets = new Set(origins.map(({ offset }) => offset))
  const keys = new Set(origins.map(({ key }) => key))
  const found = new Map<number, LogRecord>()
  const newest = new Map<string, number>()
  const partition = origins[0]?.partition ?? 0
  for await (const { records } of log.read(topic, { partition, from: Math.min(...offsets) })) {
    for (const record of records) {
      if (offsets.has(record.offset)) found.set(record.offset, record)
      if (record.key !== null && keys.has(record.key)) newest.set(record.key, record.offset)
    }
    await heartbeat()
  }
  return { found, newest }
}

/** Last writer wins: a message whose key has a newer record, or a tombstone, is not taken again. */
const fateOf = ({ key, offset }: Origin, { found, newest }: Looked): LogRecord | Over['how'] => {
  if (key !== null && (newest.get(key) ?? offset) > offset) return 'superseded'
  return found.get(offset) ?? 'gone'
}

const byPartition = (letters: Iterable<Replay['letter']>): Map<string, Replay['letter'][]> => {
  const groups = new Map<string, Replay['letter'][]>()
  for (const letter of letters) {
    const { topic, partition } = letter.origin
    const id = `${topic}/${partition}`
    groups.set(id, [...(groups.get(id) ?? []), letter])
  }
  return groups
}

/**
 * What a batch of `replays.v1` asks of one group. Each message is read where it lies, from its place to the end of its
 * partition: so that it is whole, and so that a newer one of its key is seen.
 */
export const takeReplays = async (batch: readonly LogRecord[], options: ReplayOptions): Promise<Replayed> => {
  const letters = lettersFor(options.group, batch)
  const records = new Map<Topic, LogRecord[]>()
  const over: Over[] = []
  for (const some of byPartition(letters.values()).values()) {
    const topic = options.inputs.find(({ name }) => name === some[0]?.origin.topic)
    if (!topic) {
      // Its stage does not read that topic any more.
      over.push(...some.map((letter) => ({ letter, how: 'gone' as const })))
      continue
    }
    const origins = some.map(({ origin }) => origin)
    const looked = await look(topic, origins, options)
    for (const letter of some) {
      const fate = fateOf(letter.origin, looked)
      if (typeof fate === 'string') over.push({ letter, how: fate })
      else records.set(topic, [...(records.get(topic) ?? []), fate])
    }
  }
  return { records, letters, over }
}
