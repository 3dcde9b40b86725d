import type { World } from '../generate/world.js'
import { atom, pagePath, rss } from './feed.js'
import { greenhouse } from './greenhouse.js'
import { page } from './page.js'
import { answer, gone, isListed, missing } from './sight.js'
import type { Answer, Sight } from './sight.js'
import { site } from './site.js'
import { trudvsem } from './trudvsem.js'

/** What our crawler may not ask for anywhere. */
export const CLOSED_PATH = '/account/'

const robots = ({ plan, origin }: Sight): Answer => {
  const rules = plan.forbidden ? 'Disallow: /' : `Disallow: ${CLOSED_PATH}`
  const sitemap = plan.form === 'site' ? `\nSitemap: ${origin}/sitemap.xml` : ''
  return answer('text/plain; charset=utf-8', `User-agent: *\n${rules}\n${sitemap}\n`)
}

/** Whether robots.txt of the board allows a path to everybody. */
export const isAllowed = ({ plan }: Sight, path: string): boolean =>
  path === '/robots.txt' || (plan.forbidden === undefined && !path.startsWith(CLOSED_PATH))

const detail = (path: string, sight: Sight, world: World): Answer => {
  const { plan, round } = sight
  const posting = world.on(plan.id).find((one) => (plan.form === 'site' ? one.sourceId : pagePath(one)) === path)
  if (posting === undefined || posting.from > round) return missing
  if (posting.goneFrom !== undefined && posting.goneFrom <= round) return gone
  return plan.form === 'site' && !isListed(posting, round) ? missing : page(posting, sight)
}

const list = (path: string, sight: Sight): Answer | undefined => {
  switch (sight.plan.form) {
    case 'greenhouse':
      return greenhouse(path, sight)
    case 'trudvsem':
      return trudvsem(path, sight)
    case 'rss':
      return path === '/feed.xml' ? rss(sight) : undefined
    case 'atom':
      return path === '/feed.xml' ? atom(sight) : undefined
    case 'site':
      return site(path, sight)
  }
}

/** What a board answers to a path (with its query) in a round. */
export const answerOf = (path: string, sight: Sight, world: World): Answer => {
  if (sight.fault === 'outage') return answer('text/plain; charset=utf-8', 'back soon', 503)
  if (path === '/robots.txt') return robots(sight)
  return list(path, sight) ?? detail(path, sight, world)
}
