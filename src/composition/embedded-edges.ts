import { join } from 'node:path'
import { allTopics } from '../domain/topics.js'
import { openDataFolder } from '../edges/embedded/data-folder.js'
import { openVacancyIndex } from '../edges/embedded/vacancy-index.js'
import { freeBytes } from '../edges/observe/disk.js'
import type { Edges, EdgesOptions } from './edges.js'

/** One process owns a data folder: after a crash it is the same holder, and takes its leases again at once. */
const HOLDER = 'embedded'

/** Opens log, records and index in the data folder. */
export const openEmbeddedEdges = async ({ settings, clock, life, synonyms }: EdgesOptions): Promise<Edges> => {
  const { dataDir } = settings
  const folder = await openDataFolder({ path: dataDir, clock })
  life.onStop('data folder', () => folder.close())
  await folder.log.ensureTopics(allTopics)
  const index = await openVacancyIndex({ file: join(dataDir, 'index.db'), synonyms })
  life.onStop('index', () => index.close())
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
