import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Platform } from '../../../crawlers/board.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'
import type { Platforms } from '../../../crawlers/platforms.js'
import { explain } from '../../../src/domain/errors.js'
import { campaign } from './campaign.js'
import type { Failure, PlatformReport } from './campaign.js'

const USAGE = `usage: npm run -s hostile -- [--seed N] [--runs 10000] [--platform ID]

Feeds each reader with damaged and hostile variants of its fixtures. The last line is JSON: seed, runs, platforms, failures,
seconds. Exits with 1 when a property does not hold, with 2 on bad usage.

`

const count = (name: string, given: string | undefined, otherwise: number): number => {
  if (given === undefined) return otherwise
  if (!/^\d{1,9}$/.test(given)) throw new Error(`--${name}: ${given} is no whole number`)
  return Number(given)
}

const NEXT: Record<Failure['fault'], string> = {
  crash: 'a reader throws JobdataError "source-changed" or answers; guard the value it stumbled over',
  slow: 'find the part whose time grows faster than the page; bound it, or leave at once what cannot match',
  invented:
    'take the value as the page says it; a new kind of conversion is listed in test/support/hostile/conversions.ts, a constant of the platform is written into an expected.json',
  misfit: 'let readPosting check what is handed out',
  impure: 'a reader keeps no state and changes nothing that it is given',
  contact: 'see crawlers/read/redact.ts: nothing may go round readPosting',
  normalize: 'see pipelines/normalize: any checked posting is normalized or poison, soon',
}

/** Keeps the page in a file and tells what happened and what to do. */
const tell = async (failure: Failure): Promise<void> => {
  const { platform, page, message, variant, fault } = failure
  const { url, kind } = page.fixture.expected
  const file = join(await mkdtemp(join(tmpdir(), 'hostile-')), 'page')
  await writeFile(file, page.body)
  process.stderr.write(
    `${platform}: ${message}\n  ${variant}\n  ${JSON.stringify(page.body.slice(0, 1000))}\n  Next: ${NEXT[fault]}.\n` +
      `  See it: npm run -s read -- --platform ${platform} --url '${url}'${kind === undefined ? '' : ` --kind ${kind}`} ${file}\n` +
      `  Then keep it, made small by hand, as a case of test/fixtures/platforms/${platform}.\n`,
  )
}

interface Asked {
  readonly seed: number
  readonly runs: number
  readonly platforms: readonly Platform[]
}

const asked = (all: Platforms): Asked => {
  const { values } = parseArgs({
    options: { seed: { type: 'string' }, runs: { type: 'string' }, platform: { type: 'string' } },
  })
  const platforms = [...all.values()].filter(({ id }) => values.platform === undefined || id === values.platform)
  if (platforms.length === 0)
    throw new Error(`--platform: there is no such one; there are ${[...all.keys()].join(', ')}`)
  const seed = count('seed', values.seed, Date.now() % 1_000_000)
  return { seed, runs: count('runs', values.runs, 10_000), platforms }
}

/** Resolves to the exit code. */
const attack = async ({ seed, runs, platforms }: Asked): Promise<number> => {
  const started = performance.now()
  const reports: Record<string, PlatformReport> = {}
  let failures = 0
  for (const platform of platforms) {
    const { report, failure } = campaign(platform, { seed, runs })
    reports[platform.id] = report
    if (failure === undefined) continue
    failures++
    await tell(failure)
  }
  const seconds = Math.round((performance.now() - started) / 100) / 10
  process.stdout.write(`${JSON.stringify({ seed, runs, platforms: reports, failures, seconds })}\n`)
  return failures === 0 ? 0 : 1
}

const all = await loadPlatforms()
let one: Asked | undefined
try {
  one = asked(all)
} catch (error) {
  process.stderr.write(`${USAGE}${explain(error)}\n`)
}
process.exitCode = one === undefined ? 2 : await attack(one)
