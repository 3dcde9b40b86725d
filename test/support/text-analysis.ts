import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Admin } from 'kafkajs'
import { readTexts } from '../neighbours/text-analysis/texts.js'
import type { Analysis } from '../neighbours/text-analysis/texts.js'
import { until } from './until.js'

const PROGRAM = 'test/neighbours/text-analysis/main.ts'
const SCHEMA = 'docs/schemas/vacancies.v1.json'

/** Records that a run of the neighbour took, by what it made of them. */
export interface Done {
  readonly analysed: number
  readonly skipped: number
  readonly forgotten: number
  readonly invalid: number
}

/** The neighbour at work, as a process of its own. */
export interface TextAnalysis {
  /** Resolves when it has committed all that is in the topic. */
  caughtUp(): Promise<void>
  /** Its analyses by vacancy id, as its disk has them. */
  texts(): Promise<ReadonlyMap<string, Analysis>>
  /** Ends it politely; says what it did. */
  stop(): Promise<Done>
  /** kill -9; also for cleaning up. */
  kill(): Promise<void>
}

export interface TextAnalysisOptions {
  readonly brokers: string
  readonly topic: string
  readonly group: string
  readonly folder: string
  readonly admin: Admin
}

const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

export const startTextAnalysis = ({ brokers, topic, group, folder, admin }: TextAnalysisOptions): TextAnalysis => {
  const journal = join(folder, 'texts.jsonl')
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, brokers, topic, group, SCHEMA, journal], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const printed = text(child.stdout)

  const isCaughtUp = async (): Promise<boolean> => {
    if (isOver(child)) throw new Error('the neighbour ended by itself: see what it said')
    const ends = await admin.fetchTopicOffsets(topic)
    const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] })
    const at = new Map(committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
    return ends.every(({ partition, high }) => Math.max(0, at.get(partition) ?? 0) >= Number(high))
  }

  return {
    caughtUp: () => until(isCaughtUp),
    texts: () => readTexts(journal),
    async stop() {
      child.kill('SIGTERM')
      return JSON.parse(await printed) as Done
    },
    async kill() {
      child.kill('SIGKILL')
      if (!isOver(child)) await once(child, 'exit')
    },
  }
}
