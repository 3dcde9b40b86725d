import { Request } from '@crawlee/basic'
import type { IRequestManager } from '@crawlee/basic'
import type { PageRequest } from './board.js'

const nameOf = ({ method, url, body }: PageRequest): string =>
  `${method ?? 'GET'} ${url} ${body === undefined ? '' : JSON.stringify(body)}`

/** Crawlee's request manager in memory: pages to ask for, each once, in order of their finding. */
export interface Frontier extends IRequestManager {
  /** False when the page was asked for before in this run. */
  ask(page: PageRequest): boolean
  /** Drops what still waits: the run ends. */
  clear(): void
}

/** The page that a Crawlee request stands for. */
export const pageOf = (request: Request): PageRequest => (request.userData as { page: PageRequest }).page

export const openFrontier = (): Frontier => {
  const known = new Set<string>()
  const queue: Request[] = []
  const pending = new Set<string>()
  let handled = 0
  const refused = (): never => {
    throw new TypeError('pages come into the frontier by `ask`')
  }
  return {
    ask(page) {
      const name = nameOf(page)
      if (known.has(name)) return false
      known.add(name)
      queue.push(new Request({ url: page.url, uniqueKey: name, userData: { page } }))
      return true
    },
    clear: () => void queue.splice(0),
    isFinished: async () => queue.length === 0 && pending.size === 0,
    isEmpty: async () => queue.length === 0,
    handledCount: async () => handled,
    getTotalCount: () => known.size,
    getPendingCount: () => queue.length + pending.size,
    fetchNextRequest: async () => {
      const request = queue.shift()
      if (request !== undefined) pending.add(request.uniqueKey)
      return request ?? null
    },
    async *[Symbol.asyncIterator]() {
      for (let request = queue.shift(); request !== undefined; request = queue.shift()) yield request
    },
    async markRequestHandled(request) {
      pending.delete(request.uniqueKey)
      handled++
    },
    async reclaimRequest(request) {
      pending.delete(request.uniqueKey)
      queue.unshift(request)
      return null
    },
    addRequest: refused,
    addRequestsBatched: refused,
  }
}
