import { expect, test } from '@jest/globals'
import { crawlMetrics } from '../../../crawlers/crawl-metrics.js'
import { Run } from '../../../src/domain/run.js'
import { countingMetrics } from '../../support/quiet.js'

const HOUR = 3_600_000
const at = (hour: number): string => new Date(Date.UTC(2026, 10, 24, 8) + hour * HOUR).toISOString()

const runOf = (hour: number, more: Partial<Run>): Run => ({
  ...Run.parse({
    id: `r${hour}`,
    board: 'acme',
    platform: 'greenhouse',
    list: 'whole',
    fence: 1,
    trigger: 'schedule',
    startedAt: at(hour),
    endedAt: at(hour),
    complete: true,
    bootstrap: false,
    unchanged: false,
    counts: { listed: 40, found: 0, new: 0, seen: 40, missed: 0, closed: 0, rejected: 0 },
    requests: {},
    missedKeys: [],
    closedKeys: [],
    signals: [],
    everyMinutes: 90,
    lastCompleteAt: at(hour),
  }),
  ...more,
})

const listing = (listed: number): Partial<Run> => ({ counts: { ...runOf(0, {}).counts, listed } })

const gaugesAfter = (...runs: readonly Run[]): Record<string, number | undefined> => {
  const metrics = countingMetrics()
  const measured = crawlMetrics(metrics)
  for (const run of runs) measured.last(run)
  const value = (name: string): number | undefined => metrics.values.get(`jobdata_board_${name}`)
  return {
    interval: value('interval_seconds{board=acme}'),
    success: value('last_success_timestamp_seconds{board=acme}'),
    listed: value('listed_postings{board=acme}'),
    failing: value('state{board=acme,state=failing}'),
    held: value('state{board=acme,state=held}'),
  }
}

test('a board’s gauges are those of its last run, whoever ran it', () => {
  const success = Date.parse(at(0)) / 1000
  expect(gaugesAfter(runOf(0, {}))).toEqual({ interval: 5400, success, listed: 40, failing: 0, held: 0 })
  const held = { held: { reason: 'sweep' as const, keys: 30, since: at(0) } }
  expect(gaugesAfter(runOf(0, { ...held, ...listing(10) }), runOf(1, {}))).toMatchObject({ listed: 40, held: 0 })
})

test('the yield is that of a list that was read: not of one unchanged, and not of one cut short', () => {
  const full = runOf(0, {})
  expect(gaugesAfter(full, runOf(1, { unchanged: true, ...listing(0) }))).toMatchObject({ listed: 40, failing: 0 })
  const cut = { complete: false, why: 'truncated', lastCompleteAt: at(0), ...listing(12) } as const
  expect(gaugesAfter(full, runOf(1, cut))).toMatchObject({ listed: 40, failing: 1, success: Date.parse(at(0)) / 1000 })
  const few = { complete: false, why: 'unexpected', lastCompleteAt: at(0), ...listing(2) } as const
  expect(gaugesAfter(full, runOf(1, few))).toMatchObject({ listed: 2, failing: 1 })
})
