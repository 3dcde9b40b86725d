import { parseDocument } from 'htmlparser2'

type Node = ReturnType<typeof parseDocument>['children'][number]
type Element = Extract<Node, { attribs: unknown }>

const all = (nodes: readonly Node[], name: string): Element[] =>
  nodes.flatMap((node) => {
    if (!('attribs' in node)) return []
    return [...(node.name === name ? [node] : []), ...all(node.children, name)]
  })

const textOf = (node: Node): string =>
  'children' in node ? node.children.map(textOf).join('') : 'data' in node ? node.data : ''

/** A page as a reader without scripts has it. */
export interface ReadPage {
  /** Text of every element of a kind, with single blanks. */
  readonly texts: (name: string) => string[]
  /** Every link with its spoken name. */
  readonly links: readonly { readonly name: string; readonly href: string }[]
  /** `datetime` of every time. */
  readonly times: readonly string[]
  /** What a browser sends when a form is submitted as it stands: the fields inside it and those that name it. */
  readonly fields: (form: string) => URLSearchParams
}

const isSent = ({ attribs }: Element): boolean =>
  attribs['name'] !== undefined && (attribs['type'] !== 'checkbox' || attribs['checked'] !== undefined)

const chosen = (select: Element): string => {
  const options = all(select.children, 'option')
  return (options.find(({ attribs }) => attribs['selected'] !== undefined) ?? options[0])?.attribs['value'] ?? ''
}

const fieldsOf = (nodes: readonly Node[], id: string): URLSearchParams => {
  const [form] = all(nodes, 'form').filter(({ attribs }) => attribs['id'] === id)
  if (!form) throw new Error(`the page has no form "${id}"`)
  const its = (name: string): Element[] => [
    ...all(form.children, name),
    ...all(nodes, name).filter(({ attribs }) => attribs['form'] === id),
  ]
  const inputs = its('input').filter(isSent)
  return new URLSearchParams([
    ...inputs.map(({ attribs }) => [attribs['name'] ?? '', attribs['value'] ?? '']),
    ...its('select').map((select) => [select.attribs['name'] ?? '', chosen(select)]),
  ])
}

export const readPage = (html: string): ReadPage => {
  const { children } = parseDocument(html)
  return {
    texts: (name) => all(children, name).map((node) => textOf(node).replaceAll(/\s+/g, ' ').trim()),
    links: all(children, 'a').map((node) => ({
      name: node.attribs['aria-label'] ?? textOf(node).trim(),
      href: node.attribs['href'] ?? '',
    })),
    times: all(children, 'time').map(({ attribs }) => attribs['datetime'] ?? ''),
    fields: (form) => fieldsOf(children, form),
  }
}
