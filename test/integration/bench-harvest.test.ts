import { expect, test } from '@jest/globals'
import { HeapGrowth } from '../bench/harvest/judge.js'
import { printed } from '../bench/harvest/contestant.js'

test('a small harvest bench brings every page and holds the bounds that need no peer', async () => {
  const options = ['--pages', '200', '--rounds', '1', '--runs', '50', '--peers', 'none']
  const out = await printed(['npm', 'run', '-s', 'bench', '--', 'harvest', ...options])
  const { own, plain, boardRuns, missed, profile } = JSON.parse(out) as Record<string, unknown>
  expect({ own, plain }).toMatchObject({
    own: { ours: { pagesPerCpuSecond: expect.any(Number) } },
    plain: { ours: { pagesPerCpuSecond: expect.any(Number) } },
  })
  expect(HeapGrowth.parse(boardRuns).runs).toBe(50)
  expect(profile).toHaveLength(5)
  expect(missed).toEqual([])
}, 300_000)

test('a bench that there is not is told what there is', async () => {
  await expect(printed(['npm', 'run', '-s', 'bench', '--', 'harvset'])).rejects.toThrow(
    /no bench "harvset"[\s\S]*harvest/,
  )
})
