import { parseArgs } from 'node:util'
import { JobdataError, explain } from '../../src/domain/errors.js'

const wrong = (message: string): JobdataError =>
  new JobdataError(message, { consequence: 'config', code: 'option-invalid' })

const given = (args: readonly string[], names: readonly string[]): Readonly<Record<string, string | undefined>> => {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]))
    return parseArgs({ args: [...args], options }).values
  } catch (cause) {
    throw wrong(explain(cause))
  }
}

/** Options of a bench: whole numbers and words, each with its default. Throws `config` naming the first bad one. */
export const readOptions = <T extends Readonly<Record<string, number | string>>>(
  args: readonly string[],
  defaults: T,
): { readonly [K in keyof T]: T[K] extends number ? number : string } => {
  const texts = given(args, Object.keys(defaults))
  const options = Object.entries(defaults).map(([name, standard]) => {
    const text = texts[name]
    if (text === undefined || typeof standard === 'string') return [name, text ?? standard] as const
    if (!/^\d{1,9}$/.test(text)) throw wrong(`--${name}: ${text} is not a whole number`)
    return [name, Number(text)] as const
  })
  return Object.fromEntries(options) as { [K in keyof T]: T[K] extends number ? number : string }
}
