import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { Board } from '../../src/domain/board.js'
import { topics } from '../../src/domain/topics.js'
import type { Service } from '../../src/service.js'
import { boardSite } from './board-site.js'
import type { BoardSite } from './board-site.js'
import { startPrometheus } from './prometheus.js'
import type { Prometheus, Sample } from './prometheus.js'
import { until } from './until.js'

/** The roles that run, in one process or in several. */
export interface RunningSet {
  /** One that crawls comes first; one of them has the role `api`. */
  readonly services: readonly Service[]
  /** Where people ask. */
  readonly api: string
  stop(): Promise<void>
}

export interface WatchedSetOptions {
  readonly start: (boards: readonly Board[]) => Promise<RunningSet>
  /** Metrics of the rules that this set has only after an event that the suite can't bring about. */
  readonly unseen: readonly string[]
  /** There is nothing to run it on. */
  readonly skip?: boolean
}

const LIST = '/v1/boards/acme/jobs?content=true'
const LIMIT_MS = 120_000

const jobs = (origin: string, round: number): string =>
  JSON.stringify({
    jobs: [
      ...[...Array(5).keys()].map((id) => ({
        id,
        title: `Engineer of bridge ${id}`,
        absolute_url: `${origin}/jobs/${id}`,
        location: { name: 'Berlin, Germany' },
        content: `<p>Round ${round} over bridge ${id}. ${`We span river number ${id} with stone and steel. `.repeat(20)}</p>`,
      })),
      { id: 99, absolute_url: `${origin}/jobs/99` },
    ],
    meta: { total: 6 },
  })

const dashboardQueries = async (): Promise<string[]> => {
  const { panels } = JSON.parse(await readFile('config/grafana/dashboards/jobdata.json', 'utf8')) as {
    panels: { targets: { expr: string }[] }[]
  }
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m')))
}

/** The series that the rules' tests make up, by name and labels; what tells targets apart is not ours. */
const inventedSeries = async (): Promise<string[]> => {
  const { tests } = parse(await readFile('config/prometheus/alerts.test.yml', 'utf8')) as {
    tests: { input_series: { series: string }[] }[]
  }
  const selectors = tests.flatMap(({ input_series: all }) =>
    all.map(({ series }) => {
      const [name = '', given = ''] = series.replace(/\brole="\w+",/, '').split('{')
      const labels = [...given.matchAll(/(\w+)=/g)].flatMap(([, label]) => (label === undefined ? [] : [label]))
      return `${name}{${labels.map((label) => `${label}!=""`).join(',')}}`
    }),
  )
  return [...new Set(selectors)]
}

const isFinite = (samples: readonly Sample[]): boolean => samples.some(({ value }) => Number.isFinite(value))

/** A real Prometheus with the shipped configuration, rules and dashboard over a running set of roles. */
export const watchedSet = (name: string, { start, unseen, skip = false }: WatchedSetOptions): void => {
  const suite = skip ? describe.skip : describe
  suite(`Prometheus over ${name}`, () => {
    let site: BoardSite
    let set: RunningSet
    let prometheus: Prometheus
    let round = 0

    /** Something happens in every stage, and somebody searches. */
    const live = async (): Promise<void> => {
      const body = jobs(site.origin, ++round)
      site.pages.set(LIST, { body })
      await set.services[0]?.wishAll(`round ${round}`)
      for (const service of set.services) await service.quiet()
      await (await fetch(`${set.api}/v1/vacancies?text=bridge`)).text()
    }

    const verify = async (): Promise<void> => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(`${set.api}/v1/verify`, { method: 'POST', headers, body: '{}' })
      await response.text()
    }

    /** Those of the expressions without an answer, while life goes on until all have one. */
    const unanswered = async (expressions: readonly string[]): Promise<string[]> => {
      const missing = new Set(expressions)
      await until(async () => {
        await live()
        for (const one of missing) if (isFinite(await prometheus.query(one))) missing.delete(one)
        return missing.size === 0 || round > 60
      })
      return [...missing]
    }

    beforeAll(async () => {
      site = await boardSite()
      const url = site.origin + LIST
      const board = Board.parse({ id: 'acme', platform: 'greenhouse', name: 'Acme', url, employer: 'Acme', paceMs: 0 })
      set = await start([board])
      await set.services[0]?.log.publish(topics.raw, [{ key: 'acme:poison', value: { no: 'posting' } }])
      await live()
      await verify()
      prometheus = await startPrometheus(set.services.map(({ address }) => new URL(address).host))
    }, LIMIT_MS)

    afterAll(async () => {
      await prometheus.stop()
      await set.stop()
      await site.close()
    }, LIMIT_MS)

    test(
      'every process is scraped',
      async () => {
        await until(async () => (await prometheus.query('up == 1')).length === set.services.length)
      },
      LIMIT_MS,
    )

    test(
      'every query of the dashboard returns numbers',
      async () => {
        const queries = await dashboardQueries()
        expect(queries.length).toBeGreaterThan(10)
        expect(await unanswered(queries)).toEqual([])
      },
      LIMIT_MS,
    )

    test(
      'every series that the tests of the alerts make up is measured, with the same labels',
      async () => {
        const series = (await inventedSeries()).filter((one) => !unseen.some((metric) => one.startsWith(`${metric}{`)))
        expect(series.length).toBeGreaterThan(8)
        expect(await unanswered(series)).toEqual([])
      },
      LIMIT_MS,
    )

    test(
      'every alert is evaluated; the dead letter is told, and nothing else',
      async () => {
        await until(async () => (await prometheus.rules()).every(({ health }) => health !== 'unknown'))
        await until(async () => (await prometheus.rules()).some(({ state }) => state === 'firing'))
        const rules = await prometheus.rules()
        expect(rules.filter(({ health }) => health !== 'ok')).toEqual([])
        expect(rules.filter(({ state }) => state === 'firing').map((rule) => rule.name)).toEqual(['DeadLetters'])
      },
      LIMIT_MS,
    )
  })
}
