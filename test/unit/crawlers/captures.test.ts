import { describe, expect, test } from '@jest/globals'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { decodeHTML } from 'entities'
import type { Reading } from '../../../crawlers/board.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'
import { Board } from '../../../src/domain/board.js'
import { CAPTURES, hasCaptures } from '../../support/captures.js'

const platforms = await loadPlatforms()

const load = (path: string): string => readFileSync(join(CAPTURES, path), 'utf8')

const read = (platform: string, url: string, body: string, kind = 'list'): Reading => {
  const board = Board.parse({ id: 'capture', platform, name: 'Capture', url })
  const reader = platforms.get(platform)
  if (reader === undefined) throw new Error(`no platform ${platform}`)
  return reader.read({ request: { url, kind }, url, status: 200, contentType: '', body, fetchedAt: 0 }, board)
}

const told = ({ postings }: Reading) =>
  postings.map(({ fields: { title, employer, url, datePosted } }) => ({ title, employer, url, datePosted }))

interface RawJob {
  readonly title: string
  readonly company_name: string
  readonly absolute_url: string
  readonly first_published: string
}

interface RawNode {
  readonly title: string
  readonly url?: string
  readonly datePosted: string
  readonly hiringOrganization: { readonly name: string }
}

const nodeOf = (html: string): RawNode =>
  [...html.matchAll(/<script[^>]*ld\+json[^>]*>([\s\S]*?)<\/script>/g)]
    .map(([, json]) => JSON.parse(json ?? '') as RawNode | RawNode[])
    .flat()
    .find((node) => 'hiringOrganization' in node) as RawNode

const text = (value: string): string => decodeHTML(value).replaceAll(/\s+/g, ' ').trim()

const suites = (): void => {
  test.each(readdirSync(join(CAPTURES, 'greenhouse')))('greenhouse/%s', (file) => {
    const body = load(`greenhouse/${file}`)
    const { jobs } = JSON.parse(body) as { jobs: RawJob[] }
    const reading = read('greenhouse', 'https://boards-api.greenhouse.io/v1/boards/x/jobs', body)
    expect(told(reading)).toEqual(
      jobs.map((one) => ({
        title: text(one.title),
        employer: one.company_name,
        url: one.absolute_url,
        datePosted: one.first_published,
      })),
    )
    expect(reading.signals).toEqual([])
  })

  const pages = ['html_jsonld', 'html_jsonld_fi'].flatMap((folder) =>
    readdirSync(join(CAPTURES, folder)).map((file) => `${folder}/${file}`),
  )
  test('all 17 pages are here', () => expect(pages).toHaveLength(17))
  test.each(pages)('%s', (path) => {
    const url = new URL(`/jobs/${path}`, 'https://capture.example').href
    const node = nodeOf(load(path))
    const reading = read('sitemap-jsonld', url, load(path), 'detail')
    const [one] = told(reading)
    expect(reading.postings).toHaveLength(1)
    expect(one).toMatchObject({
      title: text(node.title),
      employer: text(node.hiringOrganization.name),
      datePosted: node.datePosted,
    })
    if (node.url !== undefined) expect(one?.url).toBe(node.url)
    expect(reading.postings[0]?.fields.places.length).toBeGreaterThan(0)
  })

  test.each([
    ['findjobsinfinland', 10_999],
    ['no-commute-jobs', 3286],
  ])('sitemaps of %s', (site, count) => {
    const xml = load(`sitemaps/${site}_sitemap-jobs.xml`)
    const locs = [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, loc]) => decodeHTML(loc ?? '').trim())
    const { listed, signals } = read('sitemap-jsonld', `https://${site}.example/jobs.xml`, xml, 'sitemap')
    const adverts = locs.filter((loc) => new URL(loc).pathname !== '/')
    expect(locs).toHaveLength(count)
    expect(listed.map(({ sourceId }) => sourceId)).toEqual(adverts.map((loc) => loc.replace(/^https:\/\/[^/]+/, '')))
    expect(listed.map(({ detail }) => detail.url)).toEqual(adverts.map((loc) => new URL(loc).href))
    expect(signals).toEqual([])
    const index = read(
      'sitemap-jsonld',
      `https://${site}.example/s.xml`,
      load(`sitemaps/${site}_sitemap.xml`),
      'sitemap',
    )
    expect(index.next.map(({ url }) => url)).toEqual([expect.stringMatching(/sitemap-jobs\.xml$/)])
    const robots = read('sitemap-jsonld', 'https://x.example/robots.txt', load(`sitemaps/${site}_robots.txt`), 'robots')
    expect(robots.next).toHaveLength(1)
  })

  test('wwr, whose XML is broken', () => {
    const xml = load('wwr/devops_malformed.rss')
    const one = (name: string): string[] =>
      [...xml.slice(xml.indexOf('<item>')).matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(
        ([, t]) => t ?? '',
      )
    const reading = read('feed', 'https://weworkremotely.com/categories/remote-devops-sysadmin-jobs.rss', xml)
    const titles = one('title').map((title) => title.split(': '))
    expect(told(reading)).toEqual(
      titles.map(([employer, title], index) => ({
        ...{ title, employer },
        ...{ url: one('link')[index], datePosted: one('pubDate')[index] },
      })),
    )
    expect(reading.postings).toHaveLength(3)
  })
}

// eslint keeps out `skip`; a suite without its input is one test that says so.
if (hasCaptures('captures')) describe('every posting of every capture', suites)
else test('captures are not here: nothing was checked', () => expect(hasCaptures('captures')).toBe(false))
