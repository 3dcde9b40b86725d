import { cp, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { explain } from '../../../src/domain/errors.js'
import { printed } from './contestant.js'
import type { Contestant } from './contestant.js'

const SOURCES = fileURLToPath(new URL('./peers/', import.meta.url))

/** Peers live outside the repository, and are fetched by their own package clients once. */
const cache = (): string => process.env['BENCH_CACHE'] ?? join(tmpdir(), 'jobdata-bench-peers')

type Prepare = (folder: string) => Promise<Contestant['command']>

const scrapy: Prepare = async (folder) => {
  const python = join(folder, 'venv', 'bin', 'python')
  await printed(['python3', '-m', 'venv', 'venv'], folder)
  await printed([python, '-m', 'pip', 'install', '--quiet', '--requirement', 'requirements.txt'], folder)
  return [python, join(folder, 'adverts.py')]
}

const colly: Prepare = async (folder) => {
  await printed(['go', 'build', '-mod=mod', '-o', 'adverts', '.'], folder)
  return [join(folder, 'adverts')]
}

const node =
  (program: string): Prepare =>
  async (folder) => {
    await printed(['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], folder)
    return [process.execPath, join(folder, program)]
  }

/** Every peer with the folder of its program. */
const PEERS: readonly { readonly name: string; readonly folder: string; readonly prepare: Prepare }[] = [
  { name: 'colly', folder: 'colly', prepare: colly },
  { name: 'scrapy', folder: 'scrapy', prepare: scrapy },
  { name: 'crawlee', folder: 'node', prepare: node('crawlee.mjs') },
  { name: 'bare', folder: 'node', prepare: node('bare.mjs') },
]

export interface Peers {
  readonly ready: readonly Contestant[]
  /** Why a peer is not here, by its name. */
  readonly missing: Readonly<Record<string, string>>
}

/** Fetches and builds the peers. One that is not to be had is missing, and does not keep the others away. */
export const preparePeers = async (say: (line: string) => void): Promise<Peers> => {
  const ready: Contestant[] = []
  const missing: Record<string, string> = {}
  for (const { name, folder: source, prepare } of PEERS) {
    say(`fetching ${name}`)
    const folder = join(cache(), source)
    try {
      await mkdir(folder, { recursive: true })
      await cp(join(SOURCES, source), folder, { recursive: true })
      ready.push({ name, command: await prepare(folder) })
    } catch (error) {
      missing[name] = explain(error)
      say(`${name} is not to be had: ${explain(error)}`)
    }
  }
  return { ready, missing }
}
