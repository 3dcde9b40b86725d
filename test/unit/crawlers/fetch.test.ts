import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createSecureServer as createHttp2 } from 'node:http2'
import type { AddressInfo, Server } from 'node:net'
import { createServer as createSecure } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { IncomingHttpHeaders } from 'node:http'
import { JobdataError } from '../../../src/domain/errors.js'
import { mayReach } from '../../../crawlers/fetch/guard.js'
import type { FetchClient, FetchClientOptions } from '../../../crawlers/fetch/fetch.js'
import { gotFetch } from '../../../crawlers/fetch/got.js'
import { leanFetch } from '../../../crawlers/fetch/lean.js'
import { retryAfterMs } from '../../../crawlers/politeness/retry-after.js'
import { boardSite } from '../../support/board-site.js'
import type { BoardSite } from '../../support/board-site.js'
import { selfSigned } from '../../support/self-signed.js'

const AGENT = 'QHJobBot/1.0 (mailto:op@example.org)'

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const clients: [string, (options: FetchClientOptions) => FetchClient][] = [
  ['lean', leanFetch],
  ['got-scraping', gotFetch],
]

describe.each(clients)('the client %s', (_, open) => {
  let site: BoardSite
  let client: FetchClient
  beforeEach(async () => {
    site = await boardSite()
    client = open({ userAgent: AGENT, reach: { public: false, loopback: true } })
  })
  afterEach(async () => {
    await client.close()
    await site.close()
  })

  test('sends only our headers, and says who we are', async () => {
    let headers: IncomingHttpHeaders = {}
    site.pages.set('/', (request) => {
      headers = request.headers
      return { body: 'x' }
    })
    await client.fetch({ url: `${site.origin}/`, headers: { accept: 'text/html' } })
    const beyond = new Set(Object.keys(headers))
    for (const ours of ['accept', 'accept-encoding', 'connection', 'host', 'user-agent']) beyond.delete(ours)
    // got says that a GET has no body.
    if (headers['content-length'] === '0') beyond.delete('content-length')
    expect([...beyond]).toEqual([])
    expect(headers['user-agent']).toBe(AGENT)
    expect(headers.accept).toBe('text/html')
  })

  test('sends a body by POST', async () => {
    let method: string | undefined
    site.pages.set('/search', (request) => {
      method = request.method
      return { body: '{}' }
    })
    const headers = { 'content-type': 'application/json' }
    await client.fetch({ url: `${site.origin}/search`, method: 'POST', headers, body: '{"limit":20}' })
    expect(method).toBe('POST')
  })

  test('asks in the moment in which a request leaves, and sends nothing when that is refused', async () => {
    const url = `${site.origin}/`
    const lost = new JobdataError('too late', { consequence: 'conflict', code: 'lease-lost' })
    const refuse = (): never => {
      throw lost
    }
    const onNewConnection = client.fetch({ url, beforeSending: refuse })
    await expect(onNewConnection).rejects.toBe(lost)
    let left = 0
    await client.fetch({ url, beforeSending: () => (left += 1) })
    const onKeptConnection = client.fetch({ url, beforeSending: refuse })
    await expect(onKeptConnection).rejects.toBe(lost)
    expect(left).toBe(1)
    expect(site.asked).toEqual(['/'])
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
    expect((await client.fetch({ url: `${site.origin}/win` })).body).toBe('Привет')
    expect((await client.fetch({ url: `${site.origin}/gzip` })).body).toBe('Привет')
    expect((await client.fetch({ url: `${site.origin}/sitemap.xml.gz` })).body).toBe('<urlset/>')
  })

  test('a decompression bomb is refused', async () => {
    site.pages.set('/bomb', {
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(30 * 1_048_576)) as unknown as string,
    })
    await expect(client.fetch({ url: `${site.origin}/bomb` })).rejects.toMatchObject({
      consequence: 'source-changed',
      code: 'answer-too-large',
    })
  })

  test('hands a long text over piece by piece, unpacked, and waits for each to be taken', async () => {
    const text = 'вакансия '.repeat(400_000)
    site.pages.set('/feed.xml.gz', { body: gzipSync(text) as unknown as string })
    let [taken, pieces, atOnce, most] = ['', 0, 0, 0]
    const answer = await client.fetch({
      url: `${site.origin}/feed.xml.gz`,
      async onText(piece) {
        most = Math.max(most, ++atOnce)
        await new Promise((resolve) => setImmediate(resolve))
        atOnce--
        taken += piece
        pieces++
      },
    })
    expect(taken === text).toBe(true)
    expect(answer.body).toBe('')
    expect(pieces).toBeGreaterThan(10)
    expect(most).toBe(1)
  })

  test('follows no redirect: who follows it asks robots.txt first', async () => {
    site.pages.set('/old', { status: 302, headers: { location: '/new' } })
    expect(await client.fetch({ url: `${site.origin}/old` })).toMatchObject({
      status: 302,
      headers: { location: '/new' },
    })
    expect(site.asked).toEqual(['/old'])
  })

  test.each([
    'http://10.0.0.1/',
    'http://[::ffff:10.0.0.1]/',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'http://user:secret@example.org/',
  ])('refuses %s', async (url) => {
    await expect(client.fetch({ url })).rejects.toMatchObject({ code: 'address-forbidden' })
  })

  test('without the setting the loopback address is refused, by name and over TLS too', async () => {
    const strict = open({ userAgent: AGENT, reach: { public: true, loopback: false } })
    const byName = site.origin.replace('127.0.0.1', 'localhost')
    for (const url of [site.origin, byName, byName.replace('http:', 'https:')])
      await expect(strict.fetch({ url: `${url}/` })).rejects.toMatchObject({ code: 'address-forbidden' })
    await strict.close()
    expect(site.asked).toEqual([])
  })

  test('a certificate that nobody vouches for is refused', async () => {
    let asked = 0
    const server = createSecure(await selfSigned(), (__, response) => void (asked++, response.end('x')))
    const port = await listening(server)
    await expect(client.fetch({ url: `https://127.0.0.1:${port}/` })).rejects.toMatchObject({
      consequence: 'retryable',
      cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    })
    expect(asked).toBe(0)
    server.close()
  })

  test('an answer that trickles without end is cut off', async () => {
    const trickle = createServer((__, response) => {
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const port = await listening(trickle)
    const hurried = open({ userAgent: AGENT, reach: { public: false, loopback: true }, totalMs: 300 })
    await expect(hurried.fetch({ url: `http://127.0.0.1:${port}/` })).rejects.toMatchObject({
      consequence: 'retryable',
    })
    await hurried.close()
    trickle.closeAllConnections()
    trickle.close()
  })
})

test('got-scraping asks over HTTP/2: only our headers go out there too, and nothing that is refused when it leaves', async () => {
  const identity = await selfSigned()
  let headers: IncomingHttpHeaders = {}
  let version = ''
  let asked = 0
  const server = createHttp2(identity, (request, response) => {
    headers = request.headers
    version = request.httpVersion
    asked++
    response.end('x')
  })
  const port = await listening(server)
  const url = `https://localhost:${port}/`
  const program = `
    import { gotFetch } from './crawlers/fetch/got.ts'
    import { JobdataError } from './src/domain/errors.ts'
    const client = gotFetch({ userAgent: '${AGENT}', reach: { public: false, loopback: true } })
    const refused = () => client.fetch({ url: '${url}', beforeSending: () => { throw new JobdataError('late', {}) } })
    console.log(await refused().catch(({ message }) => message))
    console.log((await client.fetch({ url: '${url}', headers: { accept: 'text/html' } })).body)
    console.log(await refused().catch(({ message }) => message))
  `
  // Whose certificates are believed is settled when a process starts.
  const folder = await mkdtemp(join(tmpdir(), 'ca-'))
  await writeFile(join(folder, 'ca.pem'), identity.cert)
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    env: { ...process.env, NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
  })
  expect((await run).stdout.trim().split('\n')).toEqual(['late', 'x', 'late'])
  expect(asked).toBe(1)
  expect(version).toBe('2.0')
  const ours = Object.keys(headers).filter((name) => !name.startsWith(':'))
  expect(ours.sort()).toEqual(['accept', 'accept-encoding', 'user-agent'])
  await rm(folder, { recursive: true })
  server.close()
}, 30_000)

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
