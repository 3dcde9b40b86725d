import { describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import { main } from '../../../src/cli/read.js'

const FIXTURES = join(import.meta.dirname, '../../fixtures/platforms')
const page = (path: string): string => join(FIXTURES, path)

const run = async (argv: readonly string[], stdin = '') => {
  const out: string[] = []
  const err: string[] = []
  const code = await main(argv, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    stdin: async () => stdin,
    now: () => Date.UTC(2026, 10, 24),
  })
  return { code, err: err.join('\n'), lines: out.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

describe('read', () => {
  test('prints a line a posting with its fields and what normalize makes of them', async () => {
    const { code, lines } = await run(['--platform', 'trudvsem', page('trudvsem/fourteen-postings/page.json')])
    expect(code).toBe(0)
    expect(lines).toHaveLength(15)
    expect(lines[0]).toMatchObject({
      key: 'trudvsem:0f1e2d3c-0000-11f1-0000-0123456789ab',
      fields: { title: 'Каменщик' },
      normalized: { title: { raw: 'Каменщик' }, employer: { raw: 'ООО "Кирпичный двор"' }, language: 'ru' },
      signals: [],
    })
    expect(lines[14]).toMatchObject({ signals: [], postings: 14 })
  })

  test('tells signals of no posting in the last line', async () => {
    const { lines } = await run(['--platform', 'greenhouse', page('greenhouse/malformed-entries/page.json')])
    expect(lines.at(-1)?.['signals']).toContainEqual(expect.objectContaining({ code: 'unknown-field', field: 'shift' }))
  })

  test('takes an .html of sitemap-jsonld for a detail, its id and links from --url', async () => {
    const url = 'https://a.example/vakansii/7'
    const file = page('sitemap-jsonld/detail/page.html')
    const { lines } = await run(['--platform', 'sitemap-jsonld', '--url', url, file])
    expect(lines[0]).toMatchObject({ key: 'sitemap-jsonld:/vakansii/7', fields: { url } })
  })

  test('lists what a sitemap names', async () => {
    const { lines } = await run(['--platform', 'sitemap-jsonld', page('sitemap-jsonld/urlset/page.xml')])
    expect(lines[0]).toMatchObject({ key: 'sitemap-jsonld:/vakansii/повар-Анапа?from=map&id=7', mark: '2026-11-01' })
  })

  test('reads standard input, and gives the employer', async () => {
    const rss =
      '<rss><channel><item><guid>1</guid><link>https://a.example/1</link><title>One</title></item></channel></rss>'
    const { lines } = await run(['--platform', 'feed', '--employer', 'Acme', '-'], rss)
    expect(lines[0]).toMatchObject({ key: 'feed:1', fields: { employer: 'Acme' } })
  })

  test('a posting that cannot be normalized says why', async () => {
    const rss =
      '<rss><channel><item><guid>1</guid><link>https://a.example/1</link><title>***</title></item></channel></rss>'
    const { code, lines } = await run(['--platform', 'feed', '-'], rss)
    expect([code, lines[0]]).toMatchObject([0, { normalized: null, signals: [{ code: 'no-title' }] }])
  })

  test('a page that is not the format ends with 1', async () => {
    const { code, err, lines } = await run(['--platform', 'feed', page('feed/captcha/page.html')])
    expect([code, lines]).toEqual([1, []])
    expect(err).toContain('not an RSS or Atom feed')
  })

  test.each([
    [['--platform', 'grenhouse', '-'], 'there is no "grenhouse"; there are ashby, '],
    [['-'], '--platform is missing'],
    [['--platform', 'feed'], 'give one FILE'],
    [['--platform', 'feed', 'no-such-page.xml'], 'no-such-page.xml'],
    [['--platform', 'feed', '--kind', 'page', '-'], '--kind: there is no "page"; there are list, detail'],
    [['--platform', 'feed', '--url', 'nowhere', '-'], '--url'],
    [['--platfrom', 'feed', '-'], '--platfrom'],
  ])('%j ends with 2 and a message', async (argv, message) => {
    const { code, err } = await run(argv)
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})
