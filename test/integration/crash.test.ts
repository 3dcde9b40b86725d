import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import Database from 'libsql'
import { openDataFolder } from '../../src/edges/embedded/data-folder.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import { crashTopic } from '../support/crash-topic.js'

const ROUNDS = 20

/** Lets a writer run until it acknowledged so many batches, then kills it in the middle of what it does. */
const writeUntilKilled = async (path: string, batches: number): Promise<number> => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/writer.ts', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  let seen = 0
  for await (const chunk of child.stdout) {
    output += String(chunk)
    seen = output.split('\n').length - 1
    if (seen >= batches && child.exitCode === null) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return Number(output.trim().split('\n').at(-1) ?? 0)
}

test('a kill -9 in the middle of writing loses nothing acknowledged and leaves nothing half', async () => {
  const path = await mkdtemp(join(tmpdir(), 'crash-'))
  for (let round = 1; round <= ROUNDS; round++) {
    const acknowledged = await writeUntilKilled(path, 1 + (round % 4))
    const folder = await openDataFolder({ path, clock: systemClock() })
    await folder.log.ensureTopics([crashTopic])
    const numbers: number[] = []
    for await (const { records } of folder.log.read(crashTopic))
      numbers.push(...records.map(({ value }) => (value as { n: number }).n))
    expect(numbers.length).toBeGreaterThanOrEqual(acknowledged)
    expect(numbers.length % 200).toBe(0)
    expect(numbers).toEqual([...numbers.keys()])
    expect((await folder.log.ends(crashTopic))[0]?.end).toBe(numbers.length)
    const stored = await folder.records.get<{ n: number }>('crash', 'acknowledged')
    expect(stored?.value.n).toBeGreaterThanOrEqual(acknowledged)
    await folder.close()
  }
  for (const file of ['log.db', 'records.db']) {
    const db = new Database(join(path, file))
    expect(db.prepare('PRAGMA quick_check').get()).toMatchObject({ quick_check: 'ok' })
    db.close()
  }
  await rm(path, { recursive: true })
}, 120_000)
