import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dockerAnswers, startContainers } from './containers.js'
import type { Containers } from './containers.js'
import { enginesOf } from './engines.js'

// Runs a command with real servers in its environment: those that are named there already, else containers where Docker
// answers, else none, and the command says what it skips. `npm run -s test:engines` goes through here.

const say = (text: string): void => void process.stderr.write(`engines: ${text}\n`)

const startWhereNeeded = async (): Promise<Containers | undefined> => {
  const given = enginesOf(process.env)
  if (given) {
    say(`Kafka at ${given.brokers}, Elasticsearch at ${given.node}, from the environment`)
    return undefined
  }
  if (!(await dockerAnswers())) {
    say('SKIPPED what needs servers: KAFKA_BROKERS and ELASTICSEARCH_NODE are not set, and no Docker answers')
    return undefined
  }
  const before = performance.now()
  const containers = await startContainers()
  const seconds = Math.round((performance.now() - before) / 1000)
  say(`Kafka at ${containers.brokers}, Elasticsearch at ${containers.node}, in containers, up in ${seconds} s`)
  return containers
}

const run = async ([command, ...args]: readonly string[], servers: Containers | undefined): Promise<number> => {
  if (command === undefined) throw new Error('usage: with-engines COMMAND [ARGUMENT…]')
  const named = servers && { KAFKA_BROKERS: servers.brokers, ELASTICSEARCH_NODE: servers.node }
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...named } })
  // The command hears of a signal, ends as it likes, and only then the servers go.
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal)
  process.on('SIGINT', pass).on('SIGTERM', pass)
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}

const containers = await startWhereNeeded()
try {
  process.exitCode = await run(process.argv.slice(2), containers)
} finally {
  await containers?.stop()
}
