import { loadPlatforms } from '../../../crawlers/platforms.js'
import { openHarvester } from './harvester.js'

/** `node --expose-gc board-runs.js SITEMAP RUNS FOLDER`: board runs in one process, and by how much its heap grew. */
const [sitemap = '', runs = '1000', folder = ''] = process.argv.slice(2)
/** Caches, compiled code and the board's bounded history fill up first. */
const WARM_UP = 100

const heapMegabytes = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1_048_576
}

const harvester = await openHarvester(folder, sitemap, await loadPlatforms())
const run = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) {
    const { complete, counts, why } = await harvester.run()
    if (!complete || counts.found === 0) throw new Error(`board run ${n} found nothing new (${why ?? 'complete'})`)
  }
}
await run(WARM_UP)
const before = heapMegabytes()
await run(Number(runs))
const after = heapMegabytes()
await harvester.close()
console.log(JSON.stringify({ runs: Number(runs), heapGrowthMegabytes: Math.round((after - before) * 100) / 100 }))
