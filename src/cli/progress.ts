import type { Progress } from '../operate/progress.js'

/** Milliseconds between two showings. */
const ON_TERMINAL_MS = 200
const IN_LOG_MS = 5000

export interface ProgressOptions {
  /** The verb, before each step: `reindex`. */
  readonly label: string
  /** Milliseconds that only go on (`Clock.elapsed`). */
  readonly now: () => number
  /** Takes text for people, never the result: `(text) => process.stderr.write(text)`. */
  readonly write: (text: string) => void
  /** Whether `write` ends at a terminal: one line a step is written over again there, a new one every few seconds elsewhere. */
  readonly isTerminal: boolean
}

/** How far a long verb is, for people who watch it. Shows itself as it is told; keeps no timer. */
export interface ProgressLine {
  show(progress: Progress): void
  /** Leaves the last state standing. */
  end(): void
}

interface Shown {
  readonly first: Progress
  readonly beganAt: number
  last: Progress
  at: number
}

const GROUPED = new Intl.NumberFormat('en')

/** `0:07`, `12:30`, `1:05:00` */
const duration = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000)
  const pad = (n: number): string => String(n).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`
}

/** Count and share; rate and time left by what was done since the step was first heard of, so that a resumed one does not boast. */
const stateOf = ({ first, beganAt, last: { step, done, total } }: Shown, now: number): string => {
  const share = total === 0 ? 100 : Math.min(100, Math.floor((done / total) * 100))
  const perMs = now === beganAt ? 0 : (done - first.done) / (now - beganAt)
  const counted = `${step} ${GROUPED.format(done)} of ${GROUPED.format(total)} (${share} %)`
  if (perMs <= 0) return counted
  return `${counted}, ${GROUPED.format(Math.round(perMs * 1000))}/s, ${duration(Math.max(0, total - done) / perMs)} left`
}

/** Opens the line of one verb. */
export const openProgressLine = ({ label, now, write, isTerminal }: ProgressOptions): ProgressLine => {
  let shown: Shown | undefined

  const print = (step: Shown, end = ''): void => {
    step.at = now()
    const state = `${label}: ${stateOf(step, step.at)}`
    write(isTerminal ? `\r${state}\u001b[K${end}` : `${state}\n`)
  }

  const end = (): void => {
    if (shown) print(shown, '\n')
    shown = undefined
  }

  return {
    show(progress) {
      if (shown?.first.step !== progress.step) {
        end()
        shown = { first: progress, last: progress, beganAt: now(), at: now() }
      }
      shown.last = progress
      if (now() - shown.at >= (isTerminal ? ON_TERMINAL_MS : IN_LOG_MS)) print(shown)
    },
    end,
  }
}

/** Runs the steps of a verb to their end, shows each, and gives what they return. */
export const watched = async <T>(steps: AsyncGenerator<Progress, T>, line: ProgressLine): Promise<T> => {
  try {
    for (;;) {
      const step = await steps.next()
      if (step.done) return step.value
      line.show(step.value)
    }
  } finally {
    line.end()
  }
}
