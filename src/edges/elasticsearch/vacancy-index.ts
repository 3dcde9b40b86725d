import type { Client } from '@elastic/elasticsearch'
import { JobdataError } from '../../domain/errors.js'
import type { Clock } from '../../ports/clock.js'
import type { Logger } from '../../ports/logger.js'
import type { IndexCapabilities, VacancyIndex } from '../../ports/vacancy-index.js'
import { openBulkWriter } from './bulk-writer.js'
import { openIndexAdmin } from './index-admin.js'
import type { IndexAdmin } from './index-admin.js'
import { openIndexCompletion } from './index-completion.js'
import { openIndexReads } from './index-reads.js'
import { openIndexSearch } from './index-search.js'

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

export interface ElasticIndexOptions {
  readonly client: Client
  readonly namespace?: string
  /** The text of `config/synonyms.txt`. */
  readonly synonyms: string
  readonly logger: Logger
  readonly clock: Clock
}

interface Targets {
  readonly read: string
  readonly write: string
}

const indexOn = (client: Client, clock: Clock, { read, write }: Targets, isAlias: boolean): VacancyIndex => ({
  capabilities: CAPABILITIES,
  ...openBulkWriter({ client, target: write, isAlias, clock }),
  ...openIndexReads(client, read),
  search: openIndexSearch(client, read),
  complete: openIndexCompletion(client, read),
  // Who opened the client closes it.
  close: async () => undefined,
})

/** One numbered index by its name, live or not: for what builds an index beside the live one. */
export const namedIndex = (client: Client, clock: Clock, name: string): VacancyIndex =>
  indexOn(client, clock, { read: name, write: name }, false)

const checkLive = async (admin: IndexAdmin, name: string, logger: Logger): Promise<void> => {
  const { mapping, synonyms } = await admin.metaOf(name)
  if (mapping !== admin.wanted.mapping)
    throw new JobdataError(`index ${name} was made with another mapping: run \`jobdata reindex\``, {
      consequence: 'config',
      code: 'index-of-another-version',
      details: { index: name },
    })
  if (synonyms !== admin.wanted.synonyms)
    logger.warn({ index: name }, 'config/synonyms.txt has changed; `jobdata reindex` takes it up')
}

/**
 * Opens the vacancy index behind its aliases; makes the first one when there is none.
 * @throws JobdataError `config` when the live index has another mapping, `retryable` when Elasticsearch does not answer
 */
export const openElasticIndex = async (options: ElasticIndexOptions): Promise<VacancyIndex> => {
  const { client, clock, logger } = options
  const admin = openIndexAdmin(options)
  await checkLive(admin, await admin.ensureLive(), logger)
  return indexOn(client, clock, admin.names, true)
}
