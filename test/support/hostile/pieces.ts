/** A stretch of a page's text. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What a value stands in: says how another one has to be written there. */
export type Syntax = 'json' | 'markup' | 'attribute'

/** A value of the page: of a JSON member or item, inside an element, of an attribute. */
export interface Value extends Span {
  readonly syntax: Syntax
}

/** Neighbours that can be taken out, doubled or put in another order: members, items, elements, attributes, lines. */
export interface Siblings {
  readonly entries: readonly Span[]
  /** What stands between two of them. */
  readonly separator: string
}

/** A page as what can be changed in it, found by its marks alone: no reader's parser has a say. */
export interface Pieces {
  readonly values: readonly Value[]
  readonly siblings: readonly Siblings[]
  /** Names of members, elements and attributes. */
  readonly names: readonly Value[]
}

interface Found {
  readonly values: Value[]
  readonly siblings: Siblings[]
  readonly names: Value[]
}

interface OpenJson {
  readonly from: number
  readonly isObject: boolean
  readonly entries: Span[]
  /** Where the entry being read began, its name for a member. */
  entryFrom: number | undefined
}

const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],]|[^\s{}[\],:"]+/gs

/** Values, members and items of a JSON text; of one that is cut short, what closed before the cut. */
const addJson = (found: Found, text: string, offset: number): void => {
  const open: OpenJson[] = []
  const close = (span: Span): void => {
    found.values.push({ ...span, syntax: 'json' })
    const inside = open.at(-1)
    if (inside === undefined) return
    inside.entries.push({ from: inside.entryFrom ?? span.from, to: span.to })
    inside.entryFrom = undefined
  }
  for (const { 0: token, index } of text.matchAll(JSON_TOKEN)) {
    const span = { from: offset + index, to: offset + index + token.length }
    const inside = open.at(-1)
    if (token === '{' || token === '[')
      open.push({ from: span.from, isObject: token === '{', entries: [], entryFrom: undefined })
    else if (token === '}' || token === ']') {
      const closed = open.pop()
      if (closed === undefined) continue
      if (closed.entries.length > 0) found.siblings.push({ entries: closed.entries, separator: ',' })
      close({ from: closed.from, to: span.to })
    } else if (token !== ',' && inside?.isObject === true && inside.entryFrom === undefined) {
      inside.entryFrom = span.from
      found.names.push({ ...span, syntax: 'json' })
    } else if (token !== ',') close(span)
  }
}

interface OpenElement {
  readonly name: string
  readonly from: number
  readonly inside: number
  readonly children: Span[]
}

const MARK =
  /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<(?<close>\/)?(?<name>[a-z][\w:.-]*)(?<attributes>(?:[\s/](?:"[^"]*"|'[^']*'|[^<>"'])*)?)>/gi
const ATTRIBUTE = /(?<name>[\w:.-]+)\s*=\s*(?<quoted>"[^"]*"|'[^']*')/g
const JSON_LD = /<script\s[^>]*application\/ld\+json[^>]*>([\s\S]*?)<\/script/gi

const addAttributes = (found: Found, text: string, offset: number): void => {
  const entries: Span[] = []
  for (const match of text.matchAll(ATTRIBUTE)) {
    const [name, quoted] = [match.groups?.['name'] ?? '', match.groups?.['quoted'] ?? '']
    const from = offset + match.index
    const to = from + match[0].length
    entries.push({ from, to })
    found.names.push({ from, to: from + name.length, syntax: 'attribute' })
    found.values.push({ from: to - quoted.length + 1, to: to - 1, syntax: 'attribute' })
  }
  if (entries.length > 0) found.siblings.push({ entries, separator: ' ' })
}

/** Elements and attributes of a markup; an element that never closes is none. */
const addMarkup = (found: Found, text: string): void => {
  const root: OpenElement = { name: '', from: 0, inside: 0, children: [] }
  const open: OpenElement[] = [root]
  const end = (closed: OpenElement, inner: number, to: number): void => {
    found.values.push({ from: closed.inside, to: inner, syntax: 'markup' })
    if (closed.children.length > 0) found.siblings.push({ entries: closed.children, separator: '\n' })
    open.at(-1)?.children.push({ from: closed.from, to })
  }
  for (const match of text.matchAll(MARK)) {
    const { name, close, attributes = '' } = match.groups ?? {}
    const to = match.index + match[0].length
    if (name === undefined) continue
    const at = match.index + 1 + (close?.length ?? 0)
    found.names.push({ from: at, to: at + name.length, syntax: 'markup' })
    if (close === undefined) addAttributes(found, attributes, at + name.length)
    if (close === undefined && attributes.endsWith('/')) open.at(-1)?.children.push({ from: match.index, to })
    else if (close === undefined) open.push({ name, from: match.index, inside: to, children: [] })
    else if (open.some((element) => element !== root && element.name === name)) {
      for (let closed = open.pop(); closed !== undefined; closed = open.pop()) {
        if (closed.name !== name) continue
        end(closed, match.index, to)
        break
      }
    }
  }
}

const addLines = (found: Found, text: string): void => {
  const entries = [...text.matchAll(/[^\n]+/g)].map(({ 0: line, index }) => ({ from: index, to: index + line.length }))
  found.siblings.push({ entries, separator: '\n' })
  for (const span of entries) found.values.push({ ...span, syntax: 'markup' })
}

/** Finds what can be changed in a page: of JSON, of XML, of HTML and the JSON-LD in it, of plain lines. */
export const piecesOf = (text: string): Pieces => {
  const found: Found = { values: [], siblings: [], names: [] }
  if (/^\s*[[{]/.test(text)) addJson(found, text, 0)
  else if (/^\s*</.test(text)) {
    addMarkup(found, text)
    for (const { 0: block, 1: json = '', index } of text.matchAll(JSON_LD))
      addJson(found, json, index + block.lastIndexOf(json))
  } else addLines(found, text)
  return found
}
