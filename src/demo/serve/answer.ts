import type { World } from '../generate/world.js'
import { ashby } from './ashby.js'
import { atom, rss } from './feed.js'
import { greenhouse } from './greenhouse.js'
import { lever } from './lever.js'
import { page } from './page.js'
import { recruitee } from './recruitee.js'
import { remoteok } from './remoteok.js'
import { WELCOME, answer, gone, isListed, ledAway, missing, pagePath } from './sight.js'
import type { Answer, Sight } from './sight.js'
import { site } from './site.js'
import { smartrecruiters } from './smartrecruiters.js'
import { trudvsem } from './trudvsem.js'
import { workday } from './workday.js'

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

/** Marketing. */
const welcome = ({ plan }: Sight): Answer =>
  answer('text/html; charset=utf-8', `<!doctype html><title>${plan.name}</title><h1>Find the work you love</h1>`)

const detail = (path: string, sight: Sight, world: World): Answer => {
  const { plan, round } = sight
  const posting = world.on(plan.id).find((one) => (plan.form === 'site' ? one.sourceId : pagePath(one)) === path)
  if (posting === undefined || posting.from > round) return missing
  if (posting.goneFrom !== undefined && posting.goneFrom <= round) return gone
  if (posting.ledAwayFrom !== undefined && posting.ledAwayFrom <= round) return ledAway(sight)
  return plan.form === 'site' && !isListed(posting, round) ? missing : page(posting, sight)
}

const list = (path: string, sight: Sight, body: string): Answer | undefined => {
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
    case 'lever':
      return lever(path, sight)
    case 'ashby':
      return ashby(path, sight)
    case 'workday':
      return workday(path, sight, body)
    case 'smartrecruiters':
      return smartrecruiters(path, sight)
    case 'recruitee':
      return recruitee(path, sight)
    case 'remoteok':
      return remoteok(path, sight)
  }
}

/** What a board answers in a round to a path (with its query) and a body that was posted, if any. */
export const answerOf = (path: string, sight: Sight, world: World, body = ''): Answer => {
  if (sight.fault === 'outage') return answer('text/plain; charset=utf-8', 'back soon', 503)
  if (path === '/robots.txt') return robots(sight)
  if (path === WELCOME) return welcome(sight)
  return list(path, sight, body) ?? detail(path, sight, world)
}
