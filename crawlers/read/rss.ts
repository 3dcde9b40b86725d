import { notTheFormat } from './json.js'
import { signal } from './posting.js'
import type { Signal } from '../../src/domain/run.js'
import { link, present } from './text.js'
import { childText, readXml } from './xml.js'
import type { Element } from './xml.js'

const ROOTS = new Set(['rss', 'feed', 'rdf:RDF'])

/** The entries of a feed, and the first channel: what stands in it before its entries. */
export interface FeedReading {
  readonly channel: Element | undefined
  readonly items: readonly Element[]
  readonly signals: readonly Signal[]
}

/** Reads RSS or Atom, of a broken feed what can be read. Throws `source-changed` when the page is none. */
export const readFeed = (xml: string): FeedReading => {
  const { root, elements, wellFormed } = readXml(xml, ['item', 'entry', 'channel'])
  if (root === undefined || !ROOTS.has(root)) throw notTheFormat('an RSS or Atom feed')
  const items = elements.filter(({ name }) => name !== 'channel')
  if (!wellFormed && items.length === 0) throw notTheFormat('a feed that can be read')
  return {
    channel: elements.find(({ name }) => name === 'channel'),
    items,
    signals: wellFormed ? [] : [signal('malformed-feed', 'the XML is broken: what could be read was taken')],
  }
}

/** Atom puts the address into an attribute, RSS into the text; a guid is one only when it is whole. */
export const addressOf = (item: Element, base: string): string | undefined => {
  const links = item.children.filter(({ name }) => name === 'link')
  const alternate = links.find(({ attributes }) => (attributes['rel'] ?? 'alternate') === 'alternate') ?? links[0]
  return link(alternate?.attributes['href'] ?? alternate?.text, base) ?? link(childText(item, 'guid'))
}

/** An element as JSON: the advert's own fragment. */
export const asJson = (element: Element): unknown =>
  element.children.length === 0 && Object.keys(element.attributes).length === 0
    ? element.text.trim()
    : present({
        text: element.text.trim() || undefined,
        attributes: Object.keys(element.attributes).length > 0 ? element.attributes : undefined,
        children:
          element.children.length > 0 ? element.children.map((child) => ({ [child.name]: asJson(child) })) : undefined,
      })

/** The names of an entry's elements, as the keys of an object. */
export const namesIn = (item: Element): Readonly<Record<string, unknown>> =>
  Object.fromEntries(item.children.map(({ name }) => [name, true]))
