import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { JobdataError } from '../../src/domain/errors.js'
import { until } from './until.js'
import type { Time } from './told-clock.js'
import type { Peer } from './wire.js'

/** A replica's process and how it stands. */
interface Replica {
  child: ChildProcess | undefined
  peer: Peer | undefined
  ready: boolean
  /** It was asked to end. */
  leaving: boolean
  wrongMs: number
}

/** Parts of the service that are processes of their own, and what can befall them. */
export interface Replicas {
  readonly names: readonly string[]
  /** Takes in the connection of a replica. */
  welcome(peer: Peer): void
  /** Starts all; resolves when each is ready. */
  start(): Promise<void>
  /** kill -9; resolves when the process is gone. */
  kill(name: string): Promise<void>
  /** SIGTERM; resolves when the process has ended in its own time. */
  end(name: string): Promise<void>
  /** Starts one that was killed or ended; resolves when it is ready. */
  restart(name: string): Promise<void>
  /** SIGSTOP: it stands still wherever it is. */
  freeze(name: string): void
  /** SIGCONT; resolves when it answers again. */
  thaw(name: string): Promise<void>
  /** Its time of day is wrong by so much from now on; 0 puts it right. */
  misdate(name: string, wrongMs: number): Promise<void>
  /** Tells all how much time passed in the demo. */
  tellTime(): Promise<void>
  /** Asks one what its program serves. */
  ask<T>(name: string, method: string, ...args: readonly unknown[]): Promise<T>
  /** Processes that ended by themselves. */
  readonly crashes: () => number
  /** Ends all, the drill's own way: by their process ids. */
  stop(): Promise<void>
}

export interface ReplicasOptions {
  readonly names: readonly string[]
  /** What each runs, with `SOCKET NAME`. */
  readonly program: URL
  readonly socket: string
  /** What a replica is told when it says hello, beside the time. */
  readonly orders: (name: string) => object
  readonly passedMs: () => number
  readonly say: (line: string) => void
}

const isGone = ({ child }: Replica): boolean =>
  child === undefined || child.exitCode !== null || child.signalCode !== null

export const openReplicas = ({ names, program, socket, orders, passedMs, say }: ReplicasOptions): Replicas => {
  const path = fileURLToPath(program)
  const fresh = (): Replica => ({ child: undefined, peer: undefined, ready: false, leaving: false, wrongMs: 0 })
  const replicas = new Map(names.map((name) => [name, fresh()]))
  let crashes = 0
  let ending = false

  const get = (name: string): Replica => {
    const replica = replicas.get(name)
    if (replica === undefined) throw new RangeError(`no replica ${name}`)
    return replica
  }
  const timeOf = ({ wrongMs }: Replica): Time => ({ passedMs: passedMs(), wrongMs })
  const call = async <T>(name: string, method: string, ...args: readonly unknown[]): Promise<T> => {
    const { peer } = get(name)
    if (peer === undefined)
      throw new JobdataError(`${name} is not here`, { consequence: 'fatal', code: 'drill-broken' })
    return peer.call<T>(method, ...args)
  }

  const launch = (name: string): void => {
    const replica = get(name)
    replica.ready = false
    replica.leaving = false
    const child = spawn(process.execPath, ['--import', 'tsx', path, socket, name], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    replica.child = child
    child.once('exit', (code, signal) => {
      if (ending || replica.leaving || signal === 'SIGKILL') return
      crashes++
      say(`replica ${name} ended by itself (${String(code ?? signal)})`)
    })
  }
  /** Resolves when the signal has ended the process. */
  const signalled = async (name: string, signal: NodeJS.Signals): Promise<void> => {
    const { child } = get(name)
    child?.kill(signal)
    if (child && !isGone(get(name))) await once(child, 'exit')
  }
  const restart = async (name: string): Promise<void> => {
    launch(name)
    await until(`replica ${name} is ready`, () => get(name).ready)
  }

  /** Also at an exit of the drill in the middle: one that is frozen would never end by itself. */
  const endAll = (): void => {
    ending = true
    for (const { child } of replicas.values()) child?.kill('SIGKILL')
  }
  process.once('exit', endAll)

  return {
    names,
    welcome(peer) {
      let own: Replica | undefined
      peer.serve({
        hello: async (name: string): Promise<object> => {
          own = get(name)
          own.peer = peer
          return { ...orders(name), time: timeOf(own) }
        },
        ready: async () => {
          if (own) own.ready = true
        },
      })
    },
    async start() {
      await Promise.all(names.map(restart))
    },
    kill: (name) => signalled(name, 'SIGKILL'),
    end(name) {
      get(name).leaving = true
      return signalled(name, 'SIGTERM')
    },
    restart,
    freeze: (name) => void get(name).child?.kill('SIGSTOP'),
    async thaw(name) {
      get(name).child?.kill('SIGCONT')
      await call(name, 'time', timeOf(get(name)))
    },
    async misdate(name, wrongMs) {
      get(name).wrongMs = wrongMs
      await call(name, 'time', timeOf(get(name)))
    },
    async tellTime() {
      await Promise.all(names.map((name) => call(name, 'time', timeOf(get(name)))))
    },
    ask: call,
    crashes: () => crashes,
    async stop() {
      endAll()
      for (const name of names) await signalled(name, 'SIGKILL')
      process.off('exit', endAll)
    },
  }
}
