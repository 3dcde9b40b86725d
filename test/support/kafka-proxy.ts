import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

/** Kafka's numbers of requests. */
export const API = { produce: 0, fetch: 1, findCoordinator: 10 } as const

/** Changes the body of an answer (what follows the correlation id) in place. */
type Change = (body: Buffer) => void

/** A TCP proxy before one broker, for faults between it and its clients. */
export interface KafkaProxy {
  /** `host:port` to give to clients; the broker's own address is put out of its answers. */
  readonly broker: string
  /** Changes the answers to the next `times` requests of a kind. */
  falsify(api: number, times: number, change: Change): void
  /** Answers that were changed so far. */
  readonly falsified: number
  /** No byte passes any more on the connections that have carried such a request, and none of them is closed. */
  freeze(api: number): void
  close(): Promise<void>
}

/** Cuts a stream into Kafka's frames: a size of four bytes, then so many. */
const framed = (take: (frame: Buffer) => void): ((chunk: Buffer) => void) => {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const size = 4 + rest.readInt32BE(0)
      take(rest.subarray(0, size))
      rest = rest.subarray(size)
    }
  }
}

const address = (host: string, port: number): Buffer => {
  const bytes = Buffer.alloc(2 + host.length + 4)
  bytes.writeInt16BE(host.length, 0)
  bytes.write(host, 2)
  bytes.writeInt32BE(port, 2 + host.length)
  return bytes
}

/** A produce answer in which every partition failed with Kafka's error `code`. */
export const produceFailed =
  (code: number): Change =>
  (body) => {
    let at = 4
    for (let topics = body.readInt32BE(0); topics > 0; topics--) {
      at += 2 + body.readInt16BE(at)
      let partitions = body.readInt32BE(at)
      at += 4
      for (; partitions > 0; partitions--) {
        body.writeInt16BE(code, at + 4)
        at += 4 + 2 + 8 + 8 + 8
      }
    }
  }

/** An answer that begins with the time of throttling and an error. */
export const failed =
  (code: number): Change =>
  (body) =>
    void body.writeInt16BE(code, 4)

export const kafkaProxy = async (broker: string): Promise<KafkaProxy> => {
  const [host = '', port = ''] = broker.split(':')
  const sockets = new Set<Socket>()
  const pairs = new Map<Socket, { server: Socket; apis: Set<number> }>()
  const changes: { api: number; change: Change }[] = []
  let falsified = 0

  const falsifyAnswer = (api: number | undefined, frame: Buffer): void => {
    const at = changes.findIndex((one) => one.api === api)
    if (at === -1) return
    changes.splice(at, 1)[0]?.change(frame.subarray(8))
    falsified++
  }

  const join = (client: Socket, own: number): void => {
    const server = connect(Number(port), host)
    const asked = new Map<number, number>()
    const apis = new Set<number>()
    pairs.set(client, { server, apis })
    const [theirs, ours] = [address(host, Number(port)), address(host, own)]
    client.on(
      'data',
      framed((frame) => {
        asked.set(frame.readInt32BE(8), frame.readInt16BE(4))
        apis.add(frame.readInt16BE(4))
        server.write(frame)
      }),
    )
    server.on(
      'data',
      framed((frame) => {
        for (let at = frame.indexOf(theirs); at !== -1; at = frame.indexOf(theirs, at + 1)) ours.copy(frame, at)
        falsifyAnswer(asked.get(frame.readInt32BE(4)), frame)
        client.write(frame)
      }),
    )
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  }

  const listener: Server = createServer((client) => join(client, (listener.address() as AddressInfo).port))
  await new Promise<void>((resolve) => listener.listen(0, host, resolve))
  return {
    broker: `${host}:${(listener.address() as AddressInfo).port}`,
    falsify: (api, times, change) => changes.push(...Array.from({ length: times }, () => ({ api, change }))),
    get falsified() {
      return falsified
    },
    freeze(api) {
      for (const [client, { server, apis }] of pairs) {
        if (!apis.has(api)) continue
        client.pause()
        server.pause()
      }
    },
    async close() {
      const closed = new Promise((resolve) => listener.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
