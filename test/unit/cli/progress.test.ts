import { describe, expect, test } from '@jest/globals'
import { openProgressLine, watched } from '../../../src/cli/progress.js'
import type { Progress } from '../../../src/operate/progress.js'

/** A line on a clock that is moved by hand, and what it wrote. */
const openLine = (isTerminal = false) => {
  const written: string[] = []
  let now = 1000
  const write = (text: string): void => void written.push(text)
  const line = openProgressLine({ label: 'reindex', now: () => now, write, isTerminal })
  return {
    line,
    written,
    /** So much later this is done. */
    after: (ms: number, done: number, total: number, step = 'reading'): void => {
      now += ms
      line.show({ step, done, total })
    },
  }
}

describe('the progress of a long verb', () => {
  test('tells count, share, rate and time left, a line every few seconds', () => {
    const { after, written } = openLine()
    for (let n = 0; n <= 10; n++) after(1000, n * 250, 10_000)
    expect(written).toEqual([
      'reindex: reading 1,250 of 10,000 (12 %), 250/s, 0:35 left\n',
      'reindex: reading 2,500 of 10,000 (25 %), 250/s, 0:30 left\n',
    ])
  })

  test('writes over its own line on a terminal, and leaves the last of each step', () => {
    const { line, after, written } = openLine(true)
    after(0, 0, 4)
    after(199, 1, 4)
    expect(written).toEqual([])
    after(1, 2, 4)
    after(0, 4, 4)
    after(0, 0, 9, 'checking')
    line.end()
    expect(written).toEqual([
      '\rreindex: reading 2 of 4 (50 %), 10/s, 0:01 left\u001b[K',
      '\rreindex: reading 4 of 4 (100 %), 20/s, 0:00 left\u001b[K\n',
      '\rreindex: checking 0 of 9 (0 %)\u001b[K\n',
    ])
  })

  test('does not count as its own what an earlier run did', () => {
    const { after, written } = openLine()
    after(0, 3_590_000, 3_605_000)
    after(10_000, 3_590_010, 3_605_000)
    expect(written).toEqual(['reindex: reading 3,590,010 of 3,605,000 (99 %), 1/s, 4:09:50 left\n'])
  })

  test('has done all of nothing', () => {
    const { line, after, written } = openLine()
    after(0, 0, 0)
    line.end()
    expect(written).toEqual(['reindex: reading 0 of 0 (100 %)\n'])
  })

  test('leaves its last state when the verb fails', async () => {
    const { line, written } = openLine()
    async function* failing(): AsyncGenerator<Progress, never> {
      yield { step: 'reading', done: 1, total: 2 }
      throw new Error('away')
    }
    await expect(watched(failing(), line)).rejects.toThrow('away')
    expect(written).toEqual(['reindex: reading 1 of 2 (50 %)\n'])
  })

  test('gives what the verb returns', async () => {
    async function* steps(): AsyncGenerator<Progress, string> {
      yield { step: 'reading', done: 1, total: 1 }
      return 'done'
    }
    expect(await watched(steps(), openLine().line)).toBe('done')
  })
})
