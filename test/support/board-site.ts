import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface BoardSite {
  readonly origin: string
  /** What each path answers; a function is asked anew at each request. Unknown paths are 404. */
  readonly pages: Map<string, Answer | ((request: IncomingMessage) => Answer)>
  /** Paths asked for, in order. */
  readonly asked: string[]
  close(): Promise<void>
}

/** A board's site on the loopback address. */
export const boardSite = async (): Promise<BoardSite> => {
  const pages: BoardSite['pages'] = new Map()
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    asked.push(path)
    const page = pages.get(path) ?? { status: 404, body: 'no such page' }
    const { status = 200, headers = {}, body = '' } = typeof page === 'function' ? page(request) : page
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    pages,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
