import { readFile } from 'node:fs/promises'
import type { Settings } from '../../config/settings.js'
import { toDocument } from '../../pipelines/index/document.js'
import { openElasticClient } from '../edges/elasticsearch/client.js'
import { openIndexAdmin } from '../edges/elasticsearch/index-admin.js'
import { openElasticRecords } from '../edges/elasticsearch/records.js'
import { namedIndex } from '../edges/elasticsearch/vacancy-index.js'
import { openKafkaLog } from '../edges/kafka/log.js'
import type { ReindexOptions } from '../operate/reindex/reindex.js'
import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'
import { currentEpoch } from '../runtime/epoch.js'
import type { Lifecycle } from '../runtime/lifecycle.js'
import { serversOf } from './servers.js'

export interface ReindexingOptions {
  /** They name servers. */
  readonly settings: Settings
  readonly clock: Clock
  readonly logger: Logger
  /** Ends what is opened. */
  readonly life: Lifecycle
}

/** Opens what a reindex works on. Beside the service, not through it: one of this version may not start before. */
export const openReindexing = async (options: ReindexingOptions): Promise<Omit<ReindexOptions, 'signal'>> => {
  const { settings, clock, logger, life } = options
  const { kafka, elastic, named } = await serversOf(settings)
  const synonyms = await readFile(new URL('../../config/synonyms.txt', import.meta.url), 'utf8')
  const log = await openKafkaLog({ ...kafka, clock, logger })
  life.onStop('kafka', () => log.close())
  const client = await openElasticClient(elastic)
  life.onStop('elasticsearch', () => client.close())
  const records = await openElasticRecords({ client, ...named })
  const admin = openIndexAdmin({ client, synonyms, ...named })
  const indices = { ...admin, open: (name: string) => namedIndex(client, clock, name) }
  return { log, records, indices, epoch: await currentEpoch(records), toDocument }
}
