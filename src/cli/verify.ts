import { KINDS } from '../operate/verify/differences.js'
import type { Kind } from '../operate/verify/differences.js'
import type { CheckReport, VerifyResult } from '../operate/verify/verify.js'
import { long } from './service.js'
import { runLong } from './verb.js'
import type { Verb } from './verb.js'

const REPAIRS = {
  verify: 'jobdata verify --repair',
  dedupe: 'restart dedupe: at its start it says again what the table gives',
  reindex: 'jobdata reindex',
} as const

const entriesOf = <T>(counts: Readonly<Partial<Record<Kind, T>>>): [Kind, T][] => Object.entries(counts) as [Kind, T][]

const linesOfKind = ([kind, count]: [Kind, number], { repaired, examples }: CheckReport): string[] => {
  const { says, repairedBy } = KINDS[kind]
  const done = repaired[kind] ?? 0
  const left = count - done
  const what = [...(done > 0 ? [`${done} repaired`] : []), ...(left > 0 ? [`repaired by: ${REPAIRS[repairedBy]}`] : [])]
  return [
    `  ${String(count).padStart(7)}  ${kind}: ${says}; ${what.join('; ')}`,
    ...(examples[kind] ?? []).map(({ id, detail }) => `           ${id}  ${detail}`),
  ]
}

const linesOfCheck = ([check, report]: [string, CheckReport]): string[] => {
  const found = entriesOf(report.counts)
  const lag = report.settled ? '' : ' (a stage lags: some of it may be work under way)'
  const headline = `${check.padEnd(9)}  ${report.compared} compared, ${found.length === 0 ? 'nothing differs' : 'differences:'}${lag}`
  return [headline, ...found.flatMap((one) => linesOfKind(one, report))]
}

const summary = ({ differences, repaired, checks }: VerifyResult): string =>
  JSON.stringify({
    differences,
    repaired,
    left: differences - repaired,
    checks: Object.keys(checks),
    byKind: Object.assign({}, ...Object.values(checks).map(({ counts }) => counts)) as object,
  })

/** `jobdata verify`: prints what differs, and last one line of JSON; exit code 1 when anything is left. */
export const verify: Verb = async (subjects, { check, repair = false, resume = false }, service) => {
  if (subjects.length > 0) return undefined
  const body = { repair, resume, ...(check && { checks: check }) }
  const result = (await runLong(
    'verify',
    (signal) => long('/v1/verify', body, service, signal),
    () => `jobdata verify --resume${repair ? ' --repair' : ''}`,
  )) as VerifyResult | undefined
  if (!result) return undefined
  console.log([...Object.entries(result.checks).flatMap(linesOfCheck), summary(result)].join('\n'))
  return result.differences > result.repaired ? 1 : 0
}
