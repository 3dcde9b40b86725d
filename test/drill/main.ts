import { COUNTS } from '../../src/demo/score.js'
import { explain } from '../../src/domain/errors.js'
import { readOptions } from '../bench/options.js'
import { drillCrawl } from './crawl.js'
import { drillEngines } from './engines/engines.js'
import { drillOutage } from './engines/outage.js'
import { FULL } from './engines/plan.js'

const HELP = `npm run -s drill -- NAME [options]

Each ends with one line of JSON, and with exit 1 when something is lost, doubled, wrongly closed, wrongly kept or stuck.

  crawl [--seed N] [--faults N] [--size N]
      Three replicas of the crawler harvest the demo's boards while faults (60) befall them: kill -9, SIGSTOP past the
      lease, jumps of a clock, cuts of the network to one host, lost ledgers. No rude request may be in any board's log.
  engines [--seed N] [--faults N] [--size N]
      The demo's boards and a steady load go through the service on Kafka and Elasticsearch, one process a role, while
      faults (${FULL}) befall both servers and every role: kill -9, a stop, a pause beyond the session, a restart.
  outage [--seconds N] [--rate N]
      The service under a load of N postings a second (50) while Elasticsearch is stopped for N seconds (600): memory
      must grow by less than 1 MB a minute after minute 2 (of less than five minutes it says nothing), and everything must go through afterwards.

  --seed N     what befalls whom and when, and which openings the boards show (default 1)
  --size N     postings over all boards and rounds, about (default 600)
  --log LEVEL  least level of log lines on standard error (default error)

The last two start servers of their own by the script that JOBDATA_SERVICES names (default ../shared/services/services).`

const MOST_NAMED = 10

const say = (line: string): void => console.error(`drill: ${line}`)

/** Names what is behind a count. */
const tell = (what: string, keys: readonly string[]): void => {
  if (keys.length > 0) say(`${what} ${keys.length}: ${keys.slice(0, MOST_NAMED).join(' ')}`)
}

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 100) / 10

const crawl = async (args: readonly string[]): Promise<boolean> => {
  const began = performance.now()
  const { seed, faults, size, log } = readOptions(args, { seed: 1, faults: 60, size: 600, log: 'error' })
  const { score, ...result } = await drillCrawl({ seed, faults, size, logLevel: log, say })
  for (const count of COUNTS) tell(count, score.offenders[count])
  const { missed, doubled, wronglyClosed, wronglyKept, wronglyMerged } = score
  const counts = { missed, doubled, wronglyClosed, wronglyKept, wronglyMerged }
  console.log(JSON.stringify({ seed, ...result, ...counts, seconds: secondsSince(began) }))
  return score.clean && result.rudeRequests === 0 && result.crashes === 0 && result.faults >= faults
}

const engines = async (args: readonly string[]): Promise<boolean> => {
  const began = performance.now()
  const { seed, faults, size, log } = readOptions(args, { seed: 1, faults: FULL, size: 600, log: 'error' })
  const { verdict, ...result } = await drillEngines({ seed, faults, size, logLevel: log, say })
  const { score, lostLoad, doubledLoad, unindexed, orphaned } = verdict
  for (const count of COUNTS) tell(count, score.offenders[count])
  tell('lost of the load', lostLoad)
  tell('doubled of the load', doubledLoad)
  tell('not in the index as in the topic', unindexed)
  tell('in the index only', orphaned)
  const counts = {
    lost: score.missed + lostLoad.length + unindexed.length,
    doubled: score.doubled + doubledLoad.length,
    wronglyClosed: score.wronglyClosed,
    wronglyKept: score.wronglyKept + orphaned.length,
    wronglyMerged: score.wronglyMerged,
    wrongValue: score.wrongValue,
    stuck: result.stuck,
    crashes: result.crashes,
    rudeRequests: result.rudeRequests,
  }
  console.log(JSON.stringify({ seed, ...result, ...counts, seconds: secondsSince(began) }))
  return Object.values(counts).every((count) => count === 0) && result.faults >= faults
}

/** Of a short outage the slope says little: it is held to the bound from here on. */
const LEAST_MINUTES = 5
const MOST_SLOPE = 1

const outage = async (args: readonly string[]): Promise<boolean> => {
  const began = performance.now()
  const { seconds, rate, log } = readOptions(args, { seconds: 600, rate: 50, log: 'error' })
  const result = await drillOutage({ minutes: seconds / 60, perSecond: rate, logLevel: log, say })
  console.log(JSON.stringify({ ...result, seconds: secondsSince(began) }))
  const isFlat = result.worstSlope < MOST_SLOPE || result.minutes < LEAST_MINUTES
  return isFlat && result.drainSeconds !== null && result.lost === 0 && result.crashes === 0
}

const DRILLS: Readonly<Record<string, (args: readonly string[]) => Promise<boolean>>> = { crawl, engines, outage }

// What was started ends with the process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const [name = '', ...args] = process.argv.slice(2)
const drill = Object.hasOwn(DRILLS, name) ? DRILLS[name] : undefined
if (drill === undefined) {
  console.error(HELP)
  process.exitCode = 2
} else {
  try {
    process.exitCode = (await drill(args)) ? 0 : 1
  } catch (error) {
    say(explain(error))
    process.exitCode = 1
  }
}
