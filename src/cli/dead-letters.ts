import type { DeadLetter } from '../domain/messages.js'
import type { Outstanding } from '../operate/dead-letters.js'
import type { ReplayResult } from '../operate/replay.js'
import { ask, long } from './service.js'
import type { ServiceOptions } from './service.js'
import { runLong } from './verb.js'
import type { Flags, Verb } from './verb.js'

interface Listed {
  readonly outstanding: number
  readonly byCode: readonly { readonly stage: string; readonly code: string; readonly count: number }[]
  readonly letters: readonly Outstanding[]
}

type Shown = DeadLetter & { readonly offset: number }

const instantOf = (text: string): string => {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new Error(`--since ${text} is no time: give one as 2026-11-24 or 2026-11-24T08:00:00Z`)
  return new Date(ms).toISOString()
}

const filterOf = ({ code, stage, since }: Flags): Record<string, string> => ({
  ...(code !== undefined && { code }),
  ...(stage !== undefined && { stage }),
  ...(since !== undefined && { since: instantOf(since) }),
})

const list = async (flags: Flags, service: ServiceOptions): Promise<number> => {
  const { limit } = flags
  const query = new URLSearchParams({ ...filterOf(flags), ...(limit !== undefined && { limit }) })
  const { outstanding, byCode, letters } = (await ask(`/v1/dead-letters?${query.toString()}`, service)) as Listed
  const counts = byCode.map(({ stage, code, count }) => `${String(count).padStart(7)}  ${stage}: ${code}`)
  const lines = letters.map(
    ({ at, place, stage, code, attempts, message }) =>
      `${at}  ${place}  ${stage}: ${code}${attempts > 1 ? ` (${attempts} times)` : ''}: ${message}`,
  )
  console.log([`${outstanding} outstanding`, ...counts, ...lines].join('\n'))
  return 0
}

const linesOf = (letter: Shown): string[] => {
  const { stage, code, message, origin, at, attempts, history = [], settled, value, offset } = letter
  return [
    `${origin.topic}/${origin.partition}/${origin.offset}  key ${origin.key ?? 'none'}, letter ${offset}`,
    ...history.map((before) => `${before.at}  ${stage}: ${before.code}: ${before.message}`),
    `${at}  ${stage}: ${code}: ${message}`,
    settled ? `${settled.at}  ${settled.how}: nothing is outstanding` : `outstanding after ${attempts} attempts`,
    value ?? 'no text',
  ]
}

const show = async (of: string, service: ServiceOptions): Promise<number> => {
  const answer = await ask(`/v1/dead-letters/letter?of=${encodeURIComponent(of)}`, service)
  console.log((answer as { letters: Shown[] }).letters.flatMap(linesOf).join('\n'))
  return 0
}

/** How the same replay is called again, from the letter after the last. */
const again = (of: string | undefined, flags: Flags, after: number | undefined): string =>
  [
    'jobdata dead-letters replay',
    ...(of === undefined ? [] : [of]),
    ...(['code', 'stage', 'since'] as const).flatMap((name) =>
      flags[name] === undefined ? [] : [`--${name} ${flags[name]}`],
    ),
    ...(flags.all === true ? ['--all'] : []),
    ...(after === undefined ? [] : [`--after ${after}`]),
  ].join(' ')

const replay = async (of: string | undefined, flags: Flags, service: ServiceOptions): Promise<number | undefined> => {
  const { all = false, after } = flags
  const filter = { ...filterOf(flags), ...(of !== undefined && { of }) }
  if (!all && Object.keys(filter).length === 0) return undefined
  const body = { ...filter, all, ...(after !== undefined && { after: Number(after) }) }
  const result = (await runLong(
    'dead-letters',
    (signal) => long('/v1/dead-letters/replays', body, service, signal),
    (last) => again(of, flags, last?.after ?? (after === undefined ? undefined : Number(after))),
  )) as ReplayResult | undefined
  if (!result) return undefined
  console.log(JSON.stringify(result))
  return result.failed > 0 ? 1 : 0
}

/** `jobdata dead-letters list | show | replay`; replay ends with one line of JSON, exit code 1 when any failed again. */
export const deadLetters: Verb = async ([what, of], flags, service) => {
  if (what === 'list') return list(flags, service)
  if (what === 'show' && of !== undefined) return show(of, service)
  if (what === 'replay') return replay(of, flags, service)
  return undefined
}
