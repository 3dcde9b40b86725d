import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Client } from '@elastic/elasticsearch'
import { openElasticClient } from '../../src/edges/elasticsearch/client.js'
import { openElasticIndex } from '../../src/edges/elasticsearch/vacancy-index.js'
import type { ElasticIndexOptions } from '../../src/edges/elasticsearch/vacancy-index.js'
import { indexNames } from '../../src/edges/elasticsearch/index-names.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import { silentLogger } from './quiet.js'
import type { OpenIndexForTest } from './search-query.js'

/** Deletes everything of a namespace's vacancy index. */
export const removeIndices = async (client: Client, namespace: string): Promise<void> => {
  const { pattern, template } = indexNames(namespace)
  const found = await client.indices.get({ index: pattern })
  for (const index of Object.keys(found)) await client.indices.delete({ index })
  await client.indices.deleteIndexTemplate({ name: template }, { ignore: [404] })
}

/** What an index of a namespace of its own is opened with. */
export const elasticOptions = async (node: string) => ({
  client: await openElasticClient({ node }),
  namespace: `test-${randomBytes(6).toString('hex')}`,
  synonyms: await readFile('config/synonyms.txt', 'utf8'),
  logger: silentLogger(),
  clock: systemClock(),
})

/** An empty index on a real server; closing removes it. */
export const elasticIndexForTest = async (
  node: string,
  more: Partial<ElasticIndexOptions> = {},
): Promise<OpenIndexForTest & { readonly client: Client; readonly namespace: string }> => {
  const options = await elasticOptions(node)
  const { client, namespace } = options
  const index = await openElasticIndex({ ...options, ...more })
  return {
    index,
    client,
    namespace,
    async close() {
      await index.close()
      await removeIndices(client, namespace)
      await client.close()
    },
  }
}
