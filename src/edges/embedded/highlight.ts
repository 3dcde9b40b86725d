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

/** A fragment of a long text round its first searched word, marked. */
export const fragment = (text: string, stems: ReadonlySet<string>, analysis: Analysis): string | undefined => {
  const first = analysis.tokens(text).find(({ stem }) => stems.has(stem))
  if (first === undefined) return undefined
  const from = text.lastIndexOf(' ', Math.max(0, first.start - AROUND)) + 1
  const to = first.end + AROUND < text.length ? text.indexOf(' ', first.end + AROUND) : text.length
  const cut = text.slice(from, to === -1 ? text.length : to)
  const html = marked(cut, stems, analysis)
  return html === undefined ? undefined : `${from > 0 ? '… ' : ''}${html}${to === -1 || to >= text.length ? '' : ' …'}`
}
