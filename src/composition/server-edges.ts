import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { allTopics } from '../domain/topics.js'
import { openElasticClient } from '../edges/elasticsearch/client.js'
import { openElasticRecords } from '../edges/elasticsearch/records.js'
import { openElasticIndex } from '../edges/elasticsearch/vacancy-index.js'
import { openKafkaLog } from '../edges/kafka/log.js'
import { untilThere } from '../runtime/until-there.js'
import type { Edges, EdgesOptions } from './edges.js'
import { serversOf } from './servers.js'
import type { Servers } from './servers.js'

const openLog = async (options: EdgesOptions, { kafka }: Servers, place: string): Promise<Edges['log']> => {
  const { clock, logger, metrics, life } = options
  const log = await untilThere(place, options, () => openKafkaLog({ ...kafka, clock, logger, metrics }))
  life.onStop('kafka', () => log.close())
  await untilThere(place, options, () => log.ensureTopics(allTopics))
  return log
}

const openStore = async (options: EdgesOptions, { elastic, named }: Servers, place: string) => {
  const { synonyms, clock, logger, life } = options
  const client = await untilThere(place, options, () => openElasticClient(elastic))
  life.onStop('elasticsearch', () => client.close())
  const index = await untilThere(place, options, () => openElasticIndex({ client, synonyms, clock, logger, ...named }))
  life.onStop('index', () => index.close())
  const records = await untilThere(place, options, () => openElasticRecords({ client, ...named }))
  life.onStop('records', () => records.close())
  return { index, records }
}

/** Opens the log on Kafka, records and index on Elasticsearch, as any number of processes may at once. */
export const openServerEdges = async (options: EdgesOptions): Promise<Edges> => {
  const servers = await serversOf(options.settings)
  const places = {
    log: `Kafka at ${servers.kafka.brokers.join(',')}`,
    store: `Elasticsearch at ${servers.elastic.node}`,
  }
  const log = await openLog(options, servers, places.log)
  const store = await openStore(options, servers, places.store)
  return { log, ...store, holder: `${hostname()}/${randomUUID()}`, freeBytes: undefined, compacts: false, places }
}
