import { createServer as createSecure } from 'node:https'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { IncomingHttpHeaders } from 'node:http'
import { mayReach } from '../../../crawlers/fetch/guard.js'
import { leanFetch } from '../../../crawlers/fetch/lean.js'
import type { LeanFetch } from '../../../crawlers/fetch/lean.js'
import { retryAfterMs } from '../../../crawlers/politeness/retry-after.js'
import { boardSite } from '../../support/board-site.js'
import type { BoardSite } from '../../support/board-site.js'
import { selfSigned } from '../../support/self-signed.js'

const AGENT = 'QHJobBot/1.0 (mailto:op@example.org)'

describe('the lean client', () => {
  let site: BoardSite
  let lean: LeanFetch
  beforeEach(async () => {
    site = await boardSite()
    lean = leanFetch({ userAgent: AGENT, reach: { public: false, loopback: true } })
  })
  afterEach(async () => {
    await lean.close()
    await site.close()
  })

  test('sends only our headers, and says who we are', async () => {
    let headers: IncomingHttpHeaders = {}
    site.pages.set('/', (request) => {
      headers = request.headers
      return { body: 'x' }
    })
    await lean.fetch({ url: `${site.origin}/`, headers: { accept: 'text/html' } })
    expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
    expect(headers['user-agent']).toBe(AGENT)
  })

  test('reads other charsets and compressed answers', async () => {
    const win = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2])
    site.pages.set('/win', {
      headers: { 'content-type': 'text/html; charset=windows-1251' },
      body: win as unknown as string,
    })
    site.pages.set('/gzip', { headers: { 'content-encoding': 'gzip' }, body: gzipSync('Привет') as unknown as string })
    site.pages.set('/sitemap.xml.gz', {
      headers: { 'content-type': 'application/gzip' },
      body: gzipSync('<urlset/>') as unknown as string,
    })
    expect((await lean.fetch({ url: `${site.origin}/win` })).body).toBe('Привет')
    expect((await lean.fetch({ url: `${site.origin}/gzip` })).body).toBe('Привет')
    expect((await lean.fetch({ url: `${site.origin}/sitemap.xml.gz` })).body).toBe('<urlset/>')
  })

  test('a decompression bomb is refused', async () => {
    site.pages.set('/bomb', {
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(30 * 1_048_576)) as unknown as string,
    })
    await expect(lean.fetch({ url: `${site.origin}/bomb` })).rejects.toMatchObject({
      consequence: 'source-changed',
      code: 'answer-too-large',
    })
  })

  test('follows five redirects, not six', async () => {
    for (let n = 0; n < 7; n++) site.pages.set(`/r${n}`, { status: 302, headers: { location: `/r${n + 1}` } })
    site.pages.set('/r7', { body: 'there' })
    expect((await lean.fetch({ url: `${site.origin}/r2` })).body).toBe('there')
    await expect(lean.fetch({ url: `${site.origin}/r1` })).rejects.toMatchObject({ code: 'too-many-redirects' })
  })

  test.each([
    'http://10.0.0.1/',
    'http://[::ffff:10.0.0.1]/',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'http://user:secret@example.org/',
  ])('refuses %s, in a redirect too', async (url) => {
    await expect(lean.fetch({ url })).rejects.toMatchObject({ code: 'address-forbidden' })
    site.pages.set('/away', { status: 302, headers: { location: url } })
    await expect(lean.fetch({ url: `${site.origin}/away` })).rejects.toMatchObject({ code: 'address-forbidden' })
  })

  test('without the setting the loopback address is refused, by name too', async () => {
    const strict = leanFetch({ userAgent: AGENT, reach: { public: true, loopback: false } })
    await expect(strict.fetch({ url: `${site.origin}/` })).rejects.toMatchObject({ code: 'address-forbidden' })
    await expect(strict.fetch({ url: site.origin.replace('127.0.0.1', 'localhost') })).rejects.toMatchObject({
      code: 'address-forbidden',
    })
    await strict.close()
    expect(site.asked).toEqual([])
  })

  test('a certificate that nobody vouches for is refused', async () => {
    const server = createSecure(await selfSigned(), (_, response) => response.end('x'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    await expect(lean.fetch({ url: `https://127.0.0.1:${port}/` })).rejects.toMatchObject({
      consequence: 'retryable',
      cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    })
    server.close()
  })
})

describe('addresses', () => {
  test.each([
    ['8.8.8.8', true],
    ['2a00:1450:4010:c0e::8b', true],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.16.0.1', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['::1', false],
    ['fe80::1', false],
    ['fc00::1', false],
    ['::ffff:10.0.0.1', false],
    ['64:ff9b::a00:1', false],
    ['2002:0a00:0001::', false],
    ['::ffff:8.8.8.8', true],
  ])('%s may be reached: %s', (address, expected) => {
    expect(mayReach(address, { public: true, loopback: false })).toBe(expected)
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-11-24T08:00:00Z')
  test.each([
    ['120', 120_000],
    ['0', 0],
    ['Tue, 24 Nov 2026 08:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 07:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    [undefined, undefined],
  ])('%s', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected)
  })
})
