import { OPERATOR } from './edges.js'
import type { Edge } from './edges.js'
import { joined, vetoOf } from './vetoes.js'
import type { Traits } from './vetoes.js'

/** Postings of one opening, by key, sorted; founder not yet chosen. */
export type Cluster = readonly string[]

interface Group {
  readonly members: string[]
  traits: Traits
}

/** Strongest first; ties by key, so that no order of arrival shows. */
const byStrength = (x: Edge, y: Edge): number =>
  y.strength - x.strength || (x.a < y.a ? -1 : x.a > y.a ? 1 : x.b < y.b ? -1 : x.b > y.b ? 1 : 0)

const spans = (
  pairs: readonly (readonly [string, string])[],
  groupOf: ReadonlyMap<string, Group>,
  one: Group,
  other: Group,
): boolean =>
  pairs.some(([a, b]) => {
    const [x, y] = [groupOf.get(a), groupOf.get(b)]
    return (x === one && y === other) || (x === other && y === one)
  })

/**
 * Clusters of a component: edges are taken strongest first, and two groups are joined unless a pair across them is vetoed.
 * An operator's "the same" stands above the rules, "not the same" above every edge.
 * A pure function of members, edges and the operators' pairs.
 */
export const clustersOf = (
  members: ReadonlyMap<string, Traits>,
  edges: readonly Edge[],
  apart: readonly (readonly [string, string])[],
): Cluster[] => {
  const groupOf = new Map<string, Group>([...members].map(([key, traits]) => [key, { members: [key], traits }]))
  for (const { a, b, strength } of [...edges].sort(byStrength)) {
    const [one, other] = [groupOf.get(a), groupOf.get(b)]
    if (!one || !other || one === other || spans(apart, groupOf, one, other)) continue
    if (strength < OPERATOR.strength && vetoOf(one.traits, other.traits) !== undefined) continue
    const [large, small] = one.members.length >= other.members.length ? [one, other] : [other, one]
    large.members.push(...small.members)
    large.traits = joined(large.traits, small.traits)
    for (const key of small.members) groupOf.set(key, large)
  }
  return [...new Set(groupOf.values())].map((group) => group.members.sort())
}

/** Why each posting is in its cluster: its strongest edge inside. */
export const reasons = (cluster: Cluster, edges: readonly Edge[]): ReadonlyMap<string, string> => {
  const inside = new Set(cluster)
  const why = new Map<string, string>()
  for (const edge of [...edges].sort(byStrength)) {
    if (!inside.has(edge.a) || !inside.has(edge.b)) continue
    for (const key of [edge.a, edge.b]) if (!why.has(key)) why.set(key, edge.why)
  }
  return why
}
