import { explain } from '../../src/domain/errors.js'
import { harvest } from './harvest/harvest.js'
import { pipeline } from './pipeline/pipeline.js'
import { search } from './search-embedded.js'

/** A bench: prints one line of JSON, and says whether its bounds hold. */
type Bench = (args: readonly string[]) => Promise<boolean>

const BENCHES: Readonly<Record<string, Bench>> = { harvest, pipeline, search }

const HELP = `npm run -s bench -- NAME [options]

  harvest [--seed N] [--pages N] [--rounds N] [--runs N] [--peers all|none]
          a board of N pages (5000) through the whole harvest path, beside Scrapy, Colly, Crawlee and a bare loop,
          and the heap after N board runs (1000) in one process; exit 1 when a bound is missed or a peer is not to be had
          (they are fetched into the folder BENCH_CACHE names, by default one under the system's temporary folder)
  pipeline [--seed N] [--postings N] [--seconds N]
          raw topic to searchable on the servers that KAFKA_BROKERS and ELASTICSEARCH_NODE name: N postings (20000) at once
          beside a bare loop with the same documents, then freshness at half that rate for N seconds (60); exit 1 when a
          bound is missed
  search [--vacancies N] [--rounds N]
          an embedded index of N vacancies (50000), filled and searched`

const [name = '', ...args] = process.argv.slice(2)
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined
if (bench === undefined) {
  console.error(`there is no bench "${name}"\n\n${HELP}`)
  process.exitCode = 2
} else {
  try {
    process.exitCode = (await bench(args)) ? 0 : 1
  } catch (error) {
    console.error(`bench: ${explain(error)}`)
    process.exitCode = 1
  }
}
