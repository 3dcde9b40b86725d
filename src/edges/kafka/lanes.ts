import type { Consumer } from 'kafkajs'
import type { Topic } from '../../domain/topics.js'
import type { Names } from './names.js'

const FIRST_REST_MS = 50
const LONGEST_REST_MS = 5000

/** A partition of a topic as a member reads it. */
export interface Lane {
  readonly topic: Topic
  /** The topic's name on the servers. */
  readonly name: string
  readonly partition: number
  /** Failures in a row: the lane rests after each, and the others go on. */
  failures: number
  resting: boolean
}

/** All partitions that a subscription may be given, and which of them are not to be fetched now. */
export interface Lanes {
  /** Undefined for a partition that the contract does not know. */
  find(name: string, partition: number): Lane | undefined
  readonly paused: boolean
  pause(paused: boolean): void
  /** A batch failed: its lane is left alone for a while, longer each time. */
  rest(lane: Lane): void
  isHeld(lane: Lane): boolean
  /** Tells a consumer what not to fetch; a new one, and one whose partitions changed, has to be told again. */
  apply(consumer: Consumer): void
}

/** `changed` is called when another set of lanes is held. */
export const openLanes = (topics: readonly Topic[], names: Names, changed: () => void): Lanes => {
  const lanes = topics.flatMap((topic) =>
    [...Array(topic.partitions).keys()].map((partition): Lane => ({
      topic,
      name: names.topic(topic),
      partition,
      failures: 0,
      resting: false,
    })),
  )
  const byPlace = new Map(lanes.map((lane) => [`${lane.name}/${lane.partition}`, lane]))
  let paused = false

  const isHeld = (lane: Lane): boolean => paused || lane.resting
  const places = (some: readonly Lane[]) =>
    some.map(({ name, partition }) => ({ topic: name, partitions: [partition] }))

  return {
    find: (name, partition) => byPlace.get(`${name}/${partition}`),
    get paused() {
      return paused
    },
    pause(value) {
      paused = value
      changed()
    },
    rest(lane) {
      const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** lane.failures++)
      lane.resting = true
      changed()
      setTimeout(() => {
        lane.resting = false
        changed()
      }, restMs).unref()
    },
    isHeld,
    apply(consumer) {
      consumer.pause(places(lanes.filter(isHeld)))
      consumer.resume(places(lanes.filter((lane) => !isHeld(lane))))
    },
  }
}
