import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { crawlMetrics } from '../../crawlers/crawl-metrics.js'
import { Run } from '../../src/domain/run.js'
import { promMetrics } from '../../src/edges/observe/metrics.js'
import { verifyMetrics } from '../../src/operate/verify/metrics.js'
import { stageMetrics } from '../../src/runtime/observe-stage.js'

const run = Run.parse({
  id: 'r',
  board: 'acme',
  platform: 'greenhouse',
  list: 'whole',
  fence: 1,
  trigger: 'schedule',
  startedAt: '2026-11-24T08:00:00.000Z',
  endedAt: '2026-11-24T08:00:05.000Z',
  complete: true,
  bootstrap: true,
  unchanged: false,
  counts: { listed: 3, found: 3, new: 3, seen: 0, missed: 0, closed: 1, rejected: 0 },
  requests: { '2xx': 2 },
  missedKeys: [],
  closedKeys: [],
  signals: [],
  everyMinutes: 60,
  lastCompleteAt: '2026-11-24T08:00:05.000Z',
})

test('what an operator needs is exposed, and promtool has nothing to say against it', async () => {
  const metrics = promMetrics()
  const crawl = crawlMetrics(metrics)
  crawl.answered('greenhouse', '2xx')
  crawl.ran(run, 3)
  crawl.last(run)
  const stage = stageMetrics(metrics, 'normalize')
  stage.took(3)
  stage.gave([{ kind: 'drop', reason: 'older-fence' }])
  stage.lag(0)
  stage.lasted(0.1)
  stage.reached(1_795_507_205_000)
  verifyMetrics(metrics)({ index: { at: '2026-11-24T08:00:05.000Z', counts: { 'document-missing': 2 } } })
  const text = await metrics.text()
  for (const line of [
    'jobdata_crawl_requests_total{platform="greenhouse",status="2xx"} 1',
    'jobdata_postings_found_total{platform="greenhouse"} 3',
    'jobdata_postings_closed_total{platform="greenhouse"} 1',
    'jobdata_board_state{board="acme",state="ok"} 1',
    'jobdata_board_last_success_timestamp_seconds{board="acme"} 1795507205',
    'jobdata_board_interval_seconds{board="acme"} 3600',
    'jobdata_board_listed_postings{board="acme"} 3',
    'jobdata_stage_in_total{stage="normalize"} 3',
    'jobdata_stage_dropped_total{stage="normalize",reason="older-fence"} 1',
    'jobdata_stage_lag_records{stage="normalize"} 0',
    'jobdata_stage_newest_timestamp_seconds{stage="normalize"} 1795507205',
    'jobdata_verify_differences{check="index",kind="document-missing"} 2',
    'jobdata_verify_differences{check="index",kind="document-foreign"} 0',
    'jobdata_verify_last_timestamp_seconds{check="index"} 1795507205',
  ]) {
    expect(text).toContain(line)
  }
  const promtool = spawn('promtool', ['check', 'metrics'])
  let said = ''
  promtool.stdout.on('data', (chunk) => (said += String(chunk)))
  promtool.stderr.on('data', (chunk) => (said += String(chunk)))
  promtool.stdin.end(text)
  const [code] = (await once(promtool, 'exit')) as [number]
  expect({ code, said }).toEqual({ code: 0, said: '' })
})

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string }[] }[]
}

interface RuleTests {
  readonly tests: readonly {
    readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[]
  }[]
}

test('every alert fires when it should, and keeps quiet when it should', async () => {
  const { stdout } = await promisify(execFile)('promtool', ['test', 'rules', 'config/prometheus/alerts.test.yml'])
  expect(stdout).toContain('SUCCESS')
  const { groups } = parse(await readFile('config/prometheus/alerts.yml', 'utf8')) as Rules
  const { tests } = parse(await readFile('config/prometheus/alerts.test.yml', 'utf8')) as RuleTests
  const cases = tests.flatMap(({ alert_rule_test: of }) => of)
  const tried = (fires: boolean): string[] =>
    [...new Set(cases.flatMap((one) => (one.exp_alerts.length > 0 === fires ? [one.alertname] : [])))].sort()
  const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)).sort()
  expect(tried(true)).toEqual(alerts)
  expect(tried(false)).toEqual(alerts)
})
