import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openVacancyIndex } from '../../src/edges/embedded/vacancy-index.js'
import type { VacancyIndex } from '../../src/ports/vacancy-index.js'
import { parseSearch } from '../../src/search/parse-search.js'
import { benchSearches, benchWrite } from '../support/generated-documents.js'
import { readOptions } from './options.js'

const BATCH = 500
const NOW = Date.parse('2026-11-24T08:00:00Z')

const fill = async (index: VacancyIndex, vacancies: number): Promise<number> => {
  const from = performance.now()
  for (let first = 0; first < vacancies; first += BATCH) {
    const count = Math.min(BATCH, vacancies - first)
    await index.write(Array.from({ length: count }, (_, n) => benchWrite(first + n, NOW)))
  }
  return (performance.now() - from) / 1000
}

const percentile = (times: readonly number[], share: number): number =>
  Math.round((times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0) * 10) / 10

const measure = async (index: VacancyIndex, rounds: number): Promise<Map<string, number[]>> => {
  const times = new Map<string, number[]>()
  for (let round = 0; round < rounds; round++) {
    for (const parameters of benchSearches) {
      const { query } = parseSearch(parameters, { now: NOW })
      const from = performance.now()
      await index.search(query)
      const name = JSON.stringify(parameters)
      times.set(name, [...(times.get(name) ?? []), performance.now() - from])
    }
  }
  return times
}

/** `search`: fills an index, searches it, prints one line of JSON. */
export const search = async (args: readonly string[]): Promise<boolean> => {
  const { vacancies, rounds } = readOptions(args, { vacancies: 50_000, rounds: 20 })
  const path = await mkdtemp(join(tmpdir(), 'bench-search-'))
  const open = async () =>
    openVacancyIndex({ file: join(path, 'index.db'), synonyms: await readFile('config/synonyms.txt', 'utf8') })
  try {
    const filling = await open()
    const fillSeconds = await fill(filling, vacancies)
    await filling.close()
    const from = performance.now()
    const index = await open()
    await index.count()
    const openSeconds = (performance.now() - from) / 1000
    await index.search(parseSearch({}, { now: NOW }).query)
    const times = await measure(index, rounds)
    await index.close()
    const all = [...times.values()].flat()
    const bySearch = Object.fromEntries([...times].map(([name, some]) => [name, percentile(some, 0.95)]))
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(all, share))
    console.log(
      JSON.stringify({
        vacancies,
        searches: all.length,
        fillSeconds,
        openSeconds,
        milliseconds: { p50, p95, p99 },
        bySearch,
      }),
    )
    return true
  } finally {
    await rm(path, { recursive: true })
  }
}
