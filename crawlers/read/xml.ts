import { Parser } from 'htmlparser2'
import { SaxesParser } from 'saxes'
import { plain } from './text.js'

/** An element: its children by name in order, and its own text. */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Element[]
  text: string
}

/** What was read of a document: the elements asked for, the root's name, and whether it was well formed. */
export interface XmlReading {
  readonly root: string | undefined
  readonly elements: readonly Element[]
  readonly wellFormed: boolean
}

/** A document on its way in. */
export interface XmlParts {
  /** Elements that ended in this piece of text. */
  take(text: string): readonly Element[]
  /** The root's name, and whether it was closed: not so when the document was cut short. */
  end(): { readonly root: string | undefined; readonly isWhole: boolean }
}

interface Collector {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  text(text: string): void
  close(name: string): void
  readonly found: Element[]
  root: string | undefined
}

const MOST_DEPTH = 40

/** Characters of one element's text that are kept. */
const MOST_TEXT = 1_000_000

/** No document nests deeper; a parser's time grows with the square of the depth. */
const MOST_OPEN = 1000

/** Ends a parser where it stands; what was collected stays. */
class Ended extends Error {}

/** Whether it came to its end by itself. */
const runsToItsEnd = (parse: () => void): boolean => {
  try {
    parse()
    return true
  } catch (error) {
    if (error instanceof Ended) return false
    throw error
  }
}

/** Keeps each element of `wanted` with all that is in it; everything else passes by. */
const collector = (wanted: ReadonlySet<string>): Collector => {
  const stack: Element[] = []
  let depth = 0
  const collect: Collector = {
    found: [],
    root: undefined,
    open(name, attributes) {
      if (++depth > MOST_OPEN) throw new Ended()
      collect.root ??= name
      const top = stack.at(-1)
      // A broken feed opens an entry inside an entry: they are neighbours.
      if (wanted.has(name)) stack.length = 0
      else if (top === undefined || stack.length > MOST_DEPTH) return
      const element: Element = { name, attributes, children: [], text: '' }
      if (wanted.has(name)) collect.found.push(element)
      else stack.at(-1)?.children.push(element)
      stack.push(element)
    },
    text(text) {
      const top = stack.at(-1)
      if (top !== undefined && top.text.length < MOST_TEXT) top.text += text
    },
    close(name) {
      depth--
      const at = stack.findLastIndex((element) => element.name === name)
      if (at >= 0) stack.length = at
    },
  }
  return collect
}

const strict = (xml: string, wanted: ReadonlySet<string>): XmlReading | undefined => {
  const collect = collector(wanted)
  const parser = new SaxesParser()
  // Left to itself, saxes goes on and makes an error of every character and every open tag.
  parser.on('error', () => {
    throw new Ended()
  })
  parser.on('opentag', ({ name, attributes }) => collect.open(name, attributes))
  parser.on('text', (text) => collect.text(text))
  parser.on('cdata', (text) => collect.text(text))
  parser.on('closetag', ({ name }) => collect.close(name))
  if (!runsToItsEnd(() => parser.write(xml).close())) return undefined
  return { root: collect.root, elements: collect.found, wellFormed: true }
}

const lenient = (xml: string, wanted: ReadonlySet<string>): XmlReading => {
  const collect = collector(wanted)
  const parser = new Parser(
    {
      onopentag: (name, attributes) => collect.open(name, attributes),
      ontext: (text) => collect.text(text),
      onclosetag: (name) => collect.close(name),
    },
    { xmlMode: true },
  )
  runsToItsEnd(() => parser.end(xml))
  // An entry without anything in it is a leftover of the break, not an advert.
  const elements = collect.found.filter((element) => element.children.length > 0)
  return { root: collect.root, elements, wellFormed: false }
}

/** Reads the named elements of an XML document: strictly first, and what can be read of a broken one. No external entities. */
export const readXml = (xml: string, names: readonly string[]): XmlReading => {
  const wanted = new Set(names)
  const text = xml.replace(/^\uFEFF/, '').trimStart()
  return strict(text, wanted) ?? lenient(text, wanted)
}

/**
 * Reads the named elements of a document too large for memory, as its text arrives; of a broken one what can be read. No
 * external entities.
 */
export const xmlParts = (names: readonly string[]): XmlParts => {
  const collect = collector(new Set(names))
  const open: string[] = []
  let isWhole = false
  let hasEnded = false
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        open.push(name)
        collect.open(name, attributes)
      },
      ontext: (text) => collect.text(text),
      onclosetag(name, isImplied) {
        open.length = Math.max(0, open.lastIndexOf(name))
        collect.close(name)
        // A broken entry inside is left where it stands; only the root's own end says that nothing is missing.
        if (open.length === 0) isWhole = !isImplied
      },
    },
    { xmlMode: true },
  )
  const done = (): Element[] => {
    // The last one is still open unless a closing tag has ended it.
    const isOpen = open.some((name) => names.includes(name))
    return collect.found.splice(0, collect.found.length - (isOpen ? 1 : 0))
  }
  return {
    take(text) {
      if (!hasEnded) hasEnded = !runsToItsEnd(() => parser.write(text))
      return done()
    },
    end() {
      if (!hasEnded) runsToItsEnd(() => parser.end())
      return { root: collect.root, isWhole: isWhole && !hasEnded }
    },
  }
}

/** Text of the first child of one of these names. */
export const childText = (element: Element, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const text = element.children.find((child) => child.name === name)?.text.trim()
    if (text !== undefined && text !== '') return text
  }
  return undefined
}

/** Folded texts of all children of a name. */
export const childTexts = (element: Element, name: string): string[] =>
  element.children.filter((child) => child.name === name).flatMap((child) => plain(child.text) ?? [])
