import { systemClock } from '../edges/observe/clock.js'
import type { Progress } from '../operate/progress.js'
import { openProgressLine, watched } from './progress.js'
import type { ProgressLine } from './progress.js'
import type { ServiceOptions } from './service.js'

/** Everything that verbs take beside their subject. */
export interface Flags {
  readonly check?: readonly string[] | undefined
  readonly repair?: boolean | undefined
  readonly resume?: boolean | undefined
  readonly all?: boolean | undefined
  readonly code?: string | undefined
  readonly stage?: string | undefined
  readonly since?: string | undefined
  readonly limit?: string | undefined
  readonly after?: string | undefined
  readonly force?: boolean | undefined
  readonly restart?: boolean | undefined
  readonly keep?: boolean | undefined
}

/** One verb: prints its answer; gives the exit code, undefined when it was called wrongly. */
export type Verb = (subjects: readonly string[], flags: Flags, service: ServiceOptions) => Promise<number | undefined>

/** Exit code of what a signal ended, as shells have it. */
export const INTERRUPTED = 130

/** The progress of a verb, on standard error. */
export const lineOn = (label: string): ProgressLine =>
  openProgressLine({
    label,
    now: () => systemClock().elapsed(),
    write: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
  })

/**
 * Runs long work with its progress on standard error. Ctrl-C ends it at the service too, and `goOn` says how to go on from
 * what was last heard. Undefined when it was ended so; then the exit code is set.
 */
export const runLong = async (
  label: string,
  work: (signal: AbortSignal) => AsyncGenerator<Progress, unknown>,
  goOn: (last: Progress | undefined) => string,
): Promise<unknown> => {
  const stop = new AbortController()
  const interrupt = (): void => stop.abort()
  process.once('SIGINT', interrupt)
  let last: Progress | undefined
  const noted = async function* (): AsyncGenerator<Progress, unknown> {
    const steps = work(stop.signal)
    for (let step = await steps.next(); ; step = await steps.next()) {
      if (step.done) return step.value
      last = step.value
      yield step.value
    }
  }
  try {
    return await watched(noted(), lineOn(label))
  } catch (error) {
    if (!stop.signal.aborted) throw error
    process.stderr.write(`${label}: stopped; go on with: ${goOn(last)}\n`)
    process.exitCode = INTERRUPTED
    return undefined
  } finally {
    process.off('SIGINT', interrupt)
  }
}
