import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** The service in a process of its own. */
export interface ServiceProcess {
  /** Where it answers; resolves when it is up. */
  readonly address: Promise<string>
  /** A value that `/metrics` shows, `jobdata_stage_owned{stage="dedupe"}`; undefined while it does not. */
  metric(name: string): Promise<number | undefined>
  signal(name: NodeJS.Signals): void
  /** Ends it, however it stands. */
  end(): Promise<void>
}

/** Reads the log to its end: a process whose log nobody reads comes to a stand. */
const addressOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the service ended before it was up')))
    if (child.stderr === null) return
    createInterface(child.stderr).on('line', (line) => {
      const { msg, address } = JSON.parse(line) as { msg: string; address?: string }
      if (msg === 'service is up') resolve(address ?? '')
    })
  })

const textOf = async (address: Promise<string>): Promise<string> => {
  const answer = await fetch(`${await address}/metrics`, { signal: AbortSignal.timeout(1000) })
  return answer.text()
}

/** Starts `main.ts` with these settings, beside those that name the servers. */
export const startProcess = (settings: NodeJS.ProcessEnv): ServiceProcess => {
  const env = { ...process.env, NODE_OPTIONS: '', PORT: '0', LOG_LEVEL: 'info', ...settings }
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const address = addressOf(child)
  return {
    address,
    async metric(name) {
      // A process that stands still says nothing.
      const text = await textOf(address).catch(() => '')
      const line = text.split('\n').find((one) => one.startsWith(`${name} `))
      return line === undefined ? undefined : Number(line.slice(name.length))
    },
    signal: (name) => void child.kill(name),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
