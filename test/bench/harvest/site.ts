import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { advertPage, robotsTxt, sitemapXml } from './pages.js'

/**
 * `site.ts SEED PAGES`: the board, a process of its own whose CPU is nobody's. Tells its parent its origin when every page is made.
 * `/sitemap.xml` names the adverts, `/runs/sitemap.xml` a few that change each time it is asked for.
 */
const [seed = 1, pages = 0] = process.argv.slice(2).map(Number)
const CHANGING = 5

interface Answer {
  readonly type: string
  readonly body: Buffer
}

const answer = (type: string, text: string): Answer => ({ type: `${type}; charset=utf-8`, body: Buffer.from(text) })

const standing = (origin: string): ReadonlyMap<string, Answer> => {
  const paths = Array.from({ length: pages }, (_, n) => `/vacancy/${100_000 + n}`)
  const sitemap = sitemapXml(
    paths.map((path) => origin + path),
    '2026-11-20',
  )
  return new Map([
    ['/robots.txt', answer('text/plain', robotsTxt(origin))],
    ['/sitemap.xml', answer('application/xml', sitemap)],
    ...paths.map((path, n): [string, Answer] => [path, answer('text/html', advertPage(seed, n, origin + path))]),
  ])
}

/** Adverts with another text at each run: every run reads, publishes and remembers all of them. */
const changing = (origin: string) => {
  let run = 0
  return (path: string): Answer | undefined => {
    if (path === '/runs/sitemap.xml') {
      run++
      const urls = Array.from({ length: CHANGING }, (_, n) => `${origin}/runs/vacancy/${n}`)
      return answer('application/xml', sitemapXml(urls, `run-${run}`))
    }
    const [, n] = /^\/runs\/vacancy\/(\d+)$/.exec(path) ?? []
    return n === undefined
      ? undefined
      : answer('text/html', advertPage(seed + run * CHANGING + Number(n), 0, origin + path))
  }
}

const send = (response: ServerResponse, found: Answer | undefined): void => {
  const { type, body } = found ?? answer('text/plain', 'no such page')
  response.writeHead(found ? 200 : 404, { 'content-type': type, 'content-length': body.length }).end(body)
}

const server = createServer({ keepAliveTimeout: 60_000 })
server.listen(0, '127.0.0.1', () => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const known = standing(origin)
  const others = changing(origin)
  server.on('request', ({ url = '/' }, response) => send(response, known.get(url) ?? others(url)))
  process.send?.(origin)
})
process.on('disconnect', () => process.exit())
