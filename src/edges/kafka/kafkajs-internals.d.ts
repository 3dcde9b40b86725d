/** The queue of requests of one connection; see request-queue.ts. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    readonly pending: readonly unknown[]
    scheduleCheckPendingRequests(): void
  }
}

/** What one fetch gave of a partition, without control records and those of aborted transactions. */
declare module 'kafkajs/src/consumer/batch.js' {
  import type { KafkaMessage } from 'kafkajs'

  export interface PartitionOfFetch {
    readonly partition: number
    readonly highWatermark: string
    readonly lastStableOffset: string
    readonly abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[]
    readonly messages: readonly RawMessage[]
  }

  export interface RawMessage {
    readonly offset: string
    readonly batchContext: { readonly firstOffset: string; readonly lastOffsetDelta: number }
  }

  export default class Batch {
    constructor(topic: string, fetchedOffset: string, partition: PartitionOfFetch)
    readonly messages: readonly KafkaMessage[]
    readonly rawMessages: readonly RawMessage[]
  }
}
