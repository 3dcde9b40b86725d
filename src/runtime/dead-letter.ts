import { instant } from '../domain/common.js'
import type { DeadLetter } from '../domain/messages.js'
import type { NewRecord } from '../ports/log.js'
import type { Rejected } from './parse-batch.js'

const MOST_TEXT = 262_144

/** The record for `dead-letters.v1`: why, where it came from, and what it said. */
export const deadLetter = (stage: string, { record, code, message }: Rejected, now: number): NewRecord => {
  const letter: DeadLetter = {
    stage,
    code,
    message: message.slice(0, 2000),
    origin: { topic: record.topic, partition: record.partition, offset: record.offset, key: record.key },
    value: record.text?.slice(0, MOST_TEXT) ?? null,
    at: instant(now),
    attempts: 1,
  }
  return { key: `${record.topic}/${record.partition}/${record.offset}`, value: letter }
}
