import cron from 'node-cron'
import type { Board } from '../domain/board.js'
import { instant } from '../domain/common.js'
import { explain, hasConsequence } from '../domain/errors.js'
import { hashId, wishId } from '../domain/ids.js'
import { BoardLedger } from '../domain/lease.js'
import type { CrawlRequest } from '../domain/messages.js'
import { topics } from '../domain/topics.js'
import { stoppedBoards } from '../ports/board-switches.js'
import type { Clock } from '../ports/clock.js'
import type { Log } from '../ports/log.js'
import type { Logger } from '../ports/logger.js'
import { ABSENT } from '../ports/records.js'
import type { Records } from '../ports/records.js'
import type { Ownership, Owners } from './owners.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A failing board's interval doubles with each failure, up to a day. */
const MOST_DOUBLINGS = 6
/** Boards due together are spread over this share of their interval. */
const JITTER = 0.1

export interface ScheduleOptions {
  readonly boards: readonly Board[]
  readonly log: Log
  readonly records: Records
  /** Among replicas one wishes and ticks. */
  readonly owners: Owners
  readonly clock: Clock
  readonly logger: Logger
}

/** The clockwork: it only wishes and ticks. */
export interface Schedule {
  /** Wishes a run of every board that is neither switched off nor stopped; the same slot twice is one wish. */
  wishAll(slot: string): Promise<void>
  /** Publishes the hour's tick, once whoever else does. */
  tick(): Promise<void>
  stop(): Promise<void>
}

/** A share of an interval that is a board's own, the same at every start. */
const jitterOf = (board: string): number => (Buffer.from(hashId('jitter', board)).readUInt16BE(0) / 65_536) * JITTER

const intervalMs = (head: BoardLedger): number =>
  Math.min(DAY, head.everyMinutes * MINUTE * 2 ** Math.min(head.failures, MOST_DOUBLINGS))

/** Whose turn it is: kept by one replica as long as it lives, and then by another. */
const openTurn = (owners: Owners) => {
  let held: Ownership | undefined
  return {
    async isMine(): Promise<boolean> {
      if (await held?.isHeld()) return true
      await held?.release()
      held = await owners.take('schedule')
      return held !== undefined
    },
    release: async () => held?.release(),
  }
}

/** node-cron ticks every minute: boards that are due are wished for, and each hour gets its tick. */
export const startSchedule = ({ boards, log, records, owners, clock, logger }: ScheduleOptions): Schedule => {
  const turn = openTurn(owners)

  /** Boards that are crawled: a stopped one keeps its postings, so that it stays in the ticks, but is not wished for. */
  const crawled = async (): Promise<Board[]> => {
    const stopped = await stoppedBoards(records)
    return boards.filter(({ id, enabled }) => enabled && !stopped.has(id))
  }

  const publish = async (wishes: readonly CrawlRequest[]): Promise<void> => {
    await log.publish(
      topics.crawlRequests,
      wishes.map((value) => ({ key: value.board, value })),
    )
  }

  const wish = (board: Board, slot: string): CrawlRequest => ({
    id: wishId(board.id, slot),
    board: board.id,
    wishedAt: instant(clock.now()),
    trigger: 'schedule',
  })

  const isDue = async (board: Board): Promise<boolean> => {
    const stored = await records.get<unknown>('boards', board.id)
    if (!stored) return true
    const head = BoardLedger.parse(stored.value)
    const last = head.lastRunAt === undefined ? 0 : Date.parse(head.lastRunAt)
    // A run from the future was dated by a wrong clock: the board does not wait for that day.
    return clock.now() < last || clock.now() >= last + intervalMs(head) * (1 + jitterOf(board.id))
  }

  const wishDue = async (): Promise<void> => {
    const slot = String(Math.floor(clock.now() / MINUTE))
    const wishes: CrawlRequest[] = []
    for (const board of await crawled()) {
      if ((await records.get('due', board.id)) === undefined && (await isDue(board))) wishes.push(wish(board, slot))
    }
    await publish(wishes)
  }

  const tick = async (): Promise<void> => {
    const hour = instant(Math.floor(clock.now() / HOUR) * HOUR)
    const last = await records.get<{ hour: string }>('ticks', 'last')
    if (last && last.value.hour >= hour) return
    await log.publish(topics.ticks, [{ key: null, value: { hour, boards: boards.map(({ id }) => id) } }])
    // Produced first, remembered second: a tick twice is harmless, a tick lost is not.
    await records.put('ticks', 'last', { hour }, { ifVersion: last?.version ?? ABSENT }).catch((error: unknown) => {
      if (!hasConsequence(error, 'conflict')) throw error
    })
  }

  const look = async (): Promise<void> => {
    try {
      if (!(await turn.isMine())) return
      await tick()
      await wishDue()
    } catch (error) {
      logger.error({ error: explain(error) }, 'the schedule could not wish for due boards: trying again in a minute')
    }
  }
  const task = cron.schedule('* * * * *', look, { noOverlap: true })

  return {
    wishAll: async (slot) => publish((await crawled()).map((board) => wish(board, slot))),
    tick,
    async stop() {
      await task.stop()
      await turn.release()
    },
  }
}
