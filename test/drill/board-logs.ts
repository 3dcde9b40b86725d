import type { DemoBoards } from '../../src/demo/server.js'

type Logs = Pick<DemoBoards, 'boards' | 'log'>

/** Requests that all boards saw. */
export const requestsOf = ({ boards, log }: Logs): number => boards.reduce((sum, { id }) => sum + log(id).length, 0)

/** Names rude requests with what came before them. */
export const tellRudeness = ({ boards, log }: Logs, say: (line: string) => void): void => {
  for (const { id } of boards) {
    const requests = log(id)
    for (const [at, { path, rude, at: time }] of requests.entries()) {
      if (rude.length > 0)
        say(`rude (${rude.join(', ')}): ${id}${path}, ${time - (requests[at - 1]?.at ?? time)} ms after the one before`)
    }
  }
}
