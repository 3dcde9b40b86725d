import { beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dueTable } from '../../../crawlers/due.js'
import type { BoardLedger } from '../../../src/domain/lease.js'
import type { CrawlRequest } from '../../../src/domain/messages.js'
import { openRecords } from '../../../src/edges/embedded/records.js'
import type { Records } from '../../../src/ports/records.js'

const HOUR = 3_600_000
const NOW = Date.parse('2026-11-24T08:00:00.000Z')
const iso = (ms: number): string => new Date(ms).toISOString()

let records: Records
beforeEach(() => {
  records = openRecords({ file: join(mkdtempSync(join(tmpdir(), 'due-')), 'records.db') })
})

const wishOf = (wishedAt: number): CrawlRequest => ({
  id: 'acme-1',
  board: 'acme',
  wishedAt: iso(wishedAt),
  trigger: 'schedule',
})

const lastRunAt = async (at: number): Promise<void> => {
  const head: BoardLedger = {
    board: 'acme',
    bootstrapped: true,
    everyMinutes: 60,
    lastRunAt: iso(at),
    failures: 0,
    size: 0,
    validators: {},
    history: [],
  }
  await records.put('boards', 'acme', head)
}

describe('a wish', () => {
  test('that is older than the last run was granted by it', async () => {
    const due = dueTable(records)
    await lastRunAt(NOW)
    expect(await due.wish(wishOf(NOW - 1), 'acme.example', NOW + 1)).toBe(false)
    expect(await due.wish(wishOf(NOW + 1), 'acme.example', NOW + 1)).toBe(true)
  })

  test('is granted though the last run was dated by a clock that was hours ahead', async () => {
    const due = dueTable(records)
    await lastRunAt(NOW + 6 * HOUR)
    expect(await due.wish(wishOf(NOW), 'acme.example', NOW)).toBe(true)
  })

  test.each([
    ['who takes it', NOW, NOW + 6 * HOUR],
    ['who wishes', NOW + 6 * HOUR, NOW],
  ])('is due now, whatever the clock of %s says', async (_, wishedAt, takenAt) => {
    const due = dueTable(records)
    await due.wish(wishOf(wishedAt), 'acme.example', takenAt)
    expect((await due.list()).map(({ value }) => value.dueAt)).toEqual([iso(NOW)])
  })
})
