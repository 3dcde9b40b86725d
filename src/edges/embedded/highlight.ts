import type { Analysis } from './analysis.js'

const AROUND = 120

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The text HTML-escaped, with `<mark>` round the words that were searched; undefined when none is in it. */
export const marked = (text: string, stems: ReadonlySet<string>, analysis: Analysis): string | undefined => {
  let html = ''
  let at = 0
  for (const { start, end, stem } of analysis.tokens(text)) {
    if (!stems.has(stem)) continue
    html += `${escaped(text.slice(at, start))}<mark>${escaped(text.slice(start, end))}</mark>`
    at = end
  }
  return at === 0 ? undefined : html + escaped(text.slice(at))
}

const firstOf = (text: string, stems: ReadonlySet<string>, analysis: Analysis) => {
  for (const token of analysis.tokens(text)) if (stems.has(token.stem)) return token
  return undefined
}

/** A fragment of a long text round its first searched word, marked. */
export const fragment = (text: string, stems: ReadonlySet<string>, analysis: Analysis): string | undefined => {
  if (stems.size === 0) return undefined
  const first = firstOf(text, stems, analysis)
  if (first === undefined) return undefined
  // A blank near the wanted length, or just there: a text need not have any.
  const before = text.lastIndexOf(' ', Math.max(0, first.start - AROUND))
  const from = first.start <= AROUND ? 0 : Math.max(before + 1, first.start - 2 * AROUND)
  const after = text.indexOf(' ', first.end + AROUND)
  const to = Math.min(after === -1 ? text.length : after, first.end + 2 * AROUND, text.length)
  const html = marked(text.slice(from, to), stems, analysis)
  return html === undefined ? undefined : `${from > 0 ? '… ' : ''}${html}${to < text.length ? ' …' : ''}`
}
