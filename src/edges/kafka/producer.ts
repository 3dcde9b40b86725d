import { CompressionTypes } from 'kafkajs'
import type { Kafka, Producer, RecordMetadata, TopicMessages } from 'kafkajs'
import type { Logger } from '../../ports/logger.js'
import { isProducerLost } from './errors.js'

/** Each try asks for fresh metadata, which retries by itself. */
const RETRY = { initialRetryTime: 200, multiplier: 2, maxRetryTime: 3000, retries: 3 }

export interface IdempotentProducer {
  /** One request at a time, please. Rejects with kafkajs's error. */
  send(messages: TopicMessages[]): Promise<RecordMetadata[]>
  close(): Promise<void>
}

/**
 * An idempotent producer that is thrown away after every failure. Nobody knows then whether the broker has written the
 * batch, and kafkajs would give its sequence to the next one: the broker would take that for a repeat and drop it.
 */
export const openProducer = (kafka: Kafka, logger: Logger): IdempotentProducer => {
  let current: Promise<Producer> | undefined

  const connected = async (): Promise<Producer> => {
    const producer = kafka.producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      retry: RETRY,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    })
    await producer.connect()
    return producer
  }

  const discard = async (): Promise<void> => {
    const old = current
    current = undefined
    await old?.then((producer) => producer.disconnect()).catch(() => undefined)
  }

  const sendOnce = async (topicMessages: TopicMessages[]): Promise<RecordMetadata[]> => {
    try {
      current ??= connected()
      return await (await current).sendBatch({ acks: -1, compression: CompressionTypes.GZIP, topicMessages })
    } catch (error) {
      await discard()
      throw error
    }
  }

  return {
    async send(topicMessages) {
      try {
        return await sendOnce(topicMessages)
      } catch (error) {
        if (!isProducerLost(error)) throw error
        logger.warn({}, `kafka: the broker lost sight of the producer, a new one goes on: ${String(error)}`)
        return await sendOnce(topicMessages)
      }
    },
    close: discard,
  }
}
