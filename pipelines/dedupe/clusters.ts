import type { Edge } from './edges.js'

/** Postings of one opening, founder not yet chosen. */
export type Cluster = readonly string[]

/** Strongest first; ties by key, so that no order of arrival shows. */
const byStrength = (x: Edge, y: Edge): number =>
  y.strength - x.strength || (x.a < y.a ? -1 : x.a > y.a ? 1 : x.b < y.b ? -1 : x.b > y.b ? 1 : 0)

/**
 * Clusters of a component: edges are taken strongest first, and two groups are joined unless any pair across them is vetoed.
 * A pure function of its members, edges and vetoes.
 */
export const clustersOf = (
  members: readonly string[],
  edges: readonly Edge[],
  isVetoed: (a: string, b: string) => boolean,
): Cluster[] => {
  const clusterOf = new Map<string, string[]>(members.map((key) => [key, [key]]))
  for (const { a, b } of [...edges].sort(byStrength)) {
    const [one, other] = [clusterOf.get(a), clusterOf.get(b)]
    if (!one || !other || one === other) continue
    if (one.some((x) => other.some((y) => isVetoed(x, y)))) continue
    one.push(...other)
    for (const key of other) clusterOf.set(key, one)
  }
  return [...new Set(clusterOf.values())].map((cluster) => [...cluster].sort())
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
