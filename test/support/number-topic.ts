import { z } from 'zod'
import type { Topic } from '../../src/domain/topics.js'

/** A topic of one partition, whose records are `{ n }`. */
export const numberTopic = (name: string, compacted: boolean): Topic => ({
  name,
  key: 'id',
  description: name,
  schema: z.object({ n: z.number() }),
  partitions: 1,
  compacted,
})
