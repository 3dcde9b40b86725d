import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { demoClock } from '../../../src/demo/clock.js'
import { readOptions } from '../../../src/demo/options.js'
import { openProgress } from '../../../src/demo/progress.js'
import { manualClock } from '../../support/clock.js'

const fresh = { seed: 1, size: 100, port: 0, offsetMs: 0, startedAt: 5, round: -1, done: 0 }
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-progress-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('demo clock', () => {
  test('runs like the real one, jumps, and keeps where it is', () => {
    const real = manualClock(1000)
    const clock = demoClock(real, openProgress(folder, fresh))
    expect(clock.now()).toBe(1000)
    clock.jump(500, { round: 3 })
    real.advance(7)
    expect(clock.now()).toBe(1507)
    const again = openProgress(folder, { ...fresh, seed: 9 })
    expect(again.current).toEqual({ ...fresh, offsetMs: 500, round: 3 })
    expect(demoClock(real, again).now()).toBe(1507)
  })

  test('refuses a file that is not its own', () => {
    writeFileSync(join(folder, 'demo.json'), '{"seed":"x"}')
    expect(() => openProgress(folder, fresh)).toThrow(/demo\.json is not a demo's file/)
    expect(readFileSync(join(folder, 'demo.json'), 'utf8')).toBe('{"seed":"x"}')
  })
})

describe('options', () => {
  test('have defaults for looking and for scoring', () => {
    expect(readOptions([])).toMatchObject({ once: false, seed: 1, size: 4000, data: 'data/demo', port: 8080, rest: 20 })
    expect(readOptions(['--once', '--seed', '4'])).toMatchObject({ once: true, seed: 4, port: 0, rest: 0 })
    expect(readOptions(['--once'])).not.toHaveProperty('data')
  })

  test.each([[['--seed', 'x']], [['--size', '5']], [['--port', '70000']], [['--sed', '4']], [['extra']]])(
    'name what is wrong with %j',
    (args) => {
      expect(() => readOptions(args)).toThrow(args[0] === 'extra' ? /extra/ : args[0])
    },
  )
})
