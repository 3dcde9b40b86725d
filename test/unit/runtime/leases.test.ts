import { describe, expect, test } from '@jest/globals'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRecords } from '../../../src/edges/embedded/records.js'
import { openLeases } from '../../../src/runtime/leases.js'
import { manualClock } from '../../support/clock.js'

const TTL = 60_000

const replicas = () => {
  const records = openRecords({ file: join(mkdtempSync(join(tmpdir(), 'lease-')), 'records.db') })
  const clock = manualClock()
  const open = (holder: string) => openLeases({ records, clock, holder, ttlMs: TTL })
  return { clock, one: open('one'), other: open('other') }
}

describe('a lease', () => {
  test('is one replica’s at a time', async () => {
    const { one, other } = replicas()
    const lease = await one.take('board.example')
    expect(lease?.fence).toBe(1)
    expect(await other.take('board.example')).toBeUndefined()
    await lease?.release()
    expect((await other.take('board.example'))?.fence).toBe(2)
  })

  test('two that reach for it at once: one gets it', async () => {
    const { one, other } = replicas()
    const taken = await Promise.all([one.take('x'), other.take('x')])
    expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1)
  })

  test('passes on when it expires, and the old holder learns that it lost it', async () => {
    const { one, other, clock } = replicas()
    const old = await one.take('x')
    clock.advance(TTL + 1)
    const lease = await other.take('x')
    expect(lease?.fence).toBe((old?.fence ?? 0) + 1)
    await old?.save()
    expect(old?.signal.aborted).toBe(true)
    expect(lease?.signal.aborted).toBe(false)
    await lease?.release()
  })

  test('carries what replicas share from holder to holder', async () => {
    const { one, other } = replicas()
    const lease = await one.take('x')
    if (lease) lease.document.budget = { day: '2026-11-24', used: 7 }
    await lease?.release()
    expect((await other.take('x'))?.document.budget.used).toBe(7)
  })
})
