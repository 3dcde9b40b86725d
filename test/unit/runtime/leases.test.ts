import { describe, expect, test } from '@jest/globals'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRecords } from '../../../src/edges/embedded/records.js'
import type { Clock } from '../../../src/ports/clock.js'
import { openLeases } from '../../../src/runtime/leases.js'
import { manualClock } from '../../support/clock.js'

const TTL = 60_000
const HOUR = 3_600_000

/** Replicas of one records store; one of them has its time of day wrong by `wrongMs`. */
const replicas = (wrongMs = 0) => {
  const records = openRecords({ file: join(mkdtempSync(join(tmpdir(), 'lease-')), 'records.db') })
  const clock = manualClock()
  const open = (holder: string) => openLeases({ records, clock, holder, ttlMs: TTL })
  const wrongClock: Clock = { ...clock, now: () => clock.now() + wrongMs }
  const wrong = openLeases({ records, clock: wrongClock, holder: 'wrong', ttlMs: TTL })
  return { clock, wrong, one: open('one'), other: open('other') }
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

  test('passes on when it is not renewed for its whole time, and the old holder learns that it lost it', async () => {
    const { one, other, clock } = replicas()
    const old = await one.take('x')
    expect(await other.take('x')).toBeUndefined()
    clock.advance(TTL)
    const lease = await other.take('x')
    expect(lease?.fence).toBe((old?.fence ?? 0) + 1)
    await old?.save()
    expect(old?.signal.aborted).toBe(true)
    expect(lease?.signal.aborted).toBe(false)
    await lease?.release()
  })

  test('stays its holder’s while it is renewed, however long another waits for it', async () => {
    const { one, other, clock } = replicas()
    const lease = await one.take('x')
    for (let times = 0; times < 4; times++) {
      expect(await other.take('x')).toBeUndefined()
      clock.advance(TTL / 2)
      await lease?.save()
    }
    await lease?.release()
  })

  test.each([-6, 6])('is safe from a replica whose time of day is wrong by %i hours', async (hours) => {
    const { one, wrong } = replicas(hours * HOUR)
    const lease = await one.take('x')
    expect(await wrong.take('x')).toBeUndefined()
    await lease?.release()
    const theirs = await wrong.take('x')
    expect(theirs?.fence).toBe(2)
    expect(await one.take('x')).toBeUndefined()
    await theirs?.release()
  })

  test('of a dead replica whose time of day was hours ahead passes on as soon as any other', async () => {
    const { one, wrong, clock } = replicas(6 * HOUR)
    await wrong.take('x')
    expect(await one.take('x')).toBeUndefined()
    clock.advance(TTL)
    expect((await one.take('x'))?.fence).toBe(2)
  })

  test('is asked for anew by a holder that stood still, before it says anything', async () => {
    const { one, other, clock } = replicas()
    const old = await one.take('x')
    expect(await old?.isHeld()).toBe(true)
    await other.take('x')
    clock.advance(TTL)
    const lease = await other.take('x')
    expect(old?.signal.aborted).toBe(false)
    expect(await old?.isHeld()).toBe(false)
    expect(await lease?.isHeld()).toBe(true)
    await lease?.release()
  })

  test.each([-6, 6])(
    'rests a domain as long as a holder meant whose time of day is wrong by %i hours',
    async (hours) => {
      const { one, other, wrong, clock } = replicas(hours * HOUR)
      const theirs = await wrong.take('x')
      theirs?.rest('host', 60_000)
      theirs?.rest('breaker', 20_000)
      clock.advance(10_000)
      expect(theirs?.restLeft()).toBe(50_000)
      await theirs?.release()
      // Nobody knows how much of it passed before one sees it: who takes over counts from there, each once.
      for (const leases of [one, other]) {
        const lease = await leases.take('x')
        expect(lease?.restLeft()).toBe(60_000)
        await lease?.release()
      }
      clock.advance(60_000)
      const lease = await one.take('x')
      expect(lease?.restLeft()).toBe(0)
      await lease?.release()
    },
  )

  test('rests neither longer nor shorter for a holder whose own time of day jumps', async () => {
    const { one, clock } = replicas()
    const before = await one.take('x')
    before?.rest('host', 60_000)
    await before?.release()
    for (const hours of [6, -6]) {
      clock.jump(hours * HOUR)
      const lease = await one.take('x')
      expect(lease?.restLeft()).toBe(60_000)
      await lease?.release()
    }
  })

  test('takes a long rest that another began for over half a day after its end at the latest', async () => {
    const { one, other, clock } = replicas()
    const theirs = await other.take('x')
    theirs?.rest('host', 24 * HOUR)
    await theirs?.release()
    clock.advance(24 * HOUR)
    const lease = await one.take('x')
    expect(lease?.restLeft()).toBe(12 * HOUR)
    clock.advance(12 * HOUR)
    expect(lease?.restLeft()).toBe(0)
    await lease?.release()
  })

  test('counts what a replica spent whose time of day is a year ahead for the right day', async () => {
    const { one, wrong } = replicas(365 * 24 * HOUR)
    const theirs = await wrong.take('x')
    if (theirs) theirs.document.budget = { day: theirs.day(), used: 7 }
    await theirs?.release()
    const lease = await one.take('x')
    expect(lease?.document.budget).toEqual({ day: '2026-11-24', used: 7 })
    await lease?.release()
  })

  test('counts by the day, which a time of day that jumps ahead does not end', async () => {
    const { one, clock } = replicas()
    const lease = await one.take('x')
    clock.jump(20 * HOUR)
    expect(lease?.day()).toBe('2026-11-24')
    clock.jump(-20 * HOUR)
    clock.advance(20 * HOUR)
    expect(lease?.day()).toBe('2026-11-25')
    // So far behind a clock is only before it was set for the first time.
    clock.jump(48 * HOUR)
    expect(lease?.day()).toBe('2026-11-27')
    await lease?.release()
  })

  test('is forgotten when nobody asked its domain for a week; its fence is not', async () => {
    const { one, other, clock } = replicas()
    const use = async (domain: string): Promise<number | undefined> => {
      const lease = await one.take(domain)
      if (lease) lease.document.lastRequestAt = new Date(clock.now()).toISOString()
      await lease?.release()
      return lease?.fence
    }
    for (let times = 0; times < 3; times++) await use('imported.example')
    await use('board.example')
    clock.advance(6 * 24 * HOUR)
    await use('board.example')
    const held = await one.take('held.example')
    clock.advance(24 * HOUR)
    await held?.save()
    expect(await other.forgetSilent()).toBe(1)
    expect(await other.forgetSilent()).toBe(0)
    expect(await held?.isHeld()).toBe(true)
    await held?.release()
    expect(await use('board.example')).toBe(3)
    const again = await other.take('imported.example')
    expect(again?.fence).toBe(4)
    expect(again?.document.lastRequestAt).toBeNull()
    await again?.release()
  })

  test('carries what replicas share from holder to holder', async () => {
    const { one, other } = replicas()
    const lease = await one.take('x')
    if (lease) lease.document.budget = { day: '2026-11-24', used: 7 }
    await lease?.release()
    expect((await other.take('x'))?.document.budget.used).toBe(7)
  })
})
