import { describe, expect, test } from '@jest/globals'
import { topicConfig } from '../../../config/topics.js'
import { allTopics, topics } from '../../../src/domain/topics.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const numberIn = (config: Readonly<Record<string, string>>, name: string): number => Number(config[name])

describe('how topics are configured on Kafka', () => {
  test('a compacted topic keeps the newest record of each key, and tombstones for their days', () => {
    expect(topicConfig(topics.vacancies)).toEqual({
      'cleanup.policy': 'compact',
      'delete.retention.ms': String(30 * DAY),
      'max.compaction.lag.ms': String(7 * DAY),
      'min.compaction.lag.ms': String(HOUR),
      'segment.ms': String(DAY),
      'max.message.bytes': String(9 * 1_048_576),
      'message.timestamp.type': 'LogAppendTime',
      'compression.type': 'producer',
    })
  })

  test('any other topic keeps its records for its days', () => {
    expect(topicConfig(topics.raw)).toMatchObject({
      'cleanup.policy': 'delete',
      'retention.ms': String(14 * DAY),
      'retention.bytes': '-1',
    })
  })

  test.each(allTopics.map((topic) => [topic.name, topic] as const))('%s ends its segments well in time', (_, topic) => {
    const config = topicConfig(topic)
    const window = numberIn(config, topic.compacted ? 'max.compaction.lag.ms' : 'retention.ms')
    expect(numberIn(config, 'segment.ms')).toBeGreaterThan(0)
    expect(numberIn(config, 'segment.ms')).toBeLessThanOrEqual(window / 7)
  })

  test('a record of 8 MiB passes', () => {
    for (const topic of allTopics)
      expect(numberIn(topicConfig(topic), 'max.message.bytes')).toBeGreaterThan(8 * 1_048_576)
  })
})
