import { escapeText, escapeAttribute } from 'entities'
import { Parser } from 'htmlparser2'
import { wellFormed } from '../../src/domain/fold.js'
import { webUrl } from '../../src/domain/links.js'

/** What may stay, and under which name. Everything else loses its tag and keeps its text. */
const KEPT: Record<string, string> = {
  p: 'p',
  br: 'br',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  strong: 'strong',
  b: 'strong',
  em: 'em',
  i: 'em',
  blockquote: 'blockquote',
  pre: 'pre',
  code: 'code',
  h1: 'h3',
  h2: 'h3',
  h3: 'h3',
  h4: 'h4',
  h5: 'h4',
  h6: 'h4',
  a: 'a',
}
/** Gone with all they hold. */
const GONE = new Set(
  'script style noscript template svg math iframe object embed applet title head textarea select xmp noembed noframes plaintext audio video canvas'.split(
    ' ',
  ),
)
/** A line of the plain text ends at these. */
const BLOCKS = new Set(
  'p ul ol li blockquote pre h1 h2 h3 h4 h5 h6 div section article header footer table tr dl dt dd br hr aside main'.split(
    ' ',
  ),
)
const INLINE = new Set(['strong', 'em', 'code', 'a', 'br'])
const ENDED_BY_BLOCK = new Set(['p', 'h3', 'h4'])
const BULLET = '• '
const MOST_HTML = 200_000
const MOST_TEXT = 60_000
const MOST_DEPTH = 40
/** No advert has more elements open at once; the parser's time grows with the square of their number. */
const MOST_OPEN = 1000

export interface SafeText {
  readonly html: string
  readonly text: string
}

/** Collects safe HTML and structured plain text from one pass over a parser's events. */
class Collector {
  #html = ''
  #lines: string[] = []
  #line = ''
  #length = 0
  #open: string[] = []
  #gone = 0
  #gap = true
  /** The HTML ends in a space that was said. */
  #spaced = false

  /** Ends the line of the plain text; a bullet waits for its words. */
  #newline(): void {
    if (this.#line === BULLET) return
    const line = this.#line.trimEnd()
    if (line !== '') this.#lines.push(line)
    this.#line = ''
    this.#gap = true
  }

