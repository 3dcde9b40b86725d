import type { IncomingMessage } from 'node:http'

/** How the way to a host is cut: its connections break, or nothing ever comes back. */
export const CUTS = ['refuse', 'hang'] as const
export type Cut = (typeof CUTS)[number]

/** Cuts in the network between the crawlers and single boards. */
export interface Cuts {
  /** Cuts the way to a board; what it returns mends it, and breaks the connections that hung. */
  cut(board: string, how: Cut): () => void
  /** Requests that ran into the cut so far. */
  hits(board: string): number
  /** True when the board's host is cut off: the request gets no answer. */
  intercept(board: string, request: IncomingMessage): boolean
}

export const openCuts = (): Cuts => {
  const cut = new Map<string, { readonly how: Cut; readonly hanging: IncomingMessage[] }>()
  const hits = new Map<string, number>()
  return {
    cut(board, how) {
      const one = { how, hanging: [] as IncomingMessage[] }
      cut.set(board, one)
      hits.set(board, 0)
      return () => {
        if (cut.get(board) === one) cut.delete(board)
        for (const { socket } of one.hanging) socket.destroy()
      }
    },
    hits: (board) => hits.get(board) ?? 0,
    intercept(board, request) {
      const one = cut.get(board)
      if (one === undefined) return false
      hits.set(board, (hits.get(board) ?? 0) + 1)
      if (one.how === 'hang') one.hanging.push(request)
      else request.socket.destroy()
      return true
    },
  }
}
