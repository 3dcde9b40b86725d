import { describe, expect, test } from '@jest/globals'
import { JobdataError } from '../../../src/domain/errors.js'
import type { Consequence } from '../../../src/domain/errors.js'
import { untilThere } from '../../../src/runtime/until-there.js'
import { manualClock } from '../../support/clock.js'
import { silentLogger } from '../../support/quiet.js'

const failing = (times: number, consequence: Consequence) => {
  let calls = 0
  return () => {
    if (++calls > times) return Promise.resolve(`open after ${calls}`)
    return Promise.reject(new JobdataError('nobody answers', { consequence, code: 'away' }))
  }
}

const open = (work: () => Promise<string>) => {
  const said: string[] = []
  const options = { clock: manualClock(), logger: silentLogger(), onWait: (message: string) => void said.push(message) }
  return { said, opened: untilThere('Kafka at localhost:9092', options, work) }
}

describe('what may not be there yet', () => {
  test('is waited for, and it is said what for', async () => {
    const { said, opened } = open(failing(3, 'retryable'))
    expect(await opened).toBe('open after 4')
    expect(said).toHaveLength(3)
    expect(said[0]).toContain('waiting for Kafka at localhost:9092')
  })

  test.each<Consequence>(['config', 'fatal'])('is not waited for when it is a matter of %s', async (consequence) => {
    const { said, opened } = open(failing(1, consequence))
    await expect(opened).rejects.toMatchObject({ consequence })
    expect(said).toEqual([])
  })
})
