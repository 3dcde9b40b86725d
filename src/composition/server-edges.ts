import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import type { Settings } from '../../config/settings.js'
import { JobdataError } from '../domain/errors.js'
import { allTopics } from '../domain/topics.js'
import { openElasticClient } from '../edges/elasticsearch/client.js'
import { openElasticRecords } from '../edges/elasticsearch/records.js'
import { openElasticIndex } from '../edges/elasticsearch/vacancy-index.js'
import { openKafkaLog } from '../edges/kafka/log.js'
import type { KafkaOptions } from '../edges/kafka/log.js'
import { untilThere } from '../runtime/until-there.js'
import type { Edges, EdgesOptions } from './edges.js'

const CLIENT_ID = 'jobdata'

/** The PEM file that a setting names. */
const authority = async (variable: string, path: string | undefined): Promise<string | undefined> => {
  if (path === undefined) return undefined
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new JobdataError(`setting ${variable}: ${path} cannot be read`, {
      consequence: 'config',
      code: 'setting-invalid',
      cause,
      details: { variable },
    })
  })
}

/** The addresses; the settings see to it that neither is without the other. */
const serversOf = ({ kafkaBrokers = '', elasticsearchNode: node = '' }: Settings) => ({
  brokers: kafkaBrokers.split(',').map((broker) => broker.trim()),
  node,
})

const signIn = ({ kafkaSaslMechanism, kafkaUsername, kafkaPassword }: Settings): KafkaOptions['sasl'] =>
  kafkaSaslMechanism === undefined || kafkaUsername === undefined || kafkaPassword === undefined
    ? undefined
    : { mechanism: kafkaSaslMechanism, username: kafkaUsername, password: kafkaPassword }

const kafkaOptions = async (
  { settings, clock, logger, metrics }: EdgesOptions,
  brokers: readonly string[],
): Promise<KafkaOptions> => {
  const ca = await authority('KAFKA_CA', settings.kafkaCa)
  const sasl = signIn(settings)
  return {
    brokers,
    clientId: CLIENT_ID,
    tls: settings.kafkaTls,
    replication: settings.kafkaReplication,
    clock,
    logger,
    metrics,
    ...(ca !== undefined && { ca }),
    ...(sasl && { sasl }),
    ...(settings.namespace !== undefined && { namespace: settings.namespace }),
  }
}

const openStore = async (options: EdgesOptions, node: string, what: string) => {
  const { settings, synonyms, clock, logger, life } = options
  const { namespace, elasticsearchApiKey: apiKey } = settings
  const ca = await authority('ELASTICSEARCH_CA', settings.elasticsearchCa)
  const secured = { ...(apiKey !== undefined && { apiKey }), ...(ca !== undefined && { ca }) }
  const named = namespace === undefined ? {} : { namespace }
  const client = await untilThere(what, options, () => openElasticClient({ node, ...secured }))
  life.onStop('elasticsearch', () => client.close())
  const index = await untilThere(what, options, () => openElasticIndex({ client, synonyms, clock, logger, ...named }))
  life.onStop('index', () => index.close())
  const records = await untilThere(what, options, () => openElasticRecords({ client, ...named }))
  life.onStop('records', () => records.close())
  return { index, records }
}

/** Opens the log on Kafka, records and index on Elasticsearch, as any number of processes may at once. */
export const openServerEdges = async (options: EdgesOptions): Promise<Edges> => {
  const { brokers, node } = serversOf(options.settings)
  const kafka = await kafkaOptions(options, brokers)
  const places = { log: `Kafka at ${brokers.join(',')}`, store: `Elasticsearch at ${node}` }
  const log = await untilThere(places.log, options, () => openKafkaLog(kafka))
  options.life.onStop('kafka', () => log.close())
  await untilThere(places.log, options, () => log.ensureTopics(allTopics))
  const { index, records } = await openStore(options, node, places.store)
  return { log, records, index, holder: `${hostname()}/${randomUUID()}`, freeBytes: undefined, compacts: false, places }
}
