import type { Posting } from '../../src/domain/posting.js'
import type { RawFields } from '../../src/domain/raw-posting.js'
import { safeHtml, textAsHtml } from './safe-html.js'

/** Shorter than this and unfinished-looking texts are snippets. */
const SHORT = 200
const CUT = /(?:…|\.\.\.|\[…\]|\[\.\.\.\]|read more|читать далее|подробнее)\W*$/i
const ESCAPED_TAG = /&lt;\/?(?:p|div|ul|li|br|strong|h[1-6]|span)\b/i
const TAG = /<\/?[a-z][^<>]*>/i

const statusOf = (text: string): Posting['description']['status'] => {
  if (text === '') return 'none'
  return text.length < SHORT || CUT.test(text.slice(-40)) ? 'snippet' : 'full'
}

/** HTML that was escaped once too often: tags only as entities. */
const unescaped = (html: string): string =>
  TAG.test(html) || !ESCAPED_TAG.test(html)
    ? html
    : html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

const markup = (raw: RawFields['description']): string => {
  if (raw?.html !== undefined && raw.html.trim() !== '') {
    const html = unescaped(raw.html)
    return TAG.test(html) ? html : textAsHtml(html.replaceAll('&nbsp;', ' '))
  }
  return textAsHtml(raw?.text ?? '')
}

/** The description: safe HTML, plain text with its lines and bullets, and how much of the advert it is. */
export const readDescription = (raw: RawFields['description']): Posting['description'] => {
  const { html, text } = safeHtml(markup(raw))
  return { html, text, status: statusOf(text) }
}
