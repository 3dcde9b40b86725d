import { parseArgs } from 'node:util'
import { z } from 'zod'
import { JobdataError, explain } from '../domain/errors.js'

export const HELP = `npm run demo [-- options]

Runs boards on the loopback net, the service, and the rounds of the demo's own clock; prints the page's address.

  --once         all rounds until quiet, then one line of JSON with the score; exit 1 when anything is wrong
  --seed N       which openings the boards show (default 1)
  --size N       postings over all boards and rounds, about (default 4000)
  --data DIR     folder of the demo; run again, it goes on where it was
                 (default data/demo; with --once a temporary folder that is removed at the end)
  --port N       port of the page (default 8080; with --once any free one)
  --rest N       seconds between two rounds (default 20; with --once 0)
  --log LEVEL    least level of log lines on standard error (default warn)
  --help         this text`

const Numbers = z.object({
  seed: z.coerce.number().int().min(0).max(4_294_967_295),
  size: z.coerce.number().int().min(100).max(20_000),
  port: z.coerce.number().int().min(0).max(65_535),
  rest: z.coerce.number().min(0).max(86_400),
})

export interface DemoOptions extends z.infer<typeof Numbers> {
  readonly once: boolean
  readonly help: boolean
  /** Absent: a temporary folder. */
  readonly data?: string
  readonly log: string
}

const wrong = (message: string, cause: unknown): JobdataError =>
  new JobdataError(`${message}. See: npm run demo -- --help`, { consequence: 'config', code: 'option-invalid', cause })

const read = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        seed: { type: 'string', default: '1' },
        size: { type: 'string', default: '4000' },
        data: { type: 'string' },
        port: { type: 'string' },
        rest: { type: 'string' },
        log: { type: 'string', default: 'warn' },
      },
    }).values
  } catch (cause) {
    throw wrong(explain(cause), cause)
  }
}

/** Reads the demo's command line. Throws `config` naming the first bad option. */
export const readOptions = (args: readonly string[]): DemoOptions => {
  const given = read(args)
  const { once, help, log } = given
  const numbers = Numbers.safeParse({
    seed: given.seed,
    size: given.size,
    port: given.port ?? (once ? 0 : 8080),
    rest: given.rest ?? (once ? 0 : 20),
  })
  if (!numbers.success) {
    const [issue] = numbers.error.issues
    throw wrong(`--${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a number'}`, numbers.error)
  }
  const data = given.data ?? (once ? undefined : 'data/demo')
  return { ...numbers.data, once, help, log, ...(data !== undefined && { data }) }
}
