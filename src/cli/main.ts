import { parseArgs } from 'node:util'
import { readSettings } from '../../config/settings.js'
import { explain } from '../domain/errors.js'
import { deadLetters } from './dead-letters.js'
import { reindexVerb } from './reindex.js'
import { trace } from './trace.js'
import type { Verb } from './verb.js'
import { verify } from './verify.js'

const USAGE = `jobdata: an operator's verbs; they speak with the running service, but for reindex.

  jobdata trace KEY|URL   one posting's way: ledger, raw, posting, vacancy, document, with times and drops
  jobdata verify          compares table, vacancies, index and ledger, both ways; ends with one line of JSON
      --check NAME        index, vacancies or ledger alone; may be repeated
      --repair            repairs what it can, and says what repairs the rest
      --resume            goes on with the checks that a stopped one did not come to
  jobdata dead-letters list
      --code C, --stage S, --since TIME   these only
      --limit N           the newest N (50)
  jobdata dead-letters show ORIGIN|OFFSET       why, how often, and what it said
  jobdata dead-letters replay [ORIGIN|OFFSET]   sends letters again, each to the stage that rejected it
      --code C, --stage S, --since TIME, --all  these
      --after OFFSET      goes on where a stopped one was

  jobdata reindex         builds the vacancy index anew beside the live one and swaps; speaks with the servers itself,
                          ends with one line of JSON; stopped, the next call goes on
      --force             swaps even when the new index has less than 90 % of the live one's vacancies
      --restart           begins anew instead of going on with a stopped one
      --keep              keeps the index that was live before

      --api URL           where the service answers (default: HOST and PORT)
      --token TOKEN       a token with the scope "operations", where the service asks for one
Ctrl-C ends what is under way at the service too, and says how to go on.
`

const VERBS: Readonly<Partial<Record<string, Verb>>> = {
  trace,
  verify,
  'dead-letters': deadLetters,
  reindex: reindexVerb,
}

const OPTIONS = {
  api: { type: 'string' },
  token: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  check: { type: 'string', multiple: true },
  repair: { type: 'boolean' },
  resume: { type: 'boolean' },
  all: { type: 'boolean' },
  code: { type: 'string' },
  stage: { type: 'string' },
  since: { type: 'string' },
  limit: { type: 'string' },
  after: { type: 'string' },
  force: { type: 'boolean' },
  restart: { type: 'boolean' },
  keep: { type: 'boolean' },
} as const

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS })
  const [name = '', ...subjects] = positionals
  const { host, port } = readSettings(process.env)
  const service = { api: values.api ?? `http://${host}:${port}`, token: values.token }
  const code = values.help ? undefined : await VERBS[name]?.(subjects, values, service)
  // Ended by Ctrl-C: it has said so.
  if (process.exitCode !== undefined) return
  if (code === undefined) console.error(USAGE)
  process.exitCode = code ?? (values.help ? 0 : 2)
}

await main().catch((error: unknown) => {
  console.error(`jobdata: ${explain(error)}`)
  process.exitCode = 1
})
