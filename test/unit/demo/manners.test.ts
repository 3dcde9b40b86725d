import { describe, expect, test } from '@jest/globals'
import { EASY_RULES, countRudeness, watchManners } from '../../../src/demo/manners.js'
import type { HouseRules } from '../../../src/demo/manners.js'

const DAY = 86_400_000

/** A board with some rules, and its clock. */
const board = (rules: Partial<HouseRules>) => {
  let now = DAY * 20_000
  const manners = watchManners({ ...EASY_RULES, ...rules }, () => now)
  return {
    ...manners,
    ask: (afterMs: number, allowed = true) => {
      now += afterMs
      manners.judge('/page', allowed)
      return manners.log().at(-1)?.rude
    },
  }
}

describe('a board judges by its own log', () => {
  test('a path that robots.txt forbids', () => {
    const { ask } = board({})
    expect([ask(0), ask(0, false)]).toEqual([[], ['robots']])
  })

  test('a request that comes sooner than its pace, but for the two milliseconds of a timer', () => {
    const { ask } = board({ paceMs: 50 })
    expect([ask(0), ask(48), ask(47), ask(50)]).toEqual([[], [], ['pace'], []])
  })

  test('a Crawl-delay that is longer than the pace', () => {
    const { ask } = board({ paceMs: 50, crawlDelaySeconds: 1 })
    expect([ask(0), ask(500), ask(1000)]).toEqual([[], ['pace'], []])
  })

  test('a request before a Retry-After is over', () => {
    const { ask, closeFor } = board({})
    closeFor(1000)
    expect([ask(900), ask(100)]).toEqual([['retryAfter'], []])
  })

  test('requests beyond the day’s budget, until the day is over', () => {
    const { ask } = board({ dailyRequests: 2 })
    expect([ask(0), ask(1), ask(1), ask(DAY)]).toEqual([[], [], ['budget'], []])
  })

  test('and counts each kind', () => {
    const { ask, log } = board({ paceMs: 50, dailyRequests: 1 })
    ask(0)
    ask(1)
    ask(50, false)
    expect(countRudeness(log())).toEqual({ robots: 1, pace: 1, retryAfter: 0, budget: 2 })
  })
})
