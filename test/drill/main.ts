import { COUNTS } from '../../src/demo/score.js'
import { explain } from '../../src/domain/errors.js'
import { readOptions } from '../bench/options.js'
import { drillCrawl } from './crawl.js'

const HELP = `npm run -s drill -- crawl [options]

Three replicas of the crawler harvest the demo's boards while faults befall them: kill -9, SIGSTOP past the lease, jumps
of a clock, cuts of the network to one host, lost ledgers. Ends with one line of JSON; exit 1 when a posting was lost,
doubled, wrongly closed or wrongly kept, or when a board's own log has a rude request.

  --seed N     which faults befall whom and when, and which openings the boards show (default 1)
  --faults N   how many (default 60)
  --size N     postings over all boards and rounds, about (default 600)
  --log LEVEL  least level of log lines on standard error (default error)`

const MOST_NAMED = 10

const say = (line: string): void => console.error(`drill: ${line}`)

const crawl = async (args: readonly string[]): Promise<boolean> => {
  const began = performance.now()
  const { seed, faults, size, log } = readOptions(args, { seed: 1, faults: 60, size: 600, log: 'error' })
  const { score, ...result } = await drillCrawl({ seed, faults, size, logLevel: log, say })
  for (const count of COUNTS) {
    const keys = score.offenders[count]
    if (keys.length > 0) say(`${count} ${keys.length}: ${keys.slice(0, MOST_NAMED).join(' ')}`)
  }
  const { missed, doubled, wronglyClosed, wronglyKept, wronglyMerged } = score
  const counts = { missed, doubled, wronglyClosed, wronglyKept, wronglyMerged }
  const seconds = Math.round((performance.now() - began) / 100) / 10
  console.log(JSON.stringify({ seed, ...result, ...counts, seconds }))
  return score.clean && result.rudeRequests === 0 && result.crashes === 0 && result.faults >= faults
}

const [name, ...args] = process.argv.slice(2)
if (name !== 'crawl') {
  console.error(HELP)
  process.exitCode = 2
} else {
  try {
    process.exitCode = (await crawl(args)) ? 0 : 1
  } catch (error) {
    say(explain(error))
    process.exitCode = 1
  }
}
