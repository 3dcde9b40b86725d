import { join } from 'node:path'
import { allTopics } from '../domain/topics.js'
import { openDataFolder } from '../edges/embedded/data-folder.js'
import { openVacancyIndex } from '../edges/embedded/vacancy-index.js'
import { freeBytes } from '../edges/observe/disk.js'
import type { VacancyIndex } from '../ports/vacancy-index.js'
import type { Edges, EdgesOptions } from './edges.js'

/** One process owns a data folder: after a crash it is the same holder, and takes its leases again at once. */
const HOLDER = 'embedded'

/** Group of the index stage. */
const INDEX_GROUP = 'index'

const isEmpty = async (index: VacancyIndex): Promise<boolean> => {
  for await (const page of index.scan({ size: 1 })) return page.length === 0
  return true
}

/** Opens log, records and index in the data folder. An index that holds nothing is built anew from its topic. */
export const openEmbeddedEdges = async ({ settings, clock, life, synonyms }: EdgesOptions): Promise<Edges> => {
  const { dataDir } = settings
  const folder = await openDataFolder({ path: dataDir, clock })
  life.onStop('data folder', () => folder.close())
  await folder.log.ensureTopics(allTopics)
  const index = await openVacancyIndex({ file: join(dataDir, 'index.db'), synonyms })
  life.onStop('index', () => index.close())
  if (await isEmpty(index)) await folder.log.forget(INDEX_GROUP)
  return {
    log: folder.log,
    records: folder.records,
    index,
    holder: HOLDER,
    freeBytes: () => freeBytes(dataDir),
    compacts: true,
    places: { log: `the data folder ${dataDir}`, store: `the data folder ${dataDir}` },
  }
}
