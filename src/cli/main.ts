import { parseArgs } from 'node:util'
import { readSettings } from '../../config/settings.js'
import { explain } from '../domain/errors.js'
import type { Trace } from '../api/trace.js'

const USAGE = `jobdata: an operator's verbs; they speak with the running service.

  jobdata trace KEY|URL   one posting's way: ledger, raw, posting, vacancy, document, with times and drops
      --api URL           where the service answers (default: HOST and PORT)
      --token TOKEN       a token with the scope "operations", where the service asks for one
`

interface Options {
  readonly api: string
  readonly token: string | undefined
}

const ask = async (path: string, { api, token }: Options): Promise<unknown> => {
  const response = await fetch(new URL(path, api), {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  })
  const body: unknown = await response.json()
  if (response.ok) return body
  const { detail, title } = body as { detail?: string; title?: string }
  throw new Error(`${api} answers ${response.status}: ${detail ?? title ?? 'no reason given'}`)
}

const trace = async (keyOrUrl: string, options: Options): Promise<void> => {
  const { key, steps, stoppedAt } = (await ask(`/v1/trace?of=${encodeURIComponent(keyOrUrl)}`, options)) as Trace
  const lines = steps.map(
    ({ at, where, place, what }) => `${at.padEnd(24)}  ${where.padEnd(14)}  ${place.padEnd(9)}  ${what}`,
  )
  console.log([key, ...lines, ...(stoppedAt === undefined ? [] : [`stopped ${stoppedAt}`])].join('\n'))
}

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { api: { type: 'string' }, token: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  })
  const [verb, subject] = positionals
  if (values.help || verb !== 'trace' || subject === undefined) {
    console.error(USAGE)
    process.exitCode = values.help ? 0 : 2
    return
  }
  const { host, port } = readSettings(process.env)
  await trace(subject, { api: values.api ?? `http://${host}:${port}`, token: values.token })
}

await main().catch((error: unknown) => {
  console.error(`jobdata: ${explain(error)}`)
  process.exitCode = 1
})
