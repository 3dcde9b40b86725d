/** A process that writes to a data folder until it is killed, and says on standard output what was acknowledged. */
import { openDataFolder } from '../../src/edges/embedded/data-folder.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import { crashTopic } from './crash-topic.js'

const path = process.argv[2] ?? ''
const { log, records } = await openDataFolder({ path, clock: systemClock() })
await log.ensureTopics([crashTopic])
const start = (await log.ends(crashTopic))[0]?.end ?? 0
for (let n = start; ; n += 200) {
  const batch = Array.from({ length: 200 }, (_, i) => ({
    key: `k${n + i}`,
    value: { n: n + i, text: 'x'.repeat(500) },
  }))
  await log.publish(crashTopic, batch)
  await records.put('crash', 'acknowledged', { n: n + 200 })
  process.stdout.write(`${n + 200}\n`)
}
