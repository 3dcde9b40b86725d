import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Logger } from '../ports/logger.js'
import { explain } from '../domain/errors.js'
import { toProblem } from './problem.js'

/** A line a JSON object: `{"progress": …}` until the last one, which is `{"result": …}` or `{"problem": …}`. */
export const NDJSON = 'application/x-ndjson'

/** Long work that tells how far it is and ends with a result; it throws when `signal` aborts. */
export type LongWork = (signal: AbortSignal) => AsyncGenerator<object, object>

/** Answers with the lines of some work. */
export type Stream = (reply: FastifyReply, work: LongWork) => FastifyReply

const line = (said: object): string => `${JSON.stringify(said)}\n`

async function* linesOf(work: LongWork, signal: AbortSignal, logger: Logger): AsyncGenerator<string> {
  const steps = work(signal)
  try {
    for (let step = await steps.next(); ; step = await steps.next()) {
      yield line(step.done ? { result: step.value } : { progress: step.value })
      if (step.done) return
    }
  } catch (error) {
    if (signal.aborted) return
    logger.error({ error: explain(error) }, 'an operator’s work failed')
    yield line({ problem: toProblem(error) })
  } finally {
    // Whoever stopped listening wants nothing more of it.
    await steps.return({})
  }
}

/** Streams long work: whoever hangs up ends it, and so does the end of the app. */
export const openStreams = (app: FastifyInstance, logger: Logger): Stream => {
  const ending = new AbortController()
  app.addHook('preClose', async () => ending.abort())
  return (reply, work) => {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const signal = AbortSignal.any([ending.signal, gone.signal])
    return reply.type(NDJSON).send(Readable.from(linesOf(work, signal, logger)))
  }
}
