import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A way to a server that can be broken. */
export interface CutProxy {
  /** `http://127.0.0.1:…` */
  readonly address: string
  /** From now on requests arrive, but no answer comes back: the connection ends instead. */
  cutAnswers(): void
  mend(): void
  close(): Promise<void>
}

/** Passes on what is said to `node`, until it is told otherwise. */
export const openCutProxy = async (node: string): Promise<CutProxy> => {
  const { hostname, port } = new URL(node)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.on('error', () => undefined)
    }
    near.pipe(far)
    far.on('data', (answer) => (isCut ? near.destroy() : near.write(answer)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAnswers: () => void (isCut = true),
    mend: () => void (isCut = false),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
