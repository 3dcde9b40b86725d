import { readFile } from 'node:fs/promises'
import type { Settings } from '../../config/settings.js'
import { JobdataError } from '../domain/errors.js'
import type { ElasticClientOptions } from '../edges/elasticsearch/client.js'
import type { KafkaOptions } from '../edges/kafka/log.js'

const CLIENT_ID = 'jobdata'

/** How to reach the servers that the settings name. */
export interface Servers {
  readonly kafka: Omit<KafkaOptions, 'clock' | 'logger' | 'metrics'>
  readonly elastic: ElasticClientOptions
  readonly named: { readonly namespace?: string }
}

/** The PEM file that a setting names. */
const authority = async (variable: string, path: string | undefined): Promise<{ ca?: string }> => {
  if (path === undefined) return {}
  const ca = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new JobdataError(`setting ${variable}: ${path} cannot be read`, {
      consequence: 'config',
      code: 'setting-invalid',
      cause,
      details: { variable },
    })
  })
  return { ca }
}

const signIn = (settings: Settings): Pick<KafkaOptions, 'sasl'> => {
  const { kafkaSaslMechanism: mechanism, kafkaUsername: username, kafkaPassword: password } = settings
  if (mechanism === undefined || username === undefined || password === undefined) return {}
  return { sasl: { mechanism, username, password } }
}

/** Whether the settings name servers; else everything lies in the data folder. */
export const isOnServers = (settings: Settings): boolean => settings.kafkaBrokers !== undefined

/** The servers of settings that name both. Throws `config` when a file of theirs cannot be read. */
export const serversOf = async (settings: Settings): Promise<Servers> => {
  const { kafkaBrokers = '', elasticsearchNode: node = '', elasticsearchApiKey: apiKey } = settings
  const named = settings.namespace === undefined ? {} : { namespace: settings.namespace }
  return {
    named,
    kafka: {
      ...named,
      ...signIn(settings),
      ...(await authority('KAFKA_CA', settings.kafkaCa)),
      brokers: kafkaBrokers.split(',').map((broker) => broker.trim()),
      clientId: CLIENT_ID,
      tls: settings.kafkaTls,
      replication: settings.kafkaReplication,
    },
    elastic: {
      node,
      ...(apiKey !== undefined && { apiKey }),
      ...(await authority('ELASTICSEARCH_CA', settings.elasticsearchCa)),
    },
  }
}
