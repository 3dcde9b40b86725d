import { Client } from '@elastic/elasticsearch'
import { JobdataError } from '../../domain/errors.js'
import { guarded } from './errors.js'

export interface ElasticClientOptions {
  /** `http://127.0.0.1:9200` */
  readonly node: string
  readonly apiKey?: string
  /** PEM text of the authority that signed the server's certificate. */
  readonly ca?: string
}

/** Longer than any honest answer takes; a bulk says its own. */
const REQUEST_TIMEOUT = 30_000
/** Tests run on 9.5; others are not known to work. */
const MAJOR = 9

const checkVersion = async (client: Client): Promise<void> => {
  const { version } = await guarded('connecting to Elasticsearch', () => client.info())
  if (Number(version.number.split('.')[0]) === MAJOR) return
  throw new JobdataError(`Elasticsearch ${version.number} is not supported: use ${MAJOR}.x`, {
    consequence: 'config',
    code: 'elasticsearch-unsupported',
    details: { version: version.number },
  })
}

/**
 * A client of one Elasticsearch, connected. Who opens it closes it.
 * @throws JobdataError `config` when it is another product or version or refuses the key, `retryable` when it does not answer
 */
export const openElasticClient = async ({ node, apiKey, ca }: ElasticClientOptions): Promise<Client> => {
  const client = new Client({
    node,
    ...(apiKey !== undefined && { auth: { apiKey } }),
    ...(ca !== undefined && { tls: { ca } }),
    compression: true,
    requestTimeout: REQUEST_TIMEOUT,
    // Once, for a connection that the server closed meanwhile: whoever calls backs off by its own rules.
    maxRetries: 1,
  })
  try {
    await checkVersion(client)
  } catch (error) {
    await client.close()
    throw error
  }
  return client
}
