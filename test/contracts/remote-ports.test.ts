import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/edges/observe/clock.js'
import { openDataFolder } from '../../src/edges/embedded/data-folder.js'
import { remotePorts } from '../drill/ports-client.js'
import { servePorts } from '../drill/ports-server.js'
import { openPeer } from '../drill/wire.js'
import { silentLogger } from '../support/quiet.js'
import { logContract } from './log.js'
import { recordsContract } from './records.js'

/** Ports as a replica of a drill has them: behind a socket. */
const open = async () => {
  const path = await mkdtemp(join(tmpdir(), 'remote-'))
  const folder = await openDataFolder({ path: join(path, 'data'), clock: systemClock() })
  const server = createServer((socket) => servePorts(folder, openPeer(socket)))
  await new Promise<void>((resolve) => server.listen(join(path, 'socket'), resolve))
  const peer = openPeer(connect(join(path, 'socket')))
  const close = async (): Promise<void> => {
    peer.close()
    await new Promise((resolve) => server.close(resolve))
    await folder.close()
    await rm(path, { recursive: true })
  }
  return { ...remotePorts(peer, silentLogger()), close }
}

logContract('the socket of a drill', open)
recordsContract('the socket of a drill', open)
