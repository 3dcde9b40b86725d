import type { Settings } from '../../config/settings.js'
import { openElasticClient } from '../edges/elasticsearch/client.js'
import { removeElasticNamespace } from '../edges/elasticsearch/remove-namespace.js'
import { removeKafkaNamespace } from '../edges/kafka/remove-namespace.js'
import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'
import { serversOf } from './servers.js'

export interface RemoveNamespaceOptions {
  /** They name servers, and a namespace. */
  readonly settings: Settings
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Deletes everything that a set of the service keeps on servers under its namespace: for demos and tests. No process of
 * the set may be running. Does nothing without a namespace.
 */
export const removeNamespace = async ({ settings, clock, logger }: RemoveNamespaceOptions): Promise<void> => {
  const { namespace } = settings
  if (namespace === undefined) return
  const { kafka, elastic } = await serversOf(settings)
  await removeKafkaNamespace({ ...kafka, clock, logger, namespace })
  const client = await openElasticClient(elastic)
  await removeElasticNamespace(client, namespace).finally(() => client.close())
}