  #mark(tag: string): void {
    this.#html += tag
    this.#spaced = false
  }

  /** White space as one space, and none after another: a text comes in pieces, cut at entities and at tags that go. */
  #folded(said: string): string {
    const folded = said.replaceAll(/\s+/g, ' ')
    return this.#spaced ? folded.trimStart() : folded
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (GONE.has(name)) this.#gone += 1
    if (this.#gone > 0) return
    if (BLOCKS.has(name)) this.#newline()
    if (name === 'li') this.#line = BULLET
    const kept = Object.hasOwn(KEPT, name) ? KEPT[name] : undefined
    if (kept === undefined || this.#open.length >= MOST_DEPTH) return
    if (kept === 'br') this.#mark('<br>')
    else this.#push(kept, attributes)
  }

  /** Closes open elements down to and with the one at `at`. */
  #closeTo(at: number): void {
    while (this.#open.length > at) this.#mark(`</${this.#open.pop() ?? ''}>`)
  }

  /** A block ends an open paragraph or heading, and a list entry the one before it. */
  #endImplied(kept: string): void {
    if (INLINE.has(kept)) return
    const text = this.#open.findIndex((name) => ENDED_BY_BLOCK.has(name))
    if (text >= 0) this.#closeTo(text)
    const list = Math.max(this.#open.lastIndexOf('ul'), this.#open.lastIndexOf('ol'))
    const entry = this.#open.lastIndexOf('li')
    if (kept === 'li' && entry > list) this.#closeTo(entry)
  }

  #push(kept: string, attributes: Readonly<Record<string, string>>): void {
    this.#endImplied(kept)
    if (kept === 'a') {
      const href = webUrl(attributes['href'])?.href
      if (href === undefined || this.#open.includes('a')) return
      this.#mark(`<a href="${escapeAttribute(href)}" rel="nofollow noopener">`)
    } else this.#mark(`<${kept}>`)
    this.#open.push(kept)
  }

  close(name: string): void {
    if (GONE.has(name)) this.#gone = Math.max(0, this.#gone - 1)
    if (this.#gone > 0) return
    if (BLOCKS.has(name)) this.#newline()
    if (name === 'li' && this.#line === BULLET) this.#line = ''
    const kept = Object.hasOwn(KEPT, name) ? KEPT[name] : undefined
    if (kept === undefined || kept === 'br') return
    const at = this.#open.lastIndexOf(kept)
    if (at >= 0) this.#closeTo(at)
  }

  say(raw: string): void {
    if (this.#gone > 0 || this.#length >= MOST_TEXT) return
    const pre = this.#open.includes('pre')
    const said = wellFormed(raw.replaceAll(/(?![\n\t\r])[\p{Cc}\u200B-\u200F\u2060\uFEFF]/gu, ''))
    const flat = pre ? said : this.#folded(said)
    if (flat === '') return
    this.#html += escapeText(flat)
    this.#spaced = !pre && flat.endsWith(' ')
    const lead = this.#gap && !pre ? flat.trimStart() : flat
    this.#line += lead
    this.#length += lead.length
    if (lead !== '') this.#gap = lead.endsWith(' ')
  }

  end(): SafeText {
    this.#closeTo(0)
    this.#newline()
    const text = this.#lines.join('\n').trim()
    return { html: tidyMarkup(this.#html), text }
  }
}

const EMPTY =
  /( ?)<(?:(p|ul|ol|li|strong|em|blockquote|pre|code|h3|h4)>(\s*)<\/\2|a href="[^"]*" rel="nofollow noopener">(\s*)<\/a)>( ?)/g

/** Of the spaces in and round an empty element one stays: it parts two words. */
const withoutEmpty = (html: string): string =>
  html.replaceAll(EMPTY, (_, before: string, _name, inside = '', linked = '', after: string) =>
    `${before}${inside as string}${linked as string}${after}` === '' ? '' : ' ',
  )

/** Empty elements and spaces round blocks go, until nothing changes: a second pass finds nothing to do. */
const tidyMarkup = (html: string): string => {
  let result = html
  for (let round = 0; round < MOST_DEPTH; round++) {
    const next = withoutEmpty(result)
      .replaceAll(/ ?(<\/?(?:p|ul|ol|li|blockquote|h3|h4)>) ?/g, '$1')
      .replaceAll(/ ?<br> ?/g, '<br>')
      .replaceAll(/(?:<br>){3,}/g, '<br><br>')
    if (next === result) break
    result = next
  }
  return result.trim()
}

/** Ends the parser where it stands; what was collected stays. */
class Ended extends Error {}

/** HTML by allow-list with its plain text. No attribute survives but an http(s) `href`; the result is balanced. What follows the
 * thousandth open element is lost. */
export const safeHtml = (raw: string): SafeText => {
  const collector = new Collector()
  let open = 0
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        if (++open > MOST_OPEN) throw new Ended()
        collector.open(name, attributes)
      },
      onclosetag: (name) => {
        open--
        collector.close(name)
      },
      ontext: (text) => collector.say(text),
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )
  try {
    parser.end(raw.slice(0, MOST_HTML))
  } catch (error) {
    if (!(error instanceof Ended)) throw error
  }
  return collector.end()
}

/** Plain text as HTML: paragraphs and lists by its lines. */
export const textAsHtml = (raw: string): string => {
  const lines = raw.slice(0, MOST_HTML).split(/\r?\n/)
  const parts: string[] = []
  let list = false
  for (const line of lines) {
    const bullet = /^\s*[-•*–·—]\s+(\S.*)$/.exec(line)?.[1]
    const text = escapeText((bullet ?? line).trim())
    if (list && bullet === undefined) parts.push('</ul>')
    if (!list && bullet !== undefined) parts.push('<ul>')
    list = bullet !== undefined
    if (text !== '') parts.push(list ? `<li>${text}</li>` : `<p>${text}</p>`)
  }
  return parts.join('') + (list ? '</ul>' : '')
}
