/** Parameters that say where a visitor came from, not what the page is. */
const TRACKING =
  /^(?:utm_\w+|gclid|fbclid|yclid|ysclid|mc_[ce]id|gh_src|lever-(?:source|origin).*|ref|referrer|referer|source|src|sid|trk|tracking\w*|from|hhtmfrom|hhtmfromlabel|jobboardsource|_ga)$/i

/** An absolute http(s) URL, or nothing. */
export const webUrl = (raw: string | undefined): URL | undefined => {
  const text = raw?.trim() ?? ''
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined
}

/** Canonical form of a page to apply at, for comparison only: no scheme, `www.`, tracking, fragment, closing `/apply`. */
export const applyKey = (url: URL): string => {
  const kept = [...url.searchParams].filter(([name]) => !TRACKING.test(name)).map(([name, value]) => `${name}=${value}`)
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(?:apply|application)$/i, '')
  const host = url.host.toLowerCase().replace(/^www\./, '')
  return `${host}${path}${kept.length > 0 ? `?${kept.sort().join('&')}` : ''}`
}

/** Canonical form of a page: as {@link applyKey}, but pages that differ by a route after `#` only are two. */
export const pageKey = (url: URL): string => applyKey(url) + (/^#[!/]/.test(url.hash) ? url.hash : '')

/** {@link pageKey} of a text that may be an http(s) address. */
export const pageKeyOf = (raw: string | undefined): string | undefined => {
  const url = webUrl(raw)
  return url && pageKey(url)
}
