import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'

const MEGABYTES = 200

test(`a feed of ${MEGABYTES} MB is read in less memory than it has`, async () => {
  const args = ['--import', 'tsx', 'test/support/read-large-feed.ts', String(MEGABYTES)]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '' } })
  const { jobs, read, empty, resident } = JSON.parse(stdout) as Record<string, unknown>
  expect({ read, empty }).toEqual({ read: jobs, empty: false })
  expect(resident).toBeLessThan(200)
}, 120_000)
