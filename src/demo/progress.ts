import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { JobdataError } from '../domain/errors.js'

/** What a demo keeps in its data folder, so that a killed one goes on where it was. */
export const Progress = z.object({
  seed: z.int(),
  size: z.int().positive(),
  /** Port of all boards; 0 until one was taken. */
  port: z.int().min(0).max(65535),
  /** Milliseconds that the demo's clock is ahead of the machine's. */
  offsetMs: z.number().nonnegative(),
  /** Epoch milliseconds of the demo's clock when round 0 began; the boards' dates hang on it. */
  startedAt: z.number(),
  /** The round whose clock jump was made last; -1 before any. */
  round: z.int().min(-1),
  /** Rounds that were harvested until quiet. */
  done: z.int().nonnegative(),
  /** Requests of a second crawl of round 0, as a share of the first's. */
  secondCrawlShare: z.number().nonnegative().optional(),
})
export type Progress = z.infer<typeof Progress>

export interface ProgressFile {
  readonly current: Progress
  /** Writes the changed fields at once, all or nothing. */
  save(change: Partial<Progress>): void
}

const read = (path: string): Progress | undefined => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  try {
    return Progress.parse(JSON.parse(text))
  } catch (cause) {
    throw new JobdataError(`${path} is not a demo's file: name another folder with --data, or delete this one`, {
      consequence: 'config',
      code: 'demo-file-invalid',
      cause,
    })
  }
}

/** Opens `demo.json` of a data folder; `fresh` is what a new demo starts with. */
export const openProgress = (folder: string, fresh: Progress): ProgressFile => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'demo.json')
  let current = read(path) ?? fresh
  const write = (): void => {
    writeFileSync(`${path}.new`, JSON.stringify(current))
    renameSync(`${path}.new`, path)
  }
  write()
  return {
    get current() {
      return current
    },
    save(change) {
      current = { ...current, ...change }
      write()
    },
  }
}
