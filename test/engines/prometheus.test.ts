import { readSettings, ROLES } from '../../config/settings.js'
import { removeNamespace } from '../../src/composition/remove-namespace.js'
import { startService } from '../../src/service.js'
import type { Service } from '../../src/service.js'
import { shiftedClock } from '../support/clock.js'
import { engines } from '../support/engines.js'
import { silentLogger } from '../support/quiet.js'
import { watchedSet } from '../support/watched-set.js'

const servers = engines('Prometheus over one role each')
const clock = shiftedClock()
const logger = silentLogger()

const settingsOf = (role: string) =>
  readSettings({
    ROLES: role,
    PORT: '0',
    CRAWL_LOOPBACK: 'true',
    KAFKA_BROKERS: servers?.brokers,
    ELASTICSEARCH_NODE: servers?.node,
    NAMESPACE: `watched-${process.pid}`,
  })

watchedSet('one role each on servers', {
  // Told when a consumer crashes or is stuck, which the suite of Kafka's limits brings about.
  unseen: ['jobdata_kafka_consumer_restarts_total'],
  skip: servers === undefined,
  async start(boards) {
    const services = new Map<string, Service>()
    for (const role of ROLES)
      services.set(role, await startService({ settings: settingsOf(role), boards, clock, logger }))
    return {
      services: [...services.values()],
      api: services.get('api')?.address ?? '',
      async stop() {
        for (const service of [...services.values()].reverse()) await service.stop()
        await removeNamespace({ settings: settingsOf('api'), clock, logger })
      },
    }
  },
})
