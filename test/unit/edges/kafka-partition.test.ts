import { describe, expect, test } from '@jest/globals'
import { murmur2, partitionOf } from '../../../src/edges/kafka/partition.js'

describe('the partition of a key', () => {
  // The vectors of Kafka's own UtilsTest.
  test.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('%s hashes as in Java', (key, hash) => {
    expect(murmur2(Buffer.from(key))).toBe(hash)
  })

  test('is never below 0, and the only one of a single', () => {
    expect(partitionOf('21', 6)).toBe((-973932308 & 0x7fffffff) % 6)
    expect(partitionOf('anything', 1)).toBe(0)
  })
})
