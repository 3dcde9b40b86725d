import type { Blocks } from './blocks.js'
import { OPERATOR, edgeOf } from './edges.js'
import type { Edge } from './edges.js'
import type { Table } from './table.js'
import { pairKey } from '../../src/domain/ids.js'

/** Postings that hang together by edges, vetoes not yet asked. */
export interface Component {
  readonly members: readonly string[]
  readonly edges: readonly Edge[]
}

/** Partners of a posting by an operator's "the same". */
const saidSame = (table: Table): ReadonlyMap<string, readonly string[]> => {
  const partners = new Map<string, string[]>()
  const add = (from: string, to: string): void => void partners.set(from, [...(partners.get(from) ?? []), to])
  for (const { a, b, verdict } of table.overrides.values()) {
    if (verdict !== 'same') continue
    add(a, b)
    add(b, a)
  }
  return partners
}

const edgesAt = (key: string, table: Table, blocks: Blocks, same: ReadonlyMap<string, readonly string[]>): Edge[] => {
  const posting = table.row(key)?.posting
  if (posting === undefined) return []
  const partners = same.get(key) ?? []
  const edges = partners
    .filter((other) => table.row(other) !== undefined)
    .map((other) => ({ a: key < other ? key : other, b: key < other ? other : key, ...OPERATOR }))
  for (const candidate of blocks.candidates(key)) {
    const other = table.row(candidate)?.posting
    const edge = other && !partners.includes(candidate) ? edgeOf(posting, other) : undefined
    if (edge) edges.push(edge)
  }
  return edges
}

/** The components that hold these postings, each once. */
export const componentsOf = (seeds: Iterable<string>, table: Table, blocks: Blocks): Component[] => {
  const same = saidSame(table)
  const seen = new Set<string>()
  const components: Component[] = []
  for (const seed of seeds) {
    if (seen.has(seed) || table.row(seed) === undefined) continue
    const members: string[] = []
    const edges = new Map<string, Edge>()
    const queue = [seed]
    seen.add(seed)
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      members.push(key)
      for (const edge of edgesAt(key, table, blocks, same)) {
        edges.set(pairKey(edge.a, edge.b), edge)
        const other = edge.a === key ? edge.b : edge.a
        if (seen.has(other)) continue
        seen.add(other)
        queue.push(other)
      }
    }
    components.push({ members: members.sort(), edges: [...edges.values()] })
  }
  return components
}
