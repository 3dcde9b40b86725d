import robotsParser from 'robots-parser'

/** The package is CommonJS: what its types call `default` is the module itself. */
const parseRobots = robotsParser as unknown as typeof robotsParser.default

/** Our product token in robots.txt. */
export const TOKEN = 'QHJobBot'

const MOST_DELAY_S = 30

const unreserved = /[\w.~-]/

/** One spelling for equal octets (RFC 9309 2.2.2): unreserved characters bare, everything else encoded in upper case. */
export const oneSpelling = (path: string): string =>
  encodeURI(path.replaceAll(/%(?![\da-f]{2})/gi, '%25'))
    .replaceAll(/%25([\da-f]{2})/gi, '%$1')
    .replaceAll(/%([\da-f]{2})/gi, (escape, hex: string) => {
      const char = String.fromCharCode(Number.parseInt(hex, 16))
      return unreserved.test(char) ? char : escape.toUpperCase()
    })

/** In an address `*` and `$` are characters; in a rule they are so only when encoded. */
const literal = (path: string): string => path.replaceAll('*', '%2A').replaceAll('$', '%24')

const normalised = (body: string): string =>
  body
    .split(/\r\n|\r|\n/)
    .map((line) => {
      const rule = /^\s*(allow|disallow)\s*:\s*([^#]*)/i.exec(line)
      if (rule) return `${rule[1] ?? ''}: ${oneSpelling((rule[2] ?? '').trim())}`
      // A name of several words is meant for its first: the product token.
      return line.replace(/^(\s*user-agent\s*:\s*[^\s#]+)\s[^#]*/i, '$1')
    })
    .join('\n')

/** What a robots.txt says of a URL for our token. */
export const readRobots = (robotsUrl: string, body: string) => {
  const rules = parseRobots(robotsUrl, normalised(body))
  return {
    allows: (url: string): boolean => {
      const { origin, pathname, search } = new URL(url)
      return rules.isAllowed(`${origin}${literal(oneSpelling(pathname + search))}`, TOKEN) ?? true
    },
    /** Crawl-delay in milliseconds, at most 30 s. */
    delayMs: Math.min(MOST_DELAY_S, rules.getCrawlDelay(TOKEN) ?? 0) * 1000,
  }
}
