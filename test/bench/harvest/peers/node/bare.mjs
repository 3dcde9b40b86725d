import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { load } from 'cheerio'
import { Pool } from 'undici'
import { plainAdvert } from './plain.mjs'
import { beginHarvest } from './report.mjs'

// `bare.mjs SITEMAP own|plain FOLDER`: downloads and parses, and does nothing else; the report is the last line.
const [sitemap, extraction, folder] = process.argv.slice(2)
const CONNECTIONS = 16

const endHarvest = beginHarvest()
const { origin } = new URL(sitemap)
const pool = new Pool(origin, { connections: CONNECTIONS })
const textOf = async (url) => {
  const { body } = await pool.request({ method: 'GET', path: url.slice(origin.length) })
  return body.text()
}
const advertOf =
  extraction === 'plain' ? plainAdvert : (html) => JSON.parse(load(html)('script[type="application/ld+json"]').text())

const urls = [...(await textOf(sitemap)).matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url)
const feed = createWriteStream(join(folder, 'adverts.jsonl'))
const waiting = urls.values()
let postings = 0
const worker = async () => {
  for (const url of waiting) {
    feed.write(`${JSON.stringify(advertOf(await textOf(url)))}\n`)
    postings++
  }
}
await Promise.all(Array.from({ length: CONNECTIONS }, worker))
await new Promise((resolve) => feed.end(resolve))
await pool.close()
endHarvest(postings)
