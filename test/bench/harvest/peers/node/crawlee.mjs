import { CheerioCrawler, Dataset, HttpCrawler, Sitemap } from 'crawlee'
import { plainAdvert } from './plain.mjs'
import { beginHarvest } from './report.mjs'

// `crawlee.mjs SITEMAP own|plain FOLDER`, run in FOLDER: harvests a board with Crawlee in its defaults; the report is the last line.
const [sitemap, extraction] = process.argv.slice(2)

const own = () =>
  new CheerioCrawler({
    async requestHandler({ $, pushData }) {
      await pushData(JSON.parse($('script[type="application/ld+json"]').text()))
    },
  })

const plain = () =>
  new HttpCrawler({
    async requestHandler({ body, pushData }) {
      await pushData(plainAdvert(body.toString()))
    },
  })

const endHarvest = beginHarvest()
const crawler = extraction === 'plain' ? plain() : own()
const { urls } = await Sitemap.load(sitemap)
await crawler.run(urls)
const { itemCount } = await (await Dataset.open()).getInfo()
endHarvest(itemCount)
