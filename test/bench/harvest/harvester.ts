import { startCrawler } from '../../../crawlers/crawl.js'
import type { Platforms } from '../../../crawlers/platforms.js'
import { Board } from '../../../src/domain/board.js'
import { instant } from '../../../src/domain/common.js'
import { Run } from '../../../src/domain/run.js'
import { allTopics, topics } from '../../../src/domain/topics.js'
import { openDataFolder } from '../../../src/edges/embedded/data-folder.js'
import { systemClock } from '../../../src/edges/observe/clock.js'
import { promMetrics } from '../../../src/edges/observe/metrics.js'
import { openRemovals } from '../../../src/runtime/removals.js'
import { openLeases } from '../../../src/runtime/leases.js'
import { silentLogger } from '../../support/quiet.js'

export interface Harvester {
  /** Wishes for a run and waits for its record. */
  run(): Promise<Run>
  close(): Promise<void>
}

/** A board that permits as much as the schema can say. */
const boardAt = (url: string): Board =>
  Board.parse({
    id: 'bench',
    platform: 'sitemap-jsonld',
    name: 'Bench',
    url,
    paceMs: 0,
    terms: { dailyRequests: 10_000_000 },
  })

/** The crawler as the service starts it, on the embedded edges of a folder. */
export const openHarvester = async (folder: string, url: string, platforms: Platforms): Promise<Harvester> => {
  const clock = systemClock()
  const board = boardAt(url)
  const data = await openDataFolder({ path: folder, clock })
  const { log, records } = data
  await log.ensureTopics(allTopics)
  const crawler = await startCrawler({
    boards: [board],
    platforms,
    log,
    records,
    leases: openLeases({ records, clock, holder: 'embedded', ttlMs: 60_000 }),
    clock,
    metrics: promMetrics(),
    logger: silentLogger(),
    removals: openRemovals(log),
    contact: undefined,
    allowLoopback: true,
    concurrency: 4,
  })
  let ended: (run: Run) => void = () => undefined
  const runs = await log.subscribe({
    group: 'bench',
    topics: [topics.runs],
    onBatch: async (batch) => {
      for (const { value } of batch.records) ended(Run.parse(value))
    },
  })
  let wishes = 0
  return {
    async run() {
      const run = new Promise<Run>((resolve) => (ended = resolve))
      // A wish no younger than the last run was granted by it.
      const wishedAt = instant(clock.now() + 1)
      const wish = { id: `bench@${++wishes}`, board: board.id, wishedAt, trigger: 'operator' }
      await log.publish(topics.crawlRequests, [{ key: board.id, value: wish }])
      return run
    },
    async close() {
      await runs.stop()
      await crawler.stop()
      await data.close()
    },
  }
}
