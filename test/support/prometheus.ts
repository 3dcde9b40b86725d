import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parse, stringify } from 'yaml'
import { until } from './until.js'

const FOLDER = 'config/prometheus'

/** One series of an answer. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: number
}

/** A rule as Prometheus loaded it. */
export interface Rule {
  readonly name: string
  /** The expression as it was understood. */
  readonly query: string
  /** `ok` once it was evaluated. */
  readonly health: 'ok' | 'err' | 'unknown'
  readonly state: 'inactive' | 'pending' | 'firing'
}

/** A real Prometheus. */
export interface Prometheus {
  /** What an expression gives now; a range in it must be given in full. Rejects when it is not valid. */
  query(expression: string): Promise<readonly Sample[]>
  rules(): Promise<readonly Rule[]>
  /** Ends it and forgets all it measured. */
  stop(): Promise<void>
}

interface Configuration {
  readonly global: object
  readonly rule_files: readonly string[]
  readonly scrape_configs: readonly { readonly job_name: string }[]
}

/** The configuration that operators use, but for the pace and where the targets are found. */
const configurationFor = async (targets: readonly string[]): Promise<string> => {
  const shipped = parse(await readFile(join(FOLDER, 'prometheus.yml'), 'utf8')) as Configuration
  return stringify({
    ...shipped,
    global: { scrape_interval: '500ms', evaluation_interval: '500ms' },
    rule_files: shipped.rule_files.map((file) => resolve(FOLDER, file)),
    scrape_configs: shipped.scrape_configs.map(({ job_name }) => ({ job_name, static_configs: [{ targets }] })),
  })
}

/** Starts `prometheus` with the shipped configuration and rules on targets (`host:port`), which it scrapes twice a second. */
export const startPrometheus = async (targets: readonly string[]): Promise<Prometheus> => {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'))
  const file = join(folder, 'prometheus.yml')
  await writeFile(file, await configurationFor(targets))
  const flags = [`--config.file=${file}`, `--storage.tsdb.path=${folder}/data`, '--web.listen-address=127.0.0.1:0']
  const server = spawn('prometheus', flags, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(server, 'exit')
  const lines = createInterface({ input: server.stderr })
  const address = await new Promise<string>((found, failed) => {
    const said: string[] = []
    lines.on('line', (line) => {
      said.push(line)
      const at = /msg="Listening on" address=(\S+)/.exec(line)?.[1]
      if (at !== undefined) found(at)
    })
    ended.then(() => failed(new Error(`prometheus ended: ${said.slice(-3).join('\n')}`)), failed)
  })
  // It listens before its storage is open.
  await until(async () => (await fetch(`http://${address}/-/ready`)).ok)

  const ask = async <T>(path: string): Promise<T> => {
    const response = await fetch(`http://${address}/api/v1/${path}`)
    const { data, error } = (await response.json()) as { data: T; error?: string }
    if (error !== undefined) throw new Error(`${path}: ${error}`)
    return data
  }

  return {
    async query(expression) {
      const { result } = await ask<{ result: { metric: Sample['metric']; value: [number, string] }[] }>(
        `query?query=${encodeURIComponent(expression)}`,
      )
      return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }))
    },
    rules: async () => (await ask<{ groups: { rules: Rule[] }[] }>('rules')).groups.flatMap(({ rules }) => rules),
    async stop() {
      server.kill()
      await ended
      await rm(folder, { recursive: true })
    },
  }
}
