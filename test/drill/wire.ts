import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { JobdataError, explain } from '../../src/domain/errors.js'
import type { Consequence } from '../../src/domain/errors.js'

/** Answers a call of the other side; what it throws is thrown over there. */
export type Handler = (...args: never[]) => Promise<unknown>
export type Handlers = Readonly<Record<string, Handler>>

/** One end of a connection: both sides may call. */
export interface Peer {
  /** Answers these calls of the other side from now on, beside those it answers already. */
  serve(handlers: Handlers): void
  /** Resolves with the other side's answer. Throws its `JobdataError`, or `retryable` when the connection broke. */
  call<T>(method: string, ...args: readonly unknown[]): Promise<T>
  /** Resolves when the connection is over, however it ended. */
  readonly closed: Promise<void>
  close(): void
}

interface Failure {
  readonly message: string
  readonly consequence: Consequence
  readonly code: string
}

/** A line on the wire: a call, or the answer to one. */
type Line =
  | { readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure }

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

const failureOf = (error: unknown): Failure => ({
  message: explain(error),
  consequence: error instanceof JobdataError ? error.consequence : 'fatal',
  code: error instanceof JobdataError ? error.code : 'remote-failed',
})

const broken = (): JobdataError =>
  new JobdataError('the connection to the other process broke: try again', {
    consequence: 'retryable',
    code: 'connection-broken',
  })

/** Speaks JSON lines over a socket: calls with an id, answered in any order. */
export const openPeer = (socket: Socket): Peer => {
  const handlers = new Map<string, Handler>()
  const waiting = new Map<number, Waiting>()
  let calls = 0

  const send = (line: Line): void => {
    if (socket.writable) socket.write(`${JSON.stringify(line)}\n`)
  }

  const answer = async (id: number, method: string, args: readonly unknown[]): Promise<void> => {
    try {
      const handler = handlers.get(method)
      if (handler === undefined) throw new TypeError(`nothing answers to ${method}`)
      send({ id, value: await handler(...(args as never[])) })
    } catch (error) {
      send({ id, failure: failureOf(error) })
    }
  }

  const take = (line: Line): void => {
    if ('method' in line) {
      void answer(line.id, line.method, line.args)
      return
    }
    const call = waiting.get(line.id)
    waiting.delete(line.id)
    if ('failure' in line) call?.reject(new JobdataError(line.failure.message, line.failure))
    else call?.resolve(line.value)
  }

  // What went wrong with the socket shows as its end.
  createInterface({ input: socket, crlfDelay: Infinity })
    .on('line', (text) => take(JSON.parse(text) as Line))
    .on('error', () => undefined)
  socket.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      for (const { reject } of waiting.values()) reject(broken())
      waiting.clear()
      resolve()
    })
  })

  return {
    serve(more) {
      for (const [method, handler] of Object.entries(more)) handlers.set(method, handler)
    },
    closed,
    call: <T>(method: string, ...args: readonly unknown[]) =>
      new Promise<T>((resolve, reject) => {
        if (!socket.writable) {
          reject(broken())
          return
        }
        const id = ++calls
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
        send({ id, method, args })
      }),
    close: () => void socket.destroy(),
  }
}
