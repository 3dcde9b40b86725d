import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '../../config/settings.js'
import { startService } from '../../src/service.js'
import { shiftedClock } from '../support/clock.js'
import { silentLogger } from '../support/quiet.js'
import { watchedSet } from '../support/watched-set.js'

watchedSet('all roles in one process', {
  unseen: ['jobdata_kafka_consumer_restarts_total'],
  async start(boards) {
    const folder = await mkdtemp(join(tmpdir(), 'watched-'))
    const settings = readSettings({ DATA_DIR: folder, PORT: '0', CRAWL_LOOPBACK: 'true' })
    const service = await startService({ settings, boards, clock: shiftedClock(), logger: silentLogger() })
    return {
      services: [service],
      api: service.address,
      stop: () => service.stop().then(() => rm(folder, { recursive: true })),
    }
  },
})
