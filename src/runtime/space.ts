import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'
import type { PartState } from '../ports/readiness.js'

const CHECK_MS = 1000

export interface SpaceOptions {
  /** Free bytes where the data lie; absent when nothing is kept on disk here. */
  readonly freeBytes: (() => Promise<number>) | undefined
  readonly minBytes: number
  readonly clock: Clock
  readonly logger: Logger
}

/** Whether there is room to write. Stages wait here instead of failing when the disk is full. */
export interface Space {
  /** Resolves when there is room, or when `signal` aborts. */
  room(signal: AbortSignal): Promise<void>
  /** An edge could not write for lack of space. */
  ranOut(): void
  state(): Promise<PartState>
}

const megabytes = (bytes: number): number => Math.floor(bytes / 1_048_576)

/** Watches the free space of the data folder. */
export const watchSpace = ({ freeBytes, minBytes, clock, logger }: SpaceOptions): Space => {
  let full = false
  const free = async (): Promise<number> => (freeBytes ? await freeBytes() : Number.POSITIVE_INFINITY)
  const say = (now: boolean, bytes: number): void => {
    if (now === full) return
    full = now
    if (now)
      logger.error({ freeBytes: bytes }, 'disk is full: stages pause until there is space; free some or move DATA_DIR')
    else logger.info({ freeBytes: bytes }, 'there is space again: stages go on')
  }
  const check = async (): Promise<boolean> => {
    const bytes = await free()
    say(bytes < minBytes, bytes)
    return full
  }
  return {
    async room(signal) {
      while (!signal.aborted && (await check())) await clock.wait(CHECK_MS, signal)
    },
    ranOut: () => say(true, 0),
    async state() {
      await check()
      const bytes = await free()
      return full
        ? {
            ok: false,
            message: `disk is full (${megabytes(bytes)} MB free, ${megabytes(minBytes)} needed): stages pause; free space or move DATA_DIR`,
          }
        : { ok: true, message: 'there is space' }
    },
  }
}
