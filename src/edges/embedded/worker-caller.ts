import type { Worker } from 'node:worker_threads'
import { JobdataError } from '../../domain/errors.js'
import type { Answer, Call } from './vacancy-index-worker.js'

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

const stopped = (cause: unknown): JobdataError =>
  new JobdataError('the index stopped: restart the service', { consequence: 'fatal', code: 'index-stopped', cause })

const closed = (): JobdataError =>
  new JobdataError('the index is closed', { consequence: 'fatal', code: 'index-closed' })

/** Calls a thread and matches its answers. When the thread dies, all that waits fails, and all that comes after. */
export const workerCaller = (worker: Worker) => {
  const waiting = new Map<number, Waiting>()
  let last = 0
  let dead: JobdataError | undefined
  const fail = (error: JobdataError): void => {
    dead ??= error
    for (const { reject } of waiting.values()) reject(dead)
    waiting.clear()
  }
  worker.on('message', (answer: Answer) => {
    const call = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) call?.reject(new JobdataError(answer.error.message, answer.error))
    else call?.resolve(answer.value)
  })
  worker.on('error', (cause) => fail(stopped(cause)))
  worker.on('exit', () => fail(closed()))
  return {
    call: <T>(method: Call['method'], argument?: unknown): Promise<T> =>
      new Promise((resolve, reject) => {
        if (dead) {
          reject(dead)
          return
        }
        const id = ++last
        worker.postMessage({ id, method, argument } satisfies Call)
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
      }),
    /** Lets the call under way finish, closes the thread's files, ends the thread. */
    async close() {
      if (dead === undefined) await this.call('close').catch(() => undefined)
      await worker.terminate()
    },
  }
}
