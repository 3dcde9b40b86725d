import { z } from 'zod'
import type { Topic } from '../../src/domain/topics.js'

/** The topic of the kill -9 test. */
export const crashTopic: Topic = {
  name: 'test.crash',
  key: 'n',
  description: 'written until killed',
  schema: z.unknown(),
  partitions: 1,
  compacted: false,
}
