import { expect, test } from '@jest/globals'
import { crawlMetrics } from '../../../crawlers/crawl-metrics.js'
import { openStops } from '../../../crawlers/stopped.js'
import { switchBoard } from '../../../src/ports/board-switches.js'
import type { Records, Stored } from '../../../src/ports/records.js'
import { countingMetrics } from '../../support/quiet.js'

/** As much of the records as board switches need, in memory. */
const someRecords = (): Records => {
  const kept = new Map<string, Stored<unknown>>()
  return {
    get: async (_, id) => kept.get(id),
    put: async (_, id, value) => String(kept.set(id, { id, value, version: '1' }).size),
    list: async () => [...kept.values()],
  } as Partial<Records> as Records
}

const say = (records: Records, board: string, stopped: boolean) =>
  switchBoard(records, { board, stopped, reason: 'a letter', by: 'root', at: '2026-11-24T08:00:00.000Z' })

test('a stop ends the run under way at the next look, and leaves other boards alone', async () => {
  const records = someRecords()
  const looks: string[][] = []
  const stops = openStops({ records, onLook: (stopped) => void looks.push([...stopped]) })
  const [acme, birch] = [stops.signal('acme'), stops.signal('birch')]
  await stops.look()
  expect([acme.aborted, birch.aborted, await stops.has('acme')]).toEqual([false, false, false])
  await say(records, 'acme', true)
  expect(await stops.has('acme')).toBe(true)
  await stops.look()
  expect([acme.aborted, birch.aborted]).toEqual([true, false])
  expect(looks).toEqual([[], ['acme']])
})

test('a board that was started again runs anew', async () => {
  const records = someRecords()
  const stops = openStops({ records, onLook: () => undefined })
  await say(records, 'acme', true)
  stops.signal('acme')
  await stops.look()
  await say(records, 'acme', false)
  const again = stops.signal('acme')
  await stops.look()
  expect([again.aborted, await stops.has('acme')]).toEqual([false, false])
})

test('the metric of a board shows that it is stopped, and afterwards what its runs made of it', () => {
  const metrics = countingMetrics()
  const measured = crawlMetrics(metrics)
  const states = () =>
    [...metrics.values].flatMap(([name, value]) => (value === 1 ? [/state=(\w+)/.exec(name)?.[1]] : []))
  measured.known('acme')
  expect(states()).toEqual(['new'])
  measured.stopped(new Set(['acme', 'a-board-of-another-process']))
  expect(states()).toEqual(['stopped'])
  measured.stopped(new Set())
  expect(states()).toEqual(['new'])
})
