import { Board } from '../src/domain/board.js'
import { IMPORT_BOARD } from '../src/domain/ids.js'
import type { NamedPosting, Platform } from './board.js'
import { domainOf } from './due.js'
import type { Platforms } from './platforms.js'

/** A site that is no board of ours is asked for no more than this a day. */
const DAILY_REQUESTS = 500

/** How a link is asked for and read. */
export interface ImportTarget {
  readonly url: URL
  /** The board of ours that it stands on. */
  readonly known: Board | undefined
  /** That board, or one that stands in for it: its pace, budget and terms hold. */
  readonly board: Board
  /** Politeness domain. */
  readonly domain: string
  /** The reader that knows its site, and what it asks for. */
  readonly reading?: { readonly platform: Platform; readonly named: NamedPosting }
}

const standIn = (url: string, platform: string): Board =>
  Board.parse({
    id: IMPORT_BOARD,
    platform,
    name: new URL(url).hostname.slice(0, 200),
    url,
    terms: { dailyRequests: DAILY_REQUESTS },
  })

const bareHost = (url: string): string => new URL(url).host.replace(/^www\./, '')

/** A platform's tenants may share a host: a board is known by where its list begins. */
const startOf = (platform: Platform, board: Board): string | undefined => platform.start(board)[0]?.url

const byPlatform = (url: URL, boards: readonly Board[], platforms: Platforms): ImportTarget | undefined => {
  for (const platform of platforms.values()) {
    const named = platform.named?.(url)
    if (!named) continue
    const own = standIn(named.board, platform.id)
    const known = boards.find(
      (one) => one.platform === platform.id && startOf(platform, one) === startOf(platform, own),
    )
    const board = known ?? own
    return { url, known, board, domain: domainOf(board, platform), reading: { platform, named } }
  }
  return undefined
}

const isBelow = (host: string, domain: string | undefined): domain is string =>
  domain !== undefined && (host === domain || host.endsWith(`.${domain}`))

/** Any other page: of a board of ours when it stands on its host. */
const byHost = (url: URL, boards: readonly Board[], platforms: Platforms): ImportTarget => {
  const known = boards.find(({ url: list, home = list }) => [list, home].map(bareHost).includes(bareHost(url.href)))
  const platform = known && platforms.get(known.platform)
  if (known && platform) return { url, known, board: known, domain: domainOf(known, platform) }
  const provider = [...platforms.values()].map(({ domain }) => domain).find((domain) => isBelow(url.hostname, domain))
  return { url, known: undefined, board: standIn(url.href, 'json-ld'), domain: provider ?? url.host }
}

/** How a link is to be asked for; `boards` are those that are switched on. */
export const importTarget = (url: URL, boards: readonly Board[], platforms: Platforms): ImportTarget =>
  byPlatform(url, boards, platforms) ?? byHost(url, boards, platforms)
