import type { Client } from '@elastic/elasticsearch'
import { guarded } from './errors.js'
import { indexNames } from './index-names.js'

/** Deletes all indices of a namespace, records too, and their template. Errors as the log's. */
export const removeElasticNamespace = (client: Client, namespace: string): Promise<void> =>
  guarded(`removing the namespace ${namespace} from Elasticsearch`, async () => {
    const found = await client.indices.get({
      index: [`${namespace}-vacancies-*`, `${namespace}-jobdata-records-*`],
      features: ['aliases'],
      allow_no_indices: true,
    })
    // Only what this edge makes: another namespace may begin with this one's name.
    // By their names: a pattern may match more at the time of deletion, and servers refuse one.
    const index = Object.keys(found)
    if (index.length > 0) await client.indices.delete({ index, ignore_unavailable: true })
    await client.indices.deleteIndexTemplate({ name: indexNames(namespace).template }, { ignore: [404] })
  })
