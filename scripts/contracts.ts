/**
 * Generates `docs/schemas/`: JSON Schema of every record, AsyncAPI of the topics, OpenAPI of the HTTP API.
 * `--check` writes nothing and fails when a file is stale.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { allTopics } from '../src/domain/topics.js'
import { openApiDocument } from '../src/api/openapi.js'
import { asyncApiDocument, openForFields } from '../src/domain/asyncapi.js'

const FOLDER = 'docs/schemas'

const shortName = (topic: string): string => topic.replace(/^jobdata\./, '')

/** A URN has a namespace, and validators insist on it: `urn:jobdata:raw.v1`. */
const urnOf = (topic: string): string => `urn:jobdata:${shortName(topic)}`

const documents = async (): Promise<ReadonlyMap<string, unknown>> => {
  const files = new Map<string, unknown>()
  for (const topic of allTopics) {
    const schema = z.toJSONSchema(topic.schema, { io: 'output', target: 'draft-2020-12', override: openForFields })
    files.set(`${shortName(topic.name)}.json`, { $id: urnOf(topic.name), title: topic.description, ...schema })
  }
  files.set('asyncapi.json', asyncApiDocument(allTopics))
  files.set('openapi.json', await openApiDocument())
  return files
}

const check = process.argv.includes('--check')
const stale: string[] = []
for (const [name, document] of await documents()) {
  const path = join(FOLDER, name)
  const text = `${JSON.stringify(document, null, 2)}\n`
  const before = await readFile(path, 'utf8').catch(() => '')
  if (before === text) continue
  stale.push(path)
  if (check) continue
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
if (check && stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}\nRun \`npm run contracts\` and commit what it writes.`)
  process.exit(1)
}
console.error(stale.length === 0 ? 'contracts: up to date' : `contracts: wrote ${stale.join(', ')}`)
