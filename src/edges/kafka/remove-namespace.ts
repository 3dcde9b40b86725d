import { kafkaClient } from './client.js'
import type { KafkaOptions } from './client.js'
import { toPortError } from './errors.js'

/** Deletes all topics and groups of a namespace, with what is in them. Errors as the log's. */
export const removeKafkaNamespace = async (options: KafkaOptions & { readonly namespace: string }): Promise<void> => {
  const { namespace } = options
  const admin = kafkaClient(options).admin()
  try {
    await admin.connect()
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(`${namespace}.`))
    if (topics.length > 0) await admin.deleteTopics({ topics })
    const { groups } = await admin.listGroups()
    const own = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(`${namespace}-`))
    // A group that still counts a dead member goes by itself, once its session is over: its topics are gone.
    if (own.length > 0) await admin.deleteGroups(own).catch(() => undefined)
  } catch (error) {
    throw toPortError(`removing the namespace ${namespace} from Kafka`, error)
  } finally {
    await admin.disconnect()
  }
}
