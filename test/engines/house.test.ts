import { afterAll, describe, expect, test } from '@jest/globals'
import { createServer, connect } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { readSettings } from '../../config/settings.js'
import { removeNamespace } from '../../src/composition/remove-namespace.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import type { Readiness } from '../../src/ports/readiness.js'
import { engines } from '../support/engines.js'
import { silentLogger } from '../support/quiet.js'
import { startProcess } from '../support/service-process.js'
import type { ServiceProcess } from '../support/service-process.js'
import { until } from '../support/until.js'

const servers = engines('the house on servers')
const suite = servers ? describe : describe.skip
const namespace = `house-${process.pid}`
const [host = '', brokerPort = ''] = (servers?.brokers.split(',')[0] ?? '').split(':')

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))

/** A port that nobody listens at. */
const freePort = async (): Promise<number> => {
  const server = createServer()
  const port = await listen(server, 0)
  await close(server)
  return port
}

/** The way to the broker: whoever was led there finds the rest by what the broker says of itself. */
const doorway = (): Server =>
  createServer((socket) => {
    const broker = connect(Number(brokerPort), host)
    socket.on('error', () => broker.destroy())
    broker.on('error', () => socket.destroy())
    socket.pipe(broker).pipe(socket)
  })

const ask = async (port: number, path: string): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined)
  return { status: answer?.status ?? 0, text: (await answer?.text()) ?? '' }
}

suite('a process without the API', () => {
  let member: ServiceProcess | undefined
  let door: Server | undefined

  afterAll(async () => {
    await member?.end()
    if (door) await close(door)
    const { brokers, node } = servers ?? {}
    const settings = readSettings({ KAFKA_BROKERS: brokers, ELASTICSEARCH_NODE: node, NAMESPACE: namespace })
    await removeNamespace({ settings, clock: systemClock(), logger: silentLogger() })
  }, 60_000)

  test('waits for a Kafka that is not there yet, says so where probes ask, and begins when it comes', async () => {
    const [port, kafka] = [await freePort(), await freePort()]
    member = startProcess({
      ROLES: 'normalize,index',
      NAMESPACE: namespace,
      PORT: String(port),
      KAFKA_BROKERS: `127.0.0.1:${kafka}`,
    })
    await until(async () => (await ask(port, '/ready')).text.includes(`waiting for Kafka at 127.0.0.1:${kafka}`))
    expect((await ask(port, '/ready')).status).toBe(503)
    expect((await ask(port, '/health')).status).toBe(200)
    expect((await ask(port, '/metrics')).text).toContain('process_cpu_seconds_total')

    door = doorway()
    await listen(door, kafka)
    await until(async () => (await ask(port, '/ready')).status === 200)
    const { parts } = JSON.parse((await ask(port, '/ready')).text) as Readiness
    expect(Object.keys(parts).sort()).toEqual(['index', 'log', 'normalize', 'records', 'space'])
    expect((await ask(port, '/v1/vacancies')).status).toBe(404)
  }, 120_000)
})
