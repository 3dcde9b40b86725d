import { describe, test } from '@jest/globals'
import { openKafkaLog } from '../../src/edges/kafka/log.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import { logContract } from '../contracts/log.js'
import { engines } from '../support/engines.js'
import { silentLogger } from '../support/quiet.js'

const found = engines('kafka-log')

if (found === undefined) {
  describe.skip('log on Kafka', () => {
    test('needs a broker', () => undefined)
  })
} else {
  logContract('Kafka', async () => {
    const log = await openKafkaLog({
      brokers: found.brokers.split(','),
      clientId: 'contract',
      replication: 1,
      namespace: `contract-${process.pid}`,
      clock: systemClock(),
      logger: silentLogger(),
    })
    return { log, close: () => log.close() }
  })
}
