import { Worker } from 'node:worker_threads'
import { JobdataError } from '../../domain/errors.js'
import type { IndexCapabilities, VacancyIndex } from '../../ports/vacancy-index.js'
import type { Answer, Call } from './vacancy-index-worker.js'

const CAPABILITIES: IndexCapabilities = {
  morphology: ['ru', 'en'],
  phrases: true,
  exclusions: true,
  synonyms: true,
  prefixCompletion: true,
  highlights: true,
  radius: true,
  typoRepair: false,
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Runs a TypeScript worker beside sources: a thread does not inherit the loader, so it is brought along. */
const fromSources = (url: URL): string =>
  `import('tsx/esm/api').then(({ tsImport }) => tsImport(${JSON.stringify(url.href)}, ${JSON.stringify(import.meta.url)}))`

/** The worker beside this file: compiled next to compiled code, from sources next to sources. */
const startWorker = (workerData: object): Worker =>
  import.meta.url.endsWith('.js')
    ? new Worker(new URL('./vacancy-index-worker.js', import.meta.url), { workerData })
    : new Worker(fromSources(new URL('./vacancy-index-worker.ts', import.meta.url)), { eval: true, workerData })

/** Calls a worker and matches its answers. When the worker dies, all that waits fails. */
const caller = (worker: Worker) => {
  const waiting = new Map<number, Waiting>()
  let last = 0
  let dead: JobdataError | undefined
  const fail = (error: JobdataError): void => {
    dead = error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', (answer: Answer) => {
    const call = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) call?.reject(new JobdataError(answer.error.message, answer.error))
    else call?.resolve(answer.value)
  })
  worker.on('error', (cause) =>
    fail(
      new JobdataError('the index stopped: restart the service', {
        consequence: 'fatal',
        code: 'index-stopped',
        cause,
      }),
    ),
  )
  worker.on('exit', () => fail(new JobdataError('the index is closed', { consequence: 'fatal', code: 'index-closed' })))
  return <T>(method: Call['method'], argument?: unknown): Promise<T> =>
    new Promise((resolve, reject) => {
      if (dead) {
        reject(dead)
        return
      }
      const id = ++last
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
      worker.postMessage({ id, method, argument } satisfies Call)
    })
}

/** Opens the embedded vacancy index: SQLite with FTS5 in a thread of its own. `synonyms` is the text of `config/synonyms.txt`. */
export const openVacancyIndex = ({
  file,
  synonyms,
}: {
  readonly file: string
  readonly synonyms: string
}): VacancyIndex => {
  const worker = startWorker({ file, synonyms })
  const call = caller(worker)
  return {
    capabilities: CAPABILITIES,
    write: (writes) => call('write', writes),
    // A write is visible when it resolves: one thread does both.
    refresh: async () => undefined,
    get: (id) => call('get', id),
    search: (query) => call('search', query),
    complete: (prefix, size) => call('complete', { prefix, size }),
    count: () => call('count'),
    async close() {
      await call('close').catch(() => undefined)
      await worker.terminate()
    },
  }
}
