import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { Progress } from '../operate/progress.js'

/** The running service that a verb speaks with. */
export interface ServiceOptions {
  readonly api: string
  /** With the scope `operations`, where the service asks for one. */
  readonly token: string | undefined
}

interface Refusal {
  readonly detail?: string
  readonly title?: string
}

const headersOf = ({ token }: ServiceOptions): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` }

const reasonOf = ({ detail, title }: Refusal): string => detail ?? title ?? 'no reason given'

const refused = async (response: Response, { api }: ServiceOptions): Promise<Error> =>
  new Error(`${api} answers ${response.status}: ${reasonOf((await response.json()) as Refusal)}`)

/** A JSON answer. Throws with the reason that the service gives. */
export const ask = async (path: string, options: ServiceOptions): Promise<unknown> => {
  const response = await fetch(new URL(path, options.api), { headers: headersOf(options) })
  if (!response.ok) throw await refused(response, options)
  return response.json()
}

type Line = { readonly progress: Progress } | { readonly result: unknown } | { readonly problem: Refusal }

/**
 * Long work of the service: how far it is, then its result. Hanging up (`signal`) ends it there too. Throws with the
 * reason that the service gives, or when the service goes away in the middle.
 */
export async function* long(
  path: string,
  body: object,
  options: ServiceOptions,
  signal: AbortSignal,
): AsyncGenerator<Progress, unknown> {
  const response = await fetch(new URL(path, options.api), {
    method: 'POST',
    headers: { ...headersOf(options), 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  })
  if (!response.ok || !response.body) throw await refused(response, options)
  const input = Readable.fromWeb(response.body as ReadableStream, { signal })
  for await (const text of createInterface({ input })) {
    const line = JSON.parse(text) as Line
    if ('problem' in line) throw new Error(reasonOf(line.problem))
    if ('result' in line) return line.result
    yield line.progress
  }
  throw new Error(`${options.api} ended in the middle of it: see its log, then go on with what is left`)
}
