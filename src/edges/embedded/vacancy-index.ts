import { Worker } from 'node:worker_threads'
import type { IndexCapabilities, IndexEntry, VacancyIndex } from '../../ports/vacancy-index.js'
import type { WorkerStart } from './vacancy-index-worker.js'
import { workerCaller } from './worker-caller.js'

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

const SCAN_SIZE = 1000

/** Pages in order of id until an empty one. */
async function* paged(page: (last?: string) => Promise<IndexEntry[]>): AsyncGenerator<IndexEntry[]> {
  for (let entries = await page(); entries.length > 0; entries = await page(entries.at(-1)?.id)) yield entries
}

/** Runs a TypeScript worker beside sources: a thread does not inherit the loader, so it is brought along. */
const fromSources = (url: URL): string =>
  `import('tsx/esm/api').then(({ tsImport }) => tsImport(${JSON.stringify(url.href)}, ${JSON.stringify(import.meta.url)}))`

/** The worker beside this file: compiled next to compiled code, from sources next to sources. */
const startWorker = (workerData: WorkerStart): Worker =>
  import.meta.url.endsWith('.js')
    ? new Worker(new URL('./vacancy-index-worker.js', import.meta.url), { workerData })
    : new Worker(fromSources(new URL('./vacancy-index-worker.ts', import.meta.url)), { eval: true, workerData })

export interface VacancyIndexOptions {
  /** One process at a time. */
  readonly file: string
  /** The text of `config/synonyms.txt`. */
  readonly synonyms: string
}

/**
 * Opens the embedded vacancy index: SQLite with FTS5, one thread that writes and one that searches.
 * @throws JobdataError `config` when the file is of another version, `no-space`, `retryable` when it is locked
 */
export const openVacancyIndex = async ({ file, synonyms }: VacancyIndexOptions): Promise<VacancyIndex> => {
  const writer = workerCaller(startWorker({ file, synonyms, does: 'write' }))
  const reader = workerCaller(startWorker({ file, synonyms, does: 'read' }))
  const close = async (): Promise<void> => {
    await reader.close()
    await writer.close()
  }
  try {
    // The writer makes the tables that the reader looks for.
    await writer.call('open')
    await reader.call('open')
  } catch (error) {
    await close()
    throw error
  }
  return {
    capabilities: CAPABILITIES,
    write: (writes) => writer.call('write', writes),
    // Each search first takes up what was written before it.
    refresh: async () => undefined,
    get: (id) => reader.call('get', id),
    search: (query) => reader.call('search', query),
    at: (page) => reader.call('at', page),
    complete: (prefix, size) => reader.call('complete', { prefix, size }),
    scan: ({ after = '', size = SCAN_SIZE } = {}) =>
      paged((last) => reader.call<IndexEntry[]>('scan', { after: last ?? after, size })),
    count: () => reader.call('count'),
    close,
  }
}
