import { describe, expect, test } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDataFolder } from '../../src/edges/embedded/data-folder.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import type { Log } from '../../src/ports/log.js'
import { remotePorts } from '../drill/ports-client.js'
import { servePorts } from '../drill/ports-server.js'
import { openPeer } from '../drill/wire.js'
import { silentLogger } from '../support/quiet.js'
import { until } from '../support/until.js'
import { freshTopic, logContract } from './log.js'
import { recordsContract } from './records.js'

/** A data folder that others reach through a socket only. */
const serve = async (sessionMs?: number) => {
  const path = await mkdtemp(join(tmpdir(), 'remote-'))
  const folder = await openDataFolder({ path: join(path, 'data'), clock: systemClock() })
  const server = createServer((socket) => servePorts(folder, openPeer(socket), sessionMs))
  await new Promise<void>((resolve) => server.listen(join(path, 'socket'), resolve))
  const clients: (() => void)[] = []
  return {
    /** A client; `leave` breaks its connection off, as a kill does. */
    client: () => {
      const peer = openPeer(connect(join(path, 'socket')))
      const leave = (): void => peer.close()
      clients.push(leave)
      return { ...remotePorts(peer, silentLogger()), leave }
    },
    close: async (): Promise<void> => {
      for (const leave of clients) leave()
      await new Promise((resolve) => server.close(resolve))
      await folder.close()
      await rm(path, { recursive: true })
    },
  }
}

const open = async () => {
  const { client, close } = await serve()
  return { ...client(), close }
}

logContract('the socket of a drill', open)
recordsContract('the socket of a drill', open)

describe('a client behind a socket', () => {
  const topic = freshTopic({ partitions: 1 })

  /** Joins the group; `answer` decides what becomes of a batch. Gives how many batches it was handed. */
  const join = async (log: Log, answer: () => Promise<void>): Promise<() => number> => {
    let batches = 0
    await log.subscribe({
      group: 'g',
      topics: [topic],
      async onBatch() {
        batches++
        await answer()
      },
    })
    return () => batches
  }
  const never = (): Promise<void> => new Promise(() => undefined)

  test('that dies over a batch leaves it to another member of its group', async () => {
    const { client, close } = await serve()
    const [dying, heir] = [client(), client()]
    await dying.log.ensureTopics([topic])
    const handed = await join(dying.log, never)
    await dying.log.publish(topic, [{ key: 'a', value: 1 }])
    await until(() => handed() === 1)
    const inherited = await join(heir.log, async () => undefined)
    dying.leave()
    await until(async () => (await heir.log.committed('g', topic)).get(0) === 1)
    expect(inherited()).toBe(1)
    await close()
  })

  test('that is silent on a batch is thrown out, and may join again', async () => {
    const { client, close } = await serve(50)
    const { log } = client()
    await log.ensureTopics([topic])
    let isAsleep = true
    const handed = await join(log, () => (isAsleep ? never() : Promise.resolve()))
    await log.publish(topic, [{ key: 'a', value: 1 }])
    await until(() => handed() === 1)
    isAsleep = false
    await until(async () => (await log.committed('g', topic)).get(0) === 1)
    expect(handed()).toBeGreaterThan(1)
    await close()
  })

  test('whose connection broke is told so, to try again', async () => {
    const { client, close } = await serve()
    const { records, leave } = client()
    leave()
    await expect(records.get('c', 'id')).rejects.toMatchObject({ consequence: 'retryable', code: 'connection-broken' })
    await close()
  })
})
