import type { Topic } from '../src/domain/topics.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** The port takes values up to 8 MiB; the rest is room for key, headers and framing. */
const MOST_BATCH_BYTES = 9 * 1_048_576

/** Kafka never compacts or expires the segment that is written to, so a segment ends well within the time it has. */
const segmentMs = (windowMs: number): number => Math.min(DAY, Math.floor(windowMs / 7))

const retained = (topic: Topic): Record<string, number | string> => {
  if (!topic.compacted) {
    const retentionMs = topic.retentionMs ?? -1
    return {
      'cleanup.policy': 'delete',
      'retention.ms': retentionMs,
      'retention.bytes': -1,
      'segment.ms': retentionMs > 0 ? segmentMs(retentionMs) : DAY,
    }
  }
  const maxLagMs = topic.maxCompactionLagMs ?? 7 * DAY
  return {
    'cleanup.policy': 'compact',
    'delete.retention.ms': topic.deleteRetentionMs ?? 30 * DAY,
    'max.compaction.lag.ms': maxLagMs,
    // Who reads an hour behind still sees every record of a key.
    'min.compaction.lag.ms': Math.min(HOUR, Math.floor(maxLagMs / 7)),
    'segment.ms': segmentMs(maxLagMs),
  }
}

/** How a topic of the contract is configured on Kafka, by Kafka's own names. */
export const topicConfig = (topic: Topic): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({
      ...retained(topic),
      'max.message.bytes': MOST_BATCH_BYTES,
      // Retention and compaction count from when the broker took a record, whatever the clock of its writer says.
      'message.timestamp.type': 'LogAppendTime',
      'compression.type': 'producer',
    }).map(([name, value]) => [name, String(value)]),
  )
