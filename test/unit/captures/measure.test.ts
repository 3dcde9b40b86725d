import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Platform } from '../../../crawlers/board.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'
import type { Platforms } from '../../../crawlers/platforms.js'
import type { ExpectedPage } from '../../captures/expectations.js'
import { loadExpectations } from '../../captures/expectations.js'
import { main } from '../../captures/main.js'
import { measure } from '../../captures/measure.js'

const platforms = await loadPlatforms()

const PAGE = { detailsApart: false, kind: 'list', tolerated: [], url: 'https://a.example/rss' }
const RSS = `<rss><channel><item><guid>1</guid><link>https://a.example/1</link><title>Cook</title>
  <pubDate>Thu, 05 Mar 2026 09:00:00 +0300</pubDate></item></channel></rss>`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'captures-'))
  await mkdir(join(folder, 'greenhouse'))
  await writeFile(join(folder, 'MANIFEST.tsv'), 'path\n')
  await writeFile(join(folder, 'feed.rss'), RSS)
  await writeFile(join(folder, 'captcha.html'), '<html>Are you human?</html>')
  for (const board of ['airbnb', 'gitlab', 'honeycomb'])
    await writeFile(join(folder, `greenhouse/${board}_jobs.json`), '{"jobs":[]}')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('measure', () => {
  const measured = async (file: string, page: Partial<ExpectedPage>, known = platforms) => {
    const expectations = new Map([['feed', new Map([[file, { ...PAGE, postings: [], ...page }]])]])
    return (await measure({ folder, expectations, platforms: known, seed: 1 })).get('feed')
  }
  const postings = [
    { id: '1', title: 'Cook', employer: 'Acme', url: 'https://a.example/1', posted: '2026-03-05T06:00:00Z' },
  ]

  test('reads a page for its board and compares all that was read', async () => {
    const score = await measured('feed.rss', { employerGiven: 'Acme', postings })
    expect(score).toMatchObject({ expected: 1, found: 1, offences: [], fields: { posted: { right: 1, of: 1 } } })
  })

  test('names the file of an offence', async () => {
    const score = await measured('feed.rss', { postings })
    expect(score?.offences).toEqual(['feed.rss: 1: employer is null, not "Acme"'])
  })

  test('a page that is not the format misses all and says so', async () => {
    const score = await measured('captcha.html', { postings })
    expect(score).toMatchObject({ found: 0, missed: 1, signals: { 'not-the-format': 1 } })
  })

  test('a reader that fails misses all and does not end the measure', async () => {
    const feed = {
      ...(platforms.get('feed') as Platform),
      read: () => {
        throw new TypeError('no title')
      },
    }
    const score = await measured('feed.rss', { postings }, new Map([['feed', feed]]))
    expect(score).toMatchObject({ missed: 1, signals: { 'reader-failed': 1 } })
    expect(score?.offences).toContain('feed.rss: no title')
  })

  test('a capture that is not there is told', async () => {
    await expect(measured('gone.rss', {})).rejects.toMatchObject({ code: 'captures-missing' })
  })

  test('a platform without a reader is left out', async () => {
    expect(await measured('feed.rss', { postings }, new Map())).toBeUndefined()
  })
})

describe('captures', () => {
  const runWith = async (known: Platforms, ...argv: string[]) => {
    const out: string[] = []
    const err: string[] = []
    const code = await main(argv, {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      platforms: async () => known,
      now: () => 0,
    })
    return { code, out, err: err.join('\n') }
  }
  const run = (...argv: string[]) => runWith(platforms, ...argv)

  test('ends with one line of JSON, and with 1 when postings are missed', async () => {
    const { code, out, err } = await run(folder, '--platform', 'greenhouse', '--seed', '7')
    expect(out.map((line) => JSON.parse(line) as object)).toEqual([
      {
        seed: 7,
        platforms: { greenhouse: expect.objectContaining({ files: 3, expected: 6, found: 0, missed: 6 }) as object },
        ...{ files: 3, expected: 6, found: 0, missed: 6, surplus: 0, signals: {}, seconds: 0 },
        accuracy: { id: 0, title: 0, employer: 0, url: 0, posted: 0 },
      },
    ])
    expect(err).toContain('FAILED: greenhouse: 6 of 6 postings missed')
    expect(code).toBe(1)
  })

  test('a platform without a reader is told as unread, and fails only when asked for', async () => {
    const all = await runWith(new Map(), folder)
    expect(JSON.parse(all.out[0] ?? '')).toMatchObject({ platforms: { feed: { unread: true, files: 1 } }, files: 0 })
    expect(all.err).toContain('feed: UNREAD')
    expect(all.code).toBe(0)
    const asked = await runWith(new Map(), folder, '--platform', 'feed')
    expect(asked.err).toContain('FAILED: feed: asked for, and it has no reader')
    expect(asked.code).toBe(1)
  })

  test('prints its help', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, out: [expect.stringContaining('usage: npm run -s captures')] })
  })

  test.each([
    [[], 'give one FOLDER'],
    [['/no/such/folder'], 'there are no captures in /no/such/folder; give the folder that holds their MANIFEST.tsv'],
    [['.', '--platform', 'grenhouse'], 'no capture is expected of "grenhouse"; there are ashby'],
    [['.', '--seed', 'x'], '--seed: "x" is not a whole number'],
    [['.', '--platfrom', 'feed'], '--platfrom'],
  ])('%j ends with 2 and a message', async (argv, message) => {
    const { code, out, err } = await run(...argv)
    expect([code, out]).toEqual([2, []])
    expect(err).toContain(message)
  })
})

describe('expectations', () => {
  test('hold the gold values of more than 120 postings', async () => {
    const pages = [...(await loadExpectations()).values()].flatMap((some) => [...some.values()])
    const gold = pages.flatMap((page) => page.postings).filter(({ title }) => typeof title === 'string')
    expect(gold.length).toBeGreaterThan(120)
  })
})
