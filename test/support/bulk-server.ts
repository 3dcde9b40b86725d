import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What one bulk asked: ids in order. */
export type Bulk = readonly string[]

/** Status of the whole request, or of each line; an error's type beside a status that is no success. */
export type BulkAnswer = { readonly status: number; readonly type?: string; readonly reason?: string }

const isTold = ({ status }: BulkAnswer): boolean => status >= 300 && status !== 404

const told = ({ type = 'some_exception', reason = 'told so' }: BulkAnswer) => ({ type, reason })

const itemOf = (answer: BulkAnswer) => ({
  index: { status: answer.status, ...(isTold(answer) && { error: told(answer) }) },
})

/** Takes bulks as Elasticsearch does, answering as it is told: one answer for all, or one a line. */
export const openBulkServer = async (
  answer: (bulk: Bulk) => Promise<BulkAnswer | readonly BulkAnswer[]> | BulkAnswer | readonly BulkAnswer[],
) => {
  const bulks: Bulk[] = []
  const server = createServer((request, response) => {
    const reply = async (): Promise<void> => {
      const lines = (await text(request)).split('\n')
      const ids = lines.flatMap((line) => /^\{"(?:index|delete)":\{"_id":"([^"]*)"/.exec(line)?.[1] ?? [])
      bulks.push(ids)
      const answered = await answer(ids)
      const [status, body] =
        'status' in answered
          ? [answered.status, { status: answered.status, error: told(answered) }]
          : [200, { items: answered.map(itemOf) }]
      response.writeHead(status, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' })
      response.end(JSON.stringify(body))
    }
    void reply()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    node: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bulks: bulks as readonly Bulk[],
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
