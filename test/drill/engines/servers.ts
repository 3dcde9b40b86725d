import { execFile, execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { JobdataError, explain } from '../../../src/domain/errors.js'

export const SERVERS = ['kafka', 'elasticsearch'] as const
export type ServerName = (typeof SERVERS)[number]

const SCRIPT = '../shared/services/services'
/** Fetching both for the first time takes longest. */
const MOST_MS = 300_000
/** Each server takes a second port beside its first. */
const SECOND = { kafka: 1, elasticsearch: 100 }

/** Real servers of the drill's own, that may be broken. */
export interface Servers {
  /** Where they are, as the service's settings name them. */
  readonly settings: { readonly KAFKA_BROKERS: string; readonly ELASTICSEARCH_NODE: string }
  /** `start` resolves when it answers; `stop` is polite, `kill` is -9, `pause` is SIGSTOP. */
  tell(name: ServerName, what: 'start' | 'stop' | 'kill' | 'pause' | 'resume'): Promise<void>
  /** Ends both and removes what they kept. */
  down(): Promise<void>
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const server = createServer()
    server.once('error', () => settle(false))
    server.listen(port, '127.0.0.1', () => server.close(() => settle(true)))
  })

const anyPort = (): Promise<number> =>
  new Promise((settle, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => settle(port))
    })
  })

/** A free port whose second one is free too. */
const freePort = async (second: number): Promise<number> => {
  for (;;) {
    const port = await anyPort()
    if (await isFree(port + second)) return port
  }
}

/** The script that starts real servers: what `JOBDATA_SERVICES` names, or the shared one. */
const scriptOf = (environment: NodeJS.ProcessEnv): string => resolve(environment['JOBDATA_SERVICES'] ?? SCRIPT)

/** Starts a broker and an Elasticsearch in a folder of their own. Throws `config` when there is no script to do it. */
export const startServers = async (say: (line: string) => void): Promise<Servers> => {
  const folder = await mkdtemp(join(tmpdir(), 'jobdata-servers-'))
  // Elasticsearch runs as another user than root.
  await chmod(folder, 0o755)
  const script = scriptOf(process.env)
  const ports = { kafka: await freePort(SECOND.kafka), elasticsearch: await freePort(SECOND.elasticsearch) }
  const env = {
    ...process.env,
    JOBDATA_SERVICES_DIR: folder,
    KAFKA_PORT: String(ports.kafka),
    ES_PORT: String(ports.elasticsearch),
  }
  const run = async (...args: readonly string[]): Promise<void> => {
    await promisify(execFile)(script, args, { env, timeout: MOST_MS }).catch((cause: unknown) => {
      throw new JobdataError(`${script} ${args.join(' ')} failed: name another with JOBDATA_SERVICES`, {
        consequence: 'config',
        code: 'servers-missing',
        cause,
      })
    })
  }
  /** At the exit of the drill, whatever led to it: nothing may stay behind. */
  const end = (): void => {
    execFileSync(script, ['kill'], { env, stdio: 'ignore' })
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', end)
  const down = async (): Promise<void> => {
    process.off('exit', end)
    await run('kill').catch((error: unknown) => say(explain(error)))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await run('up')
  } catch (error) {
    await down()
    throw error
  }
  return {
    settings: {
      KAFKA_BROKERS: `127.0.0.1:${ports.kafka}`,
      ELASTICSEARCH_NODE: `http://127.0.0.1:${ports.elasticsearch}`,
    },
    tell: (name, what) => run(what, name),
    down,
  }
}
