import type { Topic } from '../../domain/topics.js'
import type { Batch, SubscribeOptions, Subscription } from '../../ports/log.js'
import type { Store } from './log-store.js'
import { guarded } from './sqlite.js'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 5000
/** How long a stopping member may take over its batch before it is asked to give up. */
const GRACE_MS = 10_000

/** A partition of a topic as a group reads it. */
interface Lane {
  readonly topic: Topic
  readonly partition: number
  busy: boolean
  /** Failures in a row: the lane rests after each, and the others go on. */
  failures: number
  resting: boolean
}

interface Member {
  readonly options: SubscribeOptions
  readonly abort: AbortController
  leaving: boolean
  paused: boolean
  /** Something happened since the last look: look again before waiting. */
  stirred: boolean
  /** Ends the wait of an idle member. */
  rise: () => void
  loop: Promise<void>
}

interface Group {
  readonly name: string
  readonly lanes: Lane[]
  readonly members: Member[]
}

export interface Groups {
  join(options: SubscribeOptions): Subscription
  /** Something came into a topic. */
  wake(topic: Topic): void
  committed(group: string, topic: Topic): ReadonlyMap<number, number>
  /** Forgets what a group committed, before anybody joins it: it begins as a new one. */
  forget(group: string): void
  close(): Promise<void>
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const stir = (member: Member): void => {
  member.stirred = true
  member.rise()
}

/** Nothing happened since the last look. */
const isStill = (member: Member): boolean => !member.stirred

/** Waits until something happens. */
const idle = (member: Member): Promise<void> =>
  new Promise((resolve) => {
    member.rise = resolve
  })

const reads = (member: Member, topic: Topic): boolean => member.options.topics.some(({ name }) => name === topic.name)

/** Whose lane it is: members that read the topic take its partitions in turn. */
const ownerOf = (group: Group, lane: Lane): Member | undefined => {
  const readers = group.members.filter((member) => reads(member, lane.topic))
  return readers[lane.partition % Math.max(1, readers.length)]
}

/** Consumer groups of this process: who reads which partition, and what is committed. */
export const openGroups = (store: Store): Groups => {
  const groups = new Map<string, Group>()
  const { db } = store
  const setCommit = db.prepare(
    'INSERT INTO commits (grp, topic, partition, next) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET next = excluded.next',
  )
  const getCommit = db.prepare('SELECT next FROM commits WHERE grp = ? AND topic = ? AND partition = ?')
  const dropCommits = db.prepare('DELETE FROM commits WHERE grp = ?')

  const commit = (group: string, lane: Lane, next: number): void => {
    guarded(`committing ${lane.topic.name}`, () =>
      setCommit.run(group, store.topicId(lane.topic), lane.partition, next),
    )
  }
  const position = (group: string, { topic, partition }: Pick<Lane, 'topic' | 'partition'>): number | undefined =>
    (getCommit.get(group, store.topicId(topic), partition) as { next: number } | undefined)?.next

  /** A group without a committed offset starts where its first member says; the beginning needs no note. */
  const settle = (group: Group, lane: Lane, from: SubscribeOptions['from']): void => {
    if (from !== 'end' || position(group.name, lane) !== undefined) return
    commit(group.name, lane, store.end(lane.topic, lane.partition))
  }

  /** The batch comes again after a pause; its reader has said why in its own words. */
  const rest = (group: Group, lane: Lane): void => {
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** lane.failures++)
    lane.resting = true
    setTimeout(() => {
      lane.resting = false
      group.members.forEach(stir)
    }, pauseMs).unref()
  }

  const nextBatch = (group: Group, lane: Lane, most: number): Batch | undefined => {
    const end = store.end(lane.topic, lane.partition)
    const records = store.slice(lane.topic, lane.partition, position(group.name, lane) ?? 0, end, most)
    return records.length === 0 ? undefined : { topic: lane.topic.name, partition: lane.partition, records, end }
  }

  /** One batch of one lane; true when there was one. */
  const serve = async (group: Group, member: Member, lane: Lane): Promise<boolean> => {
    const batch = guarded(`reading ${lane.topic.name}`, () => nextBatch(group, lane, member.options.maxRecords ?? 500))
    const last = batch?.records.at(-1)
    if (batch === undefined || last === undefined) return false
    await member.options.onBatch(batch, { signal: member.abort.signal, heartbeat: turn })
    commit(group.name, lane, last.offset + 1)
    return true
  }

  const round = async (group: Group, member: Member): Promise<boolean> => {
    let served = false
    for (const lane of group.lanes) {
      if (member.leaving || member.paused) break
      if (lane.busy || lane.resting || ownerOf(group, lane) !== member) continue
      lane.busy = true
      try {
        served = (await serve(group, member, lane)) || served
        lane.failures = 0
      } catch {
        rest(group, lane)
      } finally {
        lane.busy = false
      }
      await turn()
    }
    return served
  }

  const run = async (group: Group, member: Member): Promise<void> => {
    while (!member.leaving) {
      member.stirred = false
      const served = !member.paused && (await round(group, member))
      if (!served && isStill(member)) await idle(member)
    }
  }

  const groupOf = (name: string): Group => {
    const known = groups.get(name) ?? { name, lanes: [], members: [] }
    groups.set(name, known)
    return known
  }

  const addLanes = (group: Group, { topics, from }: SubscribeOptions): void => {
    for (const topic of topics) {
      if (group.lanes.some((lane) => lane.topic.name === topic.name)) continue
      for (let partition = 0; partition < topic.partitions; partition++)
        group.lanes.push({ topic, partition, busy: false, failures: 0, resting: false })
    }
    for (const lane of group.lanes) if (topics.some(({ name }) => name === lane.topic.name)) settle(group, lane, from)
  }

  const leave = async (group: Group, member: Member): Promise<void> => {
    if (member.leaving) return member.loop
    member.leaving = true
    stir(member)
    const grace = setTimeout(() => member.abort.abort(), GRACE_MS)
    await member.loop
    clearTimeout(grace)
    member.abort.abort()
    group.members.splice(group.members.indexOf(member), 1)
    group.members.forEach(stir)
  }

  const lag = (group: Group, member: Member): number =>
    group.lanes
      .filter((lane) => ownerOf(group, lane) === member)
      .reduce((sum, lane) => sum + store.count(lane.topic, lane.partition, position(group.name, lane) ?? 0), 0)

  return {
    join(options) {
      const group = groupOf(options.group)
      addLanes(group, options)
      const member: Member = {
        options,
        abort: new AbortController(),
        leaving: false,
        paused: false,
        stirred: false,
        rise: () => undefined,
        loop: Promise.resolve(),
      }
      group.members.push(member)
      group.members.forEach(stir)
      member.loop = turn().then(() => run(group, member))
      return {
        pause: () => void (member.paused = true),
        resume: () => {
          member.paused = false
          stir(member)
        },
        lag: async () => lag(group, member),
        stop: () => leave(group, member),
      }
    },
    wake(topic) {
      for (const { members } of groups.values()) for (const member of members) if (reads(member, topic)) stir(member)
    },
    committed(name, topic) {
      const found = new Map<number, number>()
      for (let partition = 0; partition < topic.partitions; partition++) {
        const next = position(name, { topic, partition })
        if (next !== undefined) found.set(partition, next)
      }
      return found
    },
    forget: (name) => void guarded('forgetting a group', () => dropCommits.run(name)),
    async close() {
      for (const group of groups.values()) await Promise.all([...group.members].map((member) => leave(group, member)))
    },
  }
}
