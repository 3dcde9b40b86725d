import { loadPlatforms } from '../../../crawlers/platforms.js'
import sitemapJsonLd from '../../../crawlers/platforms/sitemap-jsonld.js'
import type { Page, Platform, Reading } from '../../../crawlers/board.js'
import { readingOf } from '../../../crawlers/read/posting.js'
import { openHarvester } from './harvester.js'
import { beginHarvest } from './peers/node/report.mjs'

/** `ours.js SITEMAP own|plain FOLDER`: one harvest of the board through the whole path; the report is the last line. */
const [sitemap = '', extraction = 'own', folder = ''] = process.argv.slice(2)
const OPENING = '<script type="application/ld+json">'

/** The extraction that all contestants share: a plain search and the language's own JSON parser. */
const readPlainly = ({ body, url, request }: Page): Reading => {
  const from = body.indexOf(OPENING) + OPENING.length
  const source = JSON.parse(body.slice(from, body.indexOf('</script>', from))) as { title: string }
  return readingOf([
    { posting: { sourceId: request.detailOf ?? url, source, fields: { title: source.title, url, places: [] } } },
  ])
}

const plainReader: Platform = {
  ...sitemapJsonLd,
  read: (page, board) => (page.request.kind === 'detail' ? readPlainly(page) : sitemapJsonLd.read(page, board)),
}

const platforms = await loadPlatforms()
const chosen = extraction === 'plain' ? new Map([...platforms, [plainReader.id, plainReader]]) : platforms
const endHarvest = beginHarvest()
const harvester = await openHarvester(folder, sitemap, chosen)
const { complete, why, counts } = await harvester.run()
await harvester.close()
if (!complete) console.error(`ours: the run is incomplete (${why ?? 'no reason'})`)
endHarvest(counts.found)
