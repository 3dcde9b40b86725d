import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@jest/globals'

const KILLS = 10
const SEED = 4
const SIZE = 1500

interface Score {
  readonly missed: number
  readonly doubled: number
  readonly wronglyClosed: number
  readonly wronglyKept: number
  readonly wronglyMerged: number
  readonly wrongValue: number
}

const start = (data: string): ChildProcess =>
  spawn(
    process.execPath,
    ['--import', 'tsx', 'src/demo/main.ts', '--once', '--seed', String(SEED), '--size', String(SIZE), '--data', data],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )

/** Moments spread by the seed, in milliseconds after the boards answer: the same at every run of the test. */
const momentOf = (kill: number): number => 300 + ((kill * 2_654_435_761) % 2700)

/** Waits until the service answers, and so has begun to work. */
const whenUp = async (child: ChildProcess): Promise<void> => {
  let said = ''
  for await (const chunk of child.stderr ?? []) {
    said += String(chunk)
    if (said.includes('answers at')) return
  }
}

const killAtSomeMoment = async (data: string, kill: number): Promise<void> => {
  const child = start(data)
  await whenUp(child)
  await Promise.race([delay(momentOf(kill)), once(child, 'exit')])
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

const finish = async (data: string): Promise<{ code: number | null; score: Score }> => {
  const child = start(data)
  let output = ''
  child.stdout?.on('data', (chunk) => (output += String(chunk)))
  child.stderr?.resume()
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, score: JSON.parse(output.trim()) as Score }
}

test(`killed -9 at ${KILLS} moments of its run, the demo ends with nothing lost and nothing doubled`, async () => {
  const data = await mkdtemp(join(tmpdir(), 'killed-'))
  for (let kill = 1; kill <= KILLS; kill++) await killAtSomeMoment(data, kill)
  const { code, score } = await finish(data)
  const nothing = { missed: 0, doubled: 0, wronglyClosed: 0, wronglyKept: 0, wronglyMerged: 0, wrongValue: 0 }
  expect(score).toMatchObject(nothing)
  expect(code).toBe(0)
  await rm(data, { recursive: true })
}, 300_000)
