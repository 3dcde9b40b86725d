import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, openSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { until } from './until.js'

/** A broker of a test's own, which may be stopped and killed. */
export interface OwnBroker {
  /** `host:port` of the listener of clients. */
  readonly broker: string
  readonly folder: string
  start(): Promise<void>
  /** Ends the process: SIGTERM as an operator does, or SIGKILL; the data stay. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** Ends it and removes its data. */
  remove(): Promise<void>
}

export interface OwnBrokerOptions {
  /** Lines of server.properties beside the least. */
  readonly properties?: readonly string[]
  /** How the listener of clients speaks. */
  readonly protocol?: 'PLAINTEXT' | 'SASL_SSL'
  /** Users to be made with SCRAM, as the storage tool takes them. */
  readonly scram?: readonly string[]
}

/** Folder of Kafka's jars: KAFKA_LIBS, or where the services of the tests keep theirs. Says aloud when there is none. */
export const kafkaJars = (suite: string): string | undefined => {
  const services = process.env['JOBDATA_SERVICES_DIR'] ?? join(tmpdir(), 'jobdata-services')
  const jars = process.env['KAFKA_LIBS'] ?? join(services, 'kafka', 'libs')
  if (existsSync(jars)) return jars
  process.stderr.write(`${suite}: SKIPPED, no jars of Kafka; set KAFKA_LIBS\n`)
  return undefined
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

const properties = (
  folder: string,
  port: number,
  controller: number,
  { protocol, properties: more }: OwnBrokerOptions,
) =>
  [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=CLIENT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    `advertised.listeners=CLIENT://127.0.0.1:${port}`,
    'controller.listener.names=CONTROLLER',
    `listener.security.protocol.map=CONTROLLER:PLAINTEXT,CLIENT:${protocol ?? 'PLAINTEXT'}`,
    'inter.broker.listener.name=CLIENT',
    `log.dirs=${join(folder, 'data')}`,
    'auto.create.topics.enable=false',
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=4',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    ...(more ?? []),
  ].join('\n')

/** Makes a broker's folder in `jars`' version of Kafka and starts it. */
export const startOwnBroker = async (jars: string, options: OwnBrokerOptions = {}): Promise<OwnBroker> => {
  const folder = await mkdtemp(join(tmpdir(), 'broker-'))
  const [port, controller] = [await freePort(), await freePort()]
  const config = join(folder, 'server.properties')
  await writeFile(config, properties(folder, port, controller, options))
  const format = ['kafka.tools.StorageTool', 'format', '-t', randomBytes(16).toString('base64url'), '-c', config]
  const users = (options.scram ?? []).flatMap((user) => ['--add-scram', user])
  const java = ['-Xmx256m', '-cp', join(jars, '*')]
  await promisify(execFile)('java', [...java, ...format, ...users])
  let running: ChildProcess | undefined
  const start = async (): Promise<void> => {
    const output = openSync(join(folder, 'output.log'), 'a')
    running = spawn('java', [...java, 'kafka.Kafka', config], { stdio: ['ignore', output, output] })
    await until(async () => (await answers(port)) || running?.exitCode !== null)
    if (running.exitCode !== null) throw new Error(`the broker ended while starting: ${folder}/output.log says why`)
  }
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    const ended = once(running, 'exit')
    running.kill(signal)
    await ended
  }
  await start()
  return {
    broker: `127.0.0.1:${port}`,
    folder,
    start,
    end,
    async remove() {
      await end('SIGKILL')
      await rm(folder, { recursive: true })
    },
  }
}
