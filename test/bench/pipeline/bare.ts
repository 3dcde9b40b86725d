import { z } from 'zod'
import { toDocument } from '../../../pipelines/index/document.js'
import { topics } from '../../../src/domain/topics.js'
import type { Topic } from '../../../src/domain/topics.js'
import type { Vacancy } from '../../../src/domain/vacancy.js'
import { openElasticClient } from '../../../src/edges/elasticsearch/client.js'
import { indexBody } from '../../../src/edges/elasticsearch/index-body.js'
import { indexNames } from '../../../src/edges/elasticsearch/index-names.js'
import { openElasticIndex } from '../../../src/edges/elasticsearch/vacancy-index.js'
import { pinoLogger } from '../../../src/edges/observe/logger.js'
import type { Clock } from '../../../src/ports/clock.js'
import type { Log } from '../../../src/ports/log.js'
import type { Engines } from '../../support/engines.js'
import { lastLine, printed } from '../harvest/contestant.js'

/** As `vacancies.v1`, with documents as the index stores them. */
const DOCUMENTS: Topic = {
  ...topics.vacancies,
  name: 'jobdata.bare.v1',
  description: 'documents for the bare loop',
  schema: z.unknown(),
}
const Report = z.object({ indexed: z.int(), seconds: z.number(), cpuMs: z.number() })

export interface Bare {
  readonly perSecond: number
  /** CPU-ms a document. */
  readonly cpuMs: number
}

export interface BareOptions {
  readonly log: Log
  readonly engines: Engines
  /** Of the log. */
  readonly namespace: string
  /** Of the bare loop's index. */
  readonly own: string
  readonly clock: Clock
}

/** The documents of all vacancies as messages; how many. */
const copyDocuments = async (log: Log): Promise<number> => {
  await log.ensureTopics([DOCUMENTS])
  let count = 0
  for await (const { records } of log.read(topics.vacancies)) {
    const bodies = records.map(({ key, value, partition, offset }) => {
      const document = toDocument(value as Vacancy)
      const write = { id: key ?? '', version: offset, seq: { partition, offset }, document }
      return { key, value: indexBody(write) }
    })
    await log.publish(DOCUMENTS, bodies)
    count += bodies.length
  }
  return count
}

/** Runs the bare loop over the same documents, into an index with the same mapping, in a process of its own. */
export const runBare = async ({ log, engines, namespace, own, clock }: BareOptions): Promise<Bare> => {
  const { brokers, node } = engines
  const client = await openElasticClient({ node })
  await openElasticIndex({ client, namespace: own, synonyms: '', logger: pinoLogger('error'), clock })
  await client.close()
  const count = String(await copyDocuments(log))
  const program = [process.execPath, '--import', 'tsx', 'test/bench/pipeline/bare-loop.ts']
  const args = [brokers, node, `${namespace}.${DOCUMENTS.name}`, indexNames(own).write, count]
  const { indexed, seconds, cpuMs } = Report.parse(lastLine(await printed([...program, ...args])))
  return { perSecond: Math.round(indexed / seconds), cpuMs: cpuMs / indexed }
}
