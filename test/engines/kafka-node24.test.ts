import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { engines } from '../support/engines.js'

const run = promisify(execFile)
const found = engines('kafka-node24')
const node24 = await run('npx', ['-y', 'node@24', '-p', 'process.execPath']).then(
  ({ stdout }) => stdout.trim(),
  () => undefined,
)
if (node24 === undefined) process.stderr.write('kafka-node24: SKIPPED, npx brings no Node 24\n')

/** Runs a round in a process of its own, under Node 24 and without what jest sets. */
const round = (how: string) =>
  run(node24 ?? '', ['--import', 'tsx', 'test/support/kafka-round.ts', found?.brokers ?? '', how], {
    env: { ...process.env, NODE_OPTIONS: '' },
  })

;(found && node24 !== undefined ? describe : describe.skip)('on Node 24', () => {
  test('the edge publishes and reads, and sets no timer of a negative time (#1751)', async () => {
    const { stdout, stderr } = await round('edge')
    expect(stdout).toBe('read 1\n')
    expect(stderr).not.toContain('TimeoutNegativeWarning')
  }, 60_000)

  test('kafkajs by itself does', async () => {
    expect((await round('bare')).stderr).toContain('TimeoutNegativeWarning')
  }, 60_000)
})
