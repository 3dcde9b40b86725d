import { setTimeout as delay } from 'node:timers/promises'
import { explain } from '../../../src/domain/errors.js'
import { until } from '../until.js'
import { befall } from './blows.js'
import { digestOf } from './judge.js'
import { isDrained, lagsOf } from './lags.js'
import { indexedLoad, shows } from './load-judge.js'
import type { Blow, Moment } from './plan.js'
import type { Scene } from './scene.js'

const HOUR = 3_600_000
/** What a fault leaves behind (an open breaker, a missing robots.txt) is over after this, and each board is harvested once more. */
const RECOVERY_HOURS = 2
const MOST_RECOVERY_MS = 180_000
const MOST_QUIET_MS = 300_000
/** No document changes for so long: it is quiet. */
const STILL_MS = 30_000
/** Postings of the load to one sign of life. */
const SIGN = 5

/** Tries again while a server is away. */
const insist = async (what: string, act: () => Promise<unknown>): Promise<void> => {
  await until(what, async () =>
    act().then(
      () => true,
      () => false,
    ),
  )
}

export const seconds = (ms: number): number => Math.round(ms / 100) / 10

/** Nobody crawls, and nothing is due. Errors as the records'. */
const isCrawled = async ({ set: { records }, clock }: Scene): Promise<boolean> => {
  const leases = await records.list<{ holder: string | null }>('leases')
  const due = await records.list<{ dueAt: string }>('due')
  return (
    leases.every(({ value }) => value.holder === null) &&
    due.every(({ value }) => Date.parse(value.dueAt) > clock.now())
  )
}

const isApiUp = async ({ set: { roles } }: Scene): Promise<boolean> => {
  const address = await roles.ask<string>('api', 'address')
  return (await fetch(new URL('/v1/vacancies?size=1', address), { signal: AbortSignal.timeout(5000) })).status === 200
}

/** The drill's way through its rounds; waits in vain are counted, and it goes on. */
export const openCourse = (scene: Scene, say: (line: string) => void) => {
  const { set, load, schedule, boards, clock } = scene
  const recoveries: number[] = []
  const happened: Blow[] = []
  let stuck = 0
  let wishes = 0

  const wishAll = (): Promise<void> => {
    const slot = `drill-${++wishes}`
    return insist('boards are wished for', () => schedule.wishAll(slot))
  }

  /** Waits; one that is in vain is counted, and the drill goes on. */
  const hope = async (what: string, holds: () => Promise<boolean>, mostMs: number): Promise<void> => {
    try {
      await until(what, () => holds().catch(() => false), mostMs)
    } catch (error) {
      stuck++
      const lags = await lagsOf(set.log).catch(explain)
      say(`${explain(error)}; lags ${JSON.stringify(lags)}`)
    }
  }

  /** Work is under way: the load flows, and some board is crawled. */
  const atWork = async (signs: number): Promise<void> => {
    if (await isCrawled(scene).catch(() => false)) await wishAll()
    const from = load.published()
    await hope('the load flows', async () => load.published() - from >= signs * SIGN, MOST_RECOVERY_MS)
  }

  /** What was published after the faults is in the index, and people can search. */
  const recovered = async (): Promise<void> => {
    const began = performance.now()
    const from = load.published()
    await hope('the load flows again', async () => load.published() > from, MOST_RECOVERY_MS)
    const { n, revision } = load.newest()
    const isThrough = async (): Promise<boolean> => shows(await indexedLoad(set.index, n), revision)
    await hope('a new posting is indexed', isThrough, MOST_RECOVERY_MS)
    await hope('the API answers', () => isApiUp(scene), MOST_RECOVERY_MS)
    recoveries.push(performance.now() - began)
  }

  const meet = async ({ round, after, blows }: Moment): Promise<void> => {
    await atWork(after)
    const words = await Promise.all(blows.map((blow) => befall(scene, blow)))
    happened.push(...blows.map(({ kind }) => kind))
    await recovered()
    say(`round ${round}: ${words.join(', ')}; at work again after ${seconds(recoveries.at(-1) ?? 0)} s`)
  }

  /** Until everything is through; no load comes meanwhile. */
  const settle = async (): Promise<void> => {
    await load.pause()
    await insist('the hour is ticked', () => schedule.tick())
    await hope(
      'everything is through',
      async () => (await isCrawled(scene)) && (await isDrained(set.log)),
      MOST_QUIET_MS,
    )
  }

  /** Until everything is through and nothing has changed for a while; seconds that it took. */
  const quiet = async (): Promise<number> => {
    const began = performance.now()
    await settle()
    let [digest, since] = ['', performance.now()]
    const isStill = async (): Promise<boolean> => {
      const now = await digestOf(set.index)
      if (now !== digest) [digest, since] = [now, performance.now()]
      await delay(1000)
      return performance.now() - since >= STILL_MS && (await isDrained(set.log))
    }
    await hope('no document changes', isStill, MOST_QUIET_MS)
    return seconds(performance.now() - began)
  }

  const pass = async (hours: number): Promise<void> => {
    clock.pass(hours * HOUR)
    await set.roles.tellTime()
  }

  const runRound = async (round: number, moments: readonly Moment[]): Promise<void> => {
    boards.setRound(round)
    if (round > 0) await pass(boards.hoursBefore(round) - RECOVERY_HOURS)
    await settle()
    load.resume()
    await wishAll()
    for (const moment of moments) await meet(moment)
  }

  const afterRound = async (): Promise<void> => {
    await pass(RECOVERY_HOURS)
    await wishAll()
    await settle()
  }

  return { recoveries, happened, stuck: () => stuck, quiet, settle, runRound, afterRound }
}
