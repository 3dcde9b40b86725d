/** Nobody is made to wait longer than this by one answer. */
const MOST_MS = 7 * 86_400_000

/** Wait that a Retry-After header asks for, in milliseconds: seconds or an HTTP date; undefined when it says neither. */
export const retryAfterMs = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined) return undefined
  const text = header.trim()
  if (/^\d+$/.test(text)) return Math.min(MOST_MS, Number(text) * 1000)
  const at = /^[a-z]{3},? /i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.min(MOST_MS, Math.max(0, at - now))
}
